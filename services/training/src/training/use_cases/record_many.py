"""The attendance of many sessions, also of several classes, is recorded at once: all of it or nothing."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.refusal import NotFound, Refusal
from pydantic import BaseModel, Field

from training.domain.attendance import AttendanceSheet, record_attendance
from training.domain.dates import check_fact
from training.domain.errors.results import DuplicateLine
from training.policy import RulesAsOf
from training.store.class_book import newest_sheets_of
from training.store.classes import classes_of, raise_versions, training_class
from training.store.enrolments import enrolments_of_classes
from training.use_cases.attendance_facts import Recorded, decide_anew, write_sheets
from training.use_cases.record_attendance import PartialHours
from training.use_cases.shapes import Command, Day, Text


class SessionSheet(Command):
    """Who was present at one session; everybody else was not."""

    class_id: Id
    session_number: Annotated[int, Field(ge=1, le=200)]
    present: Annotated[list[Id], Field(max_length=1000)]
    partial: Annotated[list[PartialHours], Field(max_length=1000, default_factory=list)]


class RecordMany(Command):
    """Sheets of sessions; the reason is needed as soon as one of them corrects another."""

    recorded_on: Day
    reason: Text | None = None
    sheets: Annotated[list[SessionSheet], Field(min_length=1, max_length=1000)]


class SheetLine(BaseModel):
    """One session's sheet: its version, and whether it said just this already."""

    class_id: str
    session_number: int
    sheet: int
    present: int
    unchanged: bool


class ManyRecorded(BaseModel):
    """All sheets; after completion whose outcome changed, and certified learners who would not pass now."""

    lines: list[SheetLine]
    outcomes_changed: list[str]
    certified_in_doubt: list[str]


@use_case("training.attendance.record_many")
async def record_many_sessions(tx: Transaction, rules_as_of: RulesAsOf, command: RecordMany) -> ManyRecorded:
    """Record sheets as new facts, in the order given. A refusal's ``where`` names the sheet."""
    check_fact("recorded_on", command.recorded_on, tx.today, rules_as_of(tx.today))
    ids = {item.class_id for item in command.sheets}
    classes = await classes_of(tx, training_class.c.id.in_(ids), tx.call.actor, lock=True)
    enrolments = await enrolments_of_classes(tx, list(classes))
    newest = await newest_sheets_of(tx, list(classes))
    recorded: list[Recorded] = []
    lines = []
    seen: set[tuple[str, int]] = set()
    for index, item in enumerate(command.sheets):
        where = f"sheets[{index}]"
        if item.class_id not in classes:
            raise NotFound(f"{where}.class_id", noun="class")
        key = (item.class_id, item.session_number)
        if key in seen:
            raise DuplicateLine(f"{where}.session_number", what=f"session {item.session_number}")
        seen.add(key)
        try:
            sheet, event = record_attendance(
                classes[item.class_id][0],
                enrolments[item.class_id],
                item.session_number,
                command.recorded_on,
                item.present,
                last=newest[item.class_id].get(item.session_number),
                partial={one.enrolment_id: one.hours for one in item.partial},
                reason=command.reason,
            )
        except Refusal as refusal:
            if refusal.where not in {"recorded_on", "reason"}:
                refusal.where = f"{where}.{refusal.where}"
            raise
        if event is not None:
            recorded.append((sheet, event))
        lines.append(_line(item.class_id, sheet, unchanged=event is None))
    write_sheets(tx, recorded, command.reason)
    touched = {event.class_id for _, event in recorded}
    if touched:
        await raise_versions(tx, touched)
    followed = await decide_anew(tx, rules_as_of, [classes[key][0] for key in sorted(touched)], enrolments)
    tx.about("", reason=command.reason or "", sheets=len(recorded))
    return ManyRecorded(lines=lines, outcomes_changed=followed.changed, certified_in_doubt=followed.doubtful)


def _line(class_id: str, sheet: AttendanceSheet, *, unchanged: bool) -> SheetLine:
    return SheetLine(
        class_id=class_id,
        session_number=sheet.session_number,
        sheet=sheet.version,
        present=len(sheet.present),
        unchanged=unchanged,
    )
