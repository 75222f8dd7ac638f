"""A class is completed: hours and grades become outcomes."""

from decimal import Decimal

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.results import Grade, Outcome, complete
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.class_book import newest_grades, newest_sheets
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class, save_outcomes
from training.store.waiting_lists import lapse
from training.use_cases.shapes import Command, Day


class CompleteClass(Command):
    """The day on which the class was completed."""

    completed_on: Day


class LearnerOutcome(BaseModel):
    """One learner's hours, grade and outcome; ``reasons`` say why not passed."""

    enrolment_id: str
    applicant_id: str
    hours_attended: Decimal
    hours_share: Decimal
    plan_grade: Grade | None
    outcome: str
    reasons: list[str]


class ClassCompleted(BaseModel):
    """The class as completed; drop-outs count as enrolled."""

    class_id: str
    state: str
    enrolled: int
    passed: int
    outcomes: list[LearnerOutcome]
    policy_version: str
    version: int


@use_case("training.class.complete")
async def complete_class(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: CompleteClass
) -> ClassCompleted:
    """Complete a class whose every session has its attendance."""
    check_fact("completed_on", command.completed_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.completed_on)
    taught, _ = await lock_class(tx, class_id, tx.call.actor)
    enrolments = list((await enrolments_of_class(tx, class_id)).values())
    sheets = await newest_sheets(tx, class_id)
    grades, _, last_graded_on = await newest_grades(tx, class_id)
    outcomes, event = complete(
        taught, enrolments, sheets, grades, command.completed_on, last_graded_on=last_graded_on, rules=rules
    )
    await save_outcomes(tx, enrolments, outcomes)
    await lapse(tx, class_id, event.completed_on)
    version = await raise_version(
        tx,
        class_id,
        state=taught.state.value,
        completed_on=event.completed_on,
        enrolled=event.enrolled,
        passed=event.passed,
    )
    tx.emit(
        published.ClassCompleted(
            class_id=event.class_id,
            institution_id=event.institution_id,
            package=event.package.value,
            completed_on=event.completed_on,
            enrolled=event.enrolled,
            passed=event.passed,
        )
    )
    tx.about(class_id, enrolled=event.enrolled, passed=event.passed)
    return ClassCompleted(
        class_id=class_id,
        state=taught.state.value,
        enrolled=event.enrolled,
        passed=event.passed,
        outcomes=[_shown(outcome) for outcome in outcomes],
        policy_version=rules.version,
        version=version,
    )


def _shown(outcome: Outcome) -> LearnerOutcome:
    word = "passed" if outcome.passed else "dropped_out" if outcome.dropped_out else "failed"
    return LearnerOutcome(
        enrolment_id=outcome.enrolment_id,
        applicant_id=outcome.applicant_id,
        hours_attended=outcome.hours_attended,
        hours_share=outcome.hours_share,
        plan_grade=outcome.plan_grade,
        outcome=word,
        reasons=list(outcome.reasons),
    )
