"""A seat that fell free goes to the first on the waiting list who may still take it."""

from datetime import date

from kit.database import Transaction
from kit.ids import new_id

from training.domain.training_class import TrainingClass
from training.domain.waiting_list import Seated, give_seat
from training.policy import RulesAsOf
from training.store.tables.enrolments import EnrolmentRow
from training.store.waiting_lists import candidates_of, save_endings
from training.use_cases.enrolment_facts import confirmed, enrolment_row


async def seat_next(
    tx: Transaction, rules_as_of: RulesAsOf, taught: TrainingClass, area: str, free_on: date
) -> Seated | None:
    """Enrol the first who may, or nobody; the class is locked and its count of seats is the caller's."""
    candidates = await candidates_of(tx, taught)
    seated, passed = give_seat(taught, candidates, free_on, new_id(), rules_as_of)
    await save_endings(tx, seated, passed)
    if seated is not None:
        given = seated.enrolment
        version = rules_as_of(given.enrolled_on).version
        account = tx.call.actor.account
        tx.insert(EnrolmentRow, enrolment_row(given, taught, area, version, account, tx.now))
        tx.emit(confirmed(seated.event))
    return seated
