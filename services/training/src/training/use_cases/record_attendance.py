"""The attendance of a session is recorded; a second record supersedes the first."""

from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from training.domain.attendance import record_attendance
from training.domain.dates import check_fact
from training.policy import RulesAsOf
from training.store.class_book import newest_sheets_of
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class
from training.store.institutions import load_institution
from training.use_cases.attendance_facts import decide_anew, write_sheets
from training.use_cases.shapes import Command, Day, Text

Hours = Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2, description="Class hours.")]


class PartialHours(Command):
    """Who missed a part of the session, and the hours that count."""

    enrolment_id: Id
    hours: Hours


class RecordAttendance(Command):
    """Who was present, by enrolment; everybody else was not. A correction says why."""

    recorded_on: Day
    present: Annotated[list[Id], Field(max_length=1000)]
    partial: Annotated[list[PartialHours], Field(max_length=1000, default_factory=list)]
    reason: Text | None = None


class AttendanceCounted(BaseModel):
    """The sheet's counts. ``version`` is the class's; ``sheet`` counts the records of this session.

    ``unchanged``: the sheet said just this already. After completion: whose outcome changed, and certified
    learners who would not pass by the hours as they are now.
    """

    class_id: str
    session_number: int
    sheet: int
    present: int
    absent: int
    unchanged: bool
    outcomes_changed: list[str]
    certified_in_doubt: list[str]
    version: int


@use_case("training.attendance.record")
async def record_session_attendance(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, session_number: int, command: RecordAttendance
) -> AttendanceCounted:
    """Record a sheet as a new fact."""
    check_fact("recorded_on", command.recorded_on, tx.today, rules_as_of(tx.today))
    taught, row = await lock_class(tx, class_id, tx.call.actor)
    enrolments = await enrolments_of_class(tx, class_id)
    institution, _ = await load_institution(tx, taught.institution_id, tx.call.actor)
    sheet, event = record_attendance(
        taught,
        enrolments,
        session_number,
        command.recorded_on,
        command.present,
        last=(await newest_sheets_of(tx, [class_id]))[class_id].get(session_number),
        partial={item.enrolment_id: item.hours for item in command.partial},
        reason=command.reason,
        may_teach=institution.certified_on(taught.session(session_number).held_on),
    )
    if event is not None:
        write_sheets(tx, [(sheet, event)], command.reason)
    followed = await decide_anew(tx, rules_as_of, [taught], {class_id: enrolments})
    tx.about(class_id, reason=command.reason or "", session_number=session_number, sheet=sheet.version)
    held_on = taught.session(session_number).held_on
    expected = sum(learner.there_on(held_on) for learner in enrolments.values())
    return AttendanceCounted(
        class_id=class_id,
        session_number=session_number,
        sheet=sheet.version,
        present=len(sheet.present),
        absent=expected - len(sheet.present),
        unchanged=event is None,
        outcomes_changed=followed.changed,
        certified_in_doubt=followed.doubtful,
        version=row["version"] if event is None else await raise_version(tx, class_id),
    )
