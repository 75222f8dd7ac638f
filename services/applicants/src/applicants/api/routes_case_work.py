"""A case worker's day: the work list, notes and consultations, next steps, who is in charge, the timeline."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import HeaderInvalid
from kit.refusal import DatesOutOfOrder, IllegalTransition
from pydantic import BaseModel, Field

from applicants.api import permissions
from applicants.api.office import office_of
from applicants.api.timeline import Timeline, timeline_of
from applicants.domain import errors
from applicants.domain.case_work import DueBeforeEntry, NotPostponed, SameWorker, Work
from applicants.store.case_work import Place, area_workers, opened, work_page
from applicants.store.listing import one_visible
from applicants.store.merged import pointing_to
from applicants.use_cases.assign_cases import (
    AssignArea,
    AssignCase,
    Assigned,
    TransferCaseload,
    assign_area,
    assign_case,
    transfer_caseload,
)
from applicants.use_cases.finish_task import FinishTask, PostponeTask, TaskChanged, finish_task, postpone_task
from applicants.use_cases.write_entry import (
    EntryWritten,
    RecordConsultation,
    WriteNote,
    record_consultation,
    write_note,
)

router = Routes(tags=["case work"])

_STEP = {"text": "Bring the lease of the shop", "due_on": "2007-08-01"}
_DATES = [errors.DateInFuture, errors.DatedTooFarBack]


class WorkItem(BaseModel):
    """Something that waits; `days_overdue` is above zero once its day has passed."""

    kind: Work
    item_id: str = Field(description="Of a next step the task's id; else the applicant's, or both files of a warning.")
    applicant_id: str
    name: str
    area: str
    case_worker: str | None
    due_on: date
    days_overdue: int
    text: str | None = Field(description="Of a next step what is to be done.")


class WorkList(BaseModel):
    """A page of what waits, the longest overdue first."""

    as_of: date
    items: list[WorkItem]
    next: str | None


class AreaWorkers(BaseModel):
    """Who is in charge of the cases of an area; of two areas the smaller one counts."""

    items: list[dict[str, str]]


@router.verb(
    "GET",
    "/v1/work-list",
    permission=permissions.READ_WORK,
    summary="Read what waits",
    description="Files to be screened, referred and seen into training, warnings to be settled, next steps: each until "
    "it is done, the longest overdue first. `mine`: cases that your account is in charge of; `due_by`: due on that day "
    "or before.",
    response_model=WorkList,
)
async def read_work_list(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    mine: bool = False,
    case_worker: Annotated[str | None, Query(max_length=64)] = None,
    area: Annotated[str | None, Query(pattern=r"^[0-9]{1,12}$")] = None,
    kind: Work | None = None,
    due_by: date | None = None,
) -> WorkList:
    """Read the work list."""
    office = office_of(request)
    async with database.reading(call) as tx:
        rows, last = await work_page(
            tx,
            office.rules_as_of(tx.today).work_days,
            case_worker=call.actor.account if mine else case_worker,
            area=area,
            kind=kind,
            due_by=due_by,
            limit=page.limit,
            after=_place(page.after),
        )
        today = tx.today
    items = [
        WorkItem(
            kind=row["kind"],
            item_id=row["item_id"],
            applicant_id=row["applicant_id"],
            name=row["name"],
            area=row["area"],
            case_worker=row["case_worker"],
            due_on=row["due_on"],
            days_overdue=max((today - row["due_on"]).days, 0),
            text=opened(row["text_encrypted"], office.private),
        )
        for row in rows
    ]
    return WorkList(as_of=today, items=items, next=next_cursor("|".join(map(str, last)) if last else None))


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    try:
        day, kind, item_id = cursor.split("|")
        return date.fromisoformat(day), Work(kind).value, item_id
    except ValueError as error:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.") from error


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/notes",
    permission=permissions.WRITE_CASE,
    status=201,
    summary="Write a note",
    description="Stored encrypted, never changed. A next step waits on the work list until it is done.",
    refusals=[DueBeforeEntry, *_DATES],
    body_example={"noted_on": "2007-07-20", "text": "Found a shop in Jijiang", "next_step": _STEP},
    response_model=EntryWritten,
)
async def write_one_note(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: WriteNote
) -> EntryWritten:
    """Write a note."""
    return await write_note(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/consultations",
    permission=permissions.WRITE_CASE,
    status=201,
    summary="Record a consultation",
    description="On which of the five services, and the advice given; stored encrypted, never changed.",
    refusals=[DueBeforeEntry, *_DATES],
    body_example={
        "consulted_on": "2007-07-20",
        "service": "market",
        "advice": "Eleven beauty parlours in the street already: think of repairs instead",
        "next_step": _STEP,
    },
    response_model=EntryWritten,
)
async def record_one_consultation(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: RecordConsultation
) -> EntryWritten:
    """Record a consultation."""
    return await record_consultation(database, call, office_of(request), applicant_id, command)


@router.verb(
    "GET",
    "/v1/applicants/{applicant_id}/timeline",
    permission=permissions.READ_CASE,
    summary="Read a case's timeline",
    description="Everything this service knows, by day: registration, screenings, referrals, notes, consultations, "
    "next steps, who was in charge, warnings, and what other services reported; of merged files as well.",
    response_model=Timeline,
)
async def read_timeline(call: Caller, database: Db, request: Request, applicant_id: Id) -> Timeline:
    """Read a timeline."""
    async with database.reading(call) as tx:
        await one_visible(tx, applicant_id)
        files = [applicant_id, *await pointing_to(tx, applicant_id)]
        return await timeline_of(tx, office_of(request).private, applicant_id, files)


@router.verb(
    "POST",
    "/v1/case-tasks/{task_id}/completion",
    permission=permissions.WRITE_CASE,
    summary="Say what came of a next step",
    description="It leaves the work list.",
    refusals=[IllegalTransition, DatesOutOfOrder, *_DATES],
    body_example={"done_on": "2007-08-01", "outcome": "The lease is for three years"},
    response_model=TaskChanged,
)
async def finish_one_task(
    call: Caller, database: Db, request: Request, task_id: Id, command: FinishTask
) -> TaskChanged:
    """Finish a task."""
    return await finish_task(database, call, office_of(request), task_id, command)


@router.verb(
    "POST",
    "/v1/case-tasks/{task_id}/postponement",
    permission=permissions.WRITE_CASE,
    summary="Postpone a next step",
    description="To a later day, with the reason; how often, and the first day, stay known.",
    refusals=[IllegalTransition, NotPostponed],
    body_example={"due_on": "2007-08-10", "reason": "the landlord is away"},
    response_model=TaskChanged,
)
async def postpone_one_task(call: Caller, database: Db, task_id: Id, command: PostponeTask) -> TaskChanged:
    """Postpone a task."""
    return await postpone_task(database, call, task_id, command)


@router.verb(
    "POST",
    "/v1/area-workers",
    permission=permissions.ASSIGN_CASES,
    summary="Put somebody in charge of an area",
    description="Files registered there from now on are theirs and, unless `also_open` is false, those there are that "
    "nobody is in charge of.",
    refusals=[errors.AreaUnknown, errors.AreaOutsideYours],
    body_example={"area": "500116103", "case_worker": "station-baisha", "also_open": True},
    response_model=Assigned,
)
async def assign_one_area(call: Caller, database: Db, request: Request, command: AssignArea) -> Assigned:
    """Assign an area."""
    return await assign_area(database, call, office_of(request), command)


@router.verb(
    "GET",
    "/v1/area-workers",
    permission=permissions.READ_WORK,
    summary="Read who is in charge of which area",
    description="All areas that somebody is in charge of.",
    response_model=AreaWorkers,
)
async def read_area_workers(call: Caller, database: Db) -> AreaWorkers:
    """Read who is in charge."""
    async with database.reading(call) as tx:
        workers = await area_workers(tx)
    items = [{"area": area, "case_worker": workers[area]} for area in sorted(workers)]
    return AreaWorkers(items=items)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/assignment",
    permission=permissions.ASSIGN_CASE,
    summary="Give one case to somebody",
    description="With the reason; the timeline keeps who was in charge.",
    refusals=[SameWorker],
    body_example={"case_worker": "station-degan", "reason": "moved to Degan"},
    response_model=Assigned,
)
async def assign_one_case(call: Caller, database: Db, applicant_id: Id, command: AssignCase) -> Assigned:
    """Assign a case."""
    return await assign_case(database, call, applicant_id, command)


@router.verb(
    "POST",
    "/v1/caseload-transfers",
    permission=permissions.ASSIGN_CASES,
    summary="Give a whole caseload to somebody",
    description="Every case of an account, or those in one area, at once; each keeps its record.",
    refusals=[SameWorker],
    body_example={"from_worker": "station-baisha", "case_worker": "station-degan", "reason": "maternity leave"},
    response_model=Assigned,
)
async def transfer_whole_caseload(call: Caller, database: Db, command: TransferCaseload) -> Assigned:
    """Transfer a caseload."""
    return await transfer_caseload(database, call, command)
