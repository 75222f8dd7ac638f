"""The attendance of a session is recorded; a second record supersedes the first."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from training.domain.attendance import record_attendance
from training.domain.dates import check_fact
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.class_book import last_sheet_version
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class
from training.store.tables.results import AttendanceRow
from training.use_cases.shapes import Command, Day


class RecordAttendance(Command):
    """Who was present, by enrolment; everybody else was not."""

    recorded_on: Day
    present: Annotated[list[Id], Field(max_length=1000)]


class AttendanceCounted(BaseModel):
    """The sheet's counts. ``version`` is the class's; ``sheet`` counts the records of this session."""

    class_id: str
    session_number: int
    sheet: int
    present: int
    absent: int
    version: int


@use_case("training.attendance.record")
async def record_session_attendance(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, session_number: int, command: RecordAttendance
) -> AttendanceCounted:
    """Record a sheet as a new fact."""
    actor = tx.call.actor
    check_fact("recorded_on", command.recorded_on, tx.today, rules_as_of(tx.today))
    taught, _ = await lock_class(tx, class_id, actor)
    enrolments = await enrolments_of_class(tx, class_id)
    sheet, event = record_attendance(
        taught,
        enrolments,
        session_number,
        command.recorded_on,
        command.present,
        last_version=await last_sheet_version(tx, class_id, session_number),
    )
    tx.insert(
        AttendanceRow,
        {
            "class_id": class_id,
            "session_number": session_number,
            "version": sheet.version,
            "recorded_on": sheet.recorded_on,
            "present": sorted(sheet.present),
            "recorded_by": actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.emit(
        published.AttendanceRecorded(
            class_id=event.class_id,
            institution_id=event.institution_id,
            session_number=event.session_number,
            held_on=event.held_on,
            present=list(event.present),
            sheet_version=event.version,
        )
    )
    tx.about(class_id, session_number=session_number, sheet=sheet.version)
    held_on = taught.session(session_number).held_on
    expected = sum(learner.there_on(held_on) for learner in enrolments.values())
    return AttendanceCounted(
        class_id=class_id,
        session_number=session_number,
        sheet=sheet.version,
        present=len(sheet.present),
        absent=expected - len(sheet.present),
        version=await raise_version(tx, class_id),
    )
