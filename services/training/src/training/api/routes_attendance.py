"""Attendance of many sessions at once, its versions, and who was in two places."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Path, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel

from training.api import permissions
from training.api.views import View
from training.domain.errors.results import (
    CorrectionNeedsReason,
    DuplicateLine,
    HoursBeyondPlan,
    NotALearnerThatDay,
    NotInClass,
)
from training.store.class_book import sheet_versions
from training.store.sheets import class_numbers, overlapping_attendance
from training.use_cases.record_many import ManyRecorded, RecordMany, record_many_sessions

router = Routes(tags=["attendance"])

_CLASS = "0198c1de-0000-7000-8000-000000000002"
_ENROLMENT = "0198c1de-0000-7000-8000-000000000003"


class SheetVersion(View):
    """One sheet of a session. ``partial``: hours of those who missed a part; ``import_id``: the uploaded file."""

    version: int
    recorded_on: date
    present: list[str]
    partial: dict[str, Decimal]
    reason: str | None
    import_id: str | None
    recorded_by: str
    recorded_at: datetime


class SheetVersions(BaseModel):
    """Every sheet of a session, the newest first; the first one counts."""

    items: list[SheetVersion]


class Overlap(View):
    """A learner recorded as present at two sessions that overlap."""

    applicant_id: str
    held_on: date
    class_id: str
    session_number: int
    other_class_id: str
    other_session_number: int


class OverlapPage(BaseModel):
    """A page of overlaps, by learner."""

    items: list[Overlap]
    next: str | None


@router.verb(
    "POST",
    "/v1/attendance",
    permission=permissions.RECORD_ATTENDANCE,
    summary="Record the attendance of many sessions",
    description="Also of several classes; all of it or nothing. What says the same as the newest sheet changes "
    "nothing; what differs becomes a new version and needs the reason. `where` of a refusal names the sheet.",
    refusals=[
        NotInClass,
        NotALearnerThatDay,
        DuplicateLine,
        HoursBeyondPlan,
        CorrectionNeedsReason,
        DatesOutOfOrder,
        IllegalTransition,
    ],
    body_example={
        "recorded_on": "2007-08-16",
        "sheets": [
            {
                "class_id": _CLASS,
                "session_number": 1,
                "present": [_ENROLMENT],
                "partial": [{"enrolment_id": _ENROLMENT, "hours": "6"}],
            }
        ],
    },
    response_model=ManyRecorded,
)
async def record_attendance_of_many(call: Caller, database: Db, request: Request, command: RecordMany) -> ManyRecorded:
    """Record many sheets."""
    return await record_many_sessions(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/sessions/{number}/attendance",
    permission=permissions.READ_CLASSES,
    summary="List the attendance sheets of a session",
    description="Every version with who recorded it, when and why; the newest, which counts, first.",
    response_model=SheetVersions,
)
async def list_attendance_versions(
    call: Caller, database: Db, class_id: Id, number: Annotated[int, Path(ge=1, le=200)]
) -> SheetVersions:
    """List a session's sheets."""
    async with database.reading(call) as tx:
        await class_numbers(tx, class_id=class_id)
        rows = await sheet_versions(tx, class_id, number)
    if not rows:
        raise NotFound(noun="attendance")
    return SheetVersions(items=[SheetVersion(**row) for row in rows])


@router.verb(
    "GET",
    "/v1/attendance/overlaps",
    permission=permissions.READ_OVERLAPS,
    summary="List who was recorded as present in two places at once",
    description="By the newest sheets of both sessions.",
    response_model=OverlapPage,
)
async def list_attendance_overlaps(
    call: Caller, database: Db, page: Paging, applicant_id: Id | None = None
) -> OverlapPage:
    """List overlaps."""
    people = [applicant_id] if applicant_id else None
    async with database.reading(call) as tx:
        rows = await overlapping_attendance(tx, people, page.limit + 1, page.after)
    kept = rows[: page.limit]
    after = kept[-1]["key"] if len(rows) > page.limit else None
    return OverlapPage(items=[Overlap(**row) for row in kept], next=next_cursor(after))
