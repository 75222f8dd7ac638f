"""Visits: the work list, and recording what was found."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import HeaderInvalid
from kit.refusal import DatesOutOfOrder, IllegalTransition

from followup.api import permissions
from followup.api.examples import VISIT_EXAMPLE
from followup.api.views import VisitItem, VisitPage
from followup.domain import errors
from followup.domain.visits import VisitState
from followup.scope import area_of
from followup.store import queries
from followup.use_cases.record_visit import RecordedVisit, RecordVisit, record_visit

router = Routes(tags=["visits"])


@router.verb(
    "GET",
    "/v1/visits",
    permission=permissions.READ_VISITS,
    summary="The work list of visits",
    description="Visits by their last day, so that overdue ones are on top and stay there until they are recorded. "
    "A case worker sees those of their area. `planned` unless another state is asked for.",
    response_model=VisitPage,
)
async def list_visits(
    call: Caller,
    database: Db,
    page: Paging,
    due_by: Annotated[date | None, Query(description="Only visits that may be made by this day.")] = None,
    state: Annotated[VisitState, Query(description="Where the visit stands.")] = VisitState.PLANNED,
    area: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$", description="Area code; its subtree.")] = None,
    business_id: Annotated[Id | None, Query(description="Only visits to this business.")] = None,
) -> VisitPage:
    """List visits."""
    waiting = state in queries.WAITING
    query = queries.visits(
        scope=area_of(call.actor),
        area=area,
        state=state,
        due_by=due_by,
        business_id=business_id,
        after=_after(page.after, waiting=waiting),
        limit=page.limit + 1,
    )
    async with database.reading(call) as tx:
        rows = await tx.all(query)
        today = tx.today
    more = len(rows) > page.limit
    items = [VisitItem.of(row, today) for row in rows[: page.limit]]
    return VisitPage(items=items, next=next_cursor(_key(items[-1], waiting=waiting) if more else None))


@router.verb(
    "POST",
    "/v1/visits/{visit_id}/record",
    permission=permissions.RECORD_VISIT,
    summary="Record a visit",
    description="Records what the visit found. A second record of the same visit supersedes the first, which stays "
    "readable. A closure is provisional: a later operating visit reopens the business. An operating visit dated after "
    "the registration plus six calendar months confirms survival, once. Nobody found plans another attempt; three "
    "failed attempts over at least fourteen days make the business untraceable, never closed.",
    refusals=[
        errors.VisitTooEarly,
        errors.ClosureIncomplete,
        errors.ClosureNotObserved,
        errors.NothingToCount,
        errors.MorePeopleThanWork,
        errors.ContradictsClosure,
        errors.ContradictsOperation,
        errors.DateInFuture,
        errors.DateTooLongAgo,
        DatesOutOfOrder,
        IllegalTransition,
    ],
    body_example=VISIT_EXAMPLE,
    response_model=RecordedVisit,
)
async def record_a_visit(
    call: Caller, database: Db, request: Request, visit_id: Id, command: RecordVisit
) -> RecordedVisit:
    """Record a visit."""
    return await record_visit(database, call, request.app.state.policy, visit_id, command)


def _key(item: VisitItem, *, waiting: bool) -> str:
    return f"{item.due_by}|{item.id}" if waiting else item.id


def _after(text: str | None, *, waiting: bool) -> tuple[date, str] | str | None:
    if text is None or not waiting:
        return text
    day, _, visit_id = text.partition("|")
    try:
        return date.fromisoformat(day), visit_id
    except ValueError as error:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.") from error
