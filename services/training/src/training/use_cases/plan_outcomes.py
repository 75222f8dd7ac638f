"""What a grade means for its learner when the class was completed before: the outcome follows at once."""

from kit.database import Transaction

from training.domain.enrolment import Enrolment
from training.domain.results import settle
from training.domain.training_class import ClassState, TrainingClass
from training.policy import RulesAsOf
from training.store.class_book import newest_grades, newest_sheets
from training.store.enrolments import recount_passed, save_outcomes


async def settle_again(tx: Transaction, rules_as_of: RulesAsOf, taught: TrainingClass, graded: list[Enrolment]) -> None:
    """Settle those ``graded`` of a completed class by the newest grades; of an open class nothing happens."""
    if taught.state is not ClassState.COMPLETED:
        return
    grades, _, _ = await newest_grades(tx, taught.class_id)
    sheets = await newest_sheets(tx, taught.class_id)
    completed_on = taught.completed_on or taught.ends_on
    outcomes = settle(taught, graded, sheets, grades, rules_as_of(completed_on))
    await save_outcomes(tx, graded, outcomes)
    await recount_passed(tx, [taught.class_id])
