"""A class's file is handed in by the institution, and accepted or returned by a case worker."""

from datetime import date
from typing import Annotated, Literal

from kit.calendar import WorkCalendar
from kit.database import Transaction, use_case
from pydantic import BaseModel, Field

from training.domain.class_file import Clock
from training.domain.dates import check_fact
from training.events.published import assessment as published
from training.policy import RulesAsOf
from training.store.class_files import lock_file, save_file
from training.store.classes import lock_class
from training.use_cases.class_file_shapes import items_of, note_step
from training.use_cases.shapes import Command, Day, Name, Text


class HandInClassFile(Command):
    """The day on which the complete file came in."""

    handed_in_on: Day


class ReturnReason(Command):
    """What is wrong with an item."""

    item: Name
    remark: Text


class DecideClassFile(Command):
    """Accepted, or returned with a reason for each item that is not as it should be."""

    decided_on: Day
    decision: Literal["accepted", "returned"]
    reasons: Annotated[list[ReturnReason], Field(default_factory=list, max_length=100)]


class ClassFileMoved(BaseModel):
    """Where the file stands, when it was due, and how many working days late it was handed in."""

    class_id: str
    state: str
    due_on: date
    days_late: int
    holidays_known: bool
    version: int


@use_case("training.class_file.hand_in")
async def hand_in_class_file(
    tx: Transaction, rules_as_of: RulesAsOf, calendar: WorkCalendar, class_id: str, command: HandInClassFile
) -> ClassFileMoved:
    """Hand in a complete file. Raises ClassFileIncomplete, IllegalTransition, DatesOutOfOrder."""
    check_fact("handed_in_on", command.handed_in_on, tx.today, rules_as_of(tx.today))
    taught, row = await lock_class(tx, class_id, tx.call.actor, expect_version=False)
    file, version = await lock_file(tx, class_id)
    tx.expect_version(version)
    rules = rules_as_of(taught.ends_on)
    items = await items_of(tx, row, rules)
    file.hand_in(command.handed_in_on, tx.call.actor.account, taught.completed_on, items)
    stands = await note_step(
        tx, row, "handed_in", command.handed_in_on, items, {}, rules, calendar, handed_in_on=command.handed_in_on
    )
    tx.emit(published.ClassFileHandedIn(**_told(class_id, taught.institution_id, stands, command.handed_in_on)))
    tx.about(class_id, days_late=stands.days_late)
    return _moved(class_id, file.state.value, stands, await save_file(tx, file))


@use_case("training.class_file.decide")
async def decide_class_file(
    tx: Transaction, rules_as_of: RulesAsOf, calendar: WorkCalendar, class_id: str, command: DecideClassFile
) -> ClassFileMoved:
    """Accept or return. Raises SamePerson, ReturnReasonsMissing, IllegalTransition, DatesOutOfOrder."""
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    taught, row = await lock_class(tx, class_id, tx.call.actor, expect_version=False)
    file, version = await lock_file(tx, class_id)
    tx.expect_version(version)
    rules = rules_as_of(taught.ends_on)
    items = await items_of(tx, row, rules)
    reasons = {reason.item: reason.remark for reason in command.reasons}
    accepted = command.decision == "accepted"
    account = tx.call.actor.account
    file.decide(command.decided_on, account, reasons, accepted=accepted, known={s.item.item for s in items})
    stands = await note_step(
        tx,
        row,
        command.decision,
        command.decided_on,
        items,
        reasons,
        rules,
        calendar,
        handed_in_on=file.handed_in_on or command.decided_on,
    )
    event = published.ClassFileAccepted if accepted else published.ClassFileReturned
    tx.emit(event(**_told(class_id, taught.institution_id, stands, command.decided_on)))
    tx.about(class_id, decision=command.decision)
    return _moved(class_id, file.state.value, stands, await save_file(tx, file, decided_by=account))


def _told(class_id: str, institution_id: str, stands: Clock, day: date) -> dict[str, object]:
    return {
        "class_id": class_id,
        "institution_id": institution_id,
        "due_on": stands.due_on,
        "days_late": stands.days_late,
        "happened_on": day,
    }


def _moved(class_id: str, state: str, stands: Clock, version: int) -> ClassFileMoved:
    return ClassFileMoved(
        class_id=class_id,
        state=state,
        due_on=stands.due_on,
        days_late=stands.days_late,
        holidays_known=stands.holidays_known,
        version=version,
    )
