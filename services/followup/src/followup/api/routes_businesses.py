"""Businesses: register, list, read, visit without a plan."""

from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, NotFound

from followup.api import permissions
from followup.api.examples import BUSINESS_EXAMPLE, VISIT_EXAMPLE
from followup.api.views import BusinessItem, BusinessPage, BusinessView
from followup.domain import errors
from followup.domain.standing import State
from followup.scope import area_of, demand_in_scope
from followup.store import queries
from followup.use_cases.record_visit import RecordedVisit, RecordVisit, record_unplanned_visit
from followup.use_cases.register_business import RegisterBusiness, RegisteredBusiness, register_business

router = Routes(tags=["businesses"])
Area = Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$", description="Area code; its whole subtree.")]


@router.verb(
    "POST",
    "/v1/businesses",
    permission=permissions.REGISTER_BUSINESS,
    status=201,
    summary="Register a business",
    description="Records a participant's business from its licence and plans its visits: days 30 and 90, the "
    "six-month check in the two weeks after six calendar months, day 365. One business may have several owners; "
    "an owner may not already run a business that has not closed by then.",
    refusals=[
        errors.LicenceShapeWrong,
        errors.LicenceCheckWrong,
        errors.LicenceAlreadyRegistered,
        errors.OwnersMissing,
        errors.OwnerNotAccepted,
        errors.BusinessOlderThanAcceptance,
        errors.OwnerAlreadyRunsBusiness,
        errors.AreaOutsideTerritory,
        errors.DateInFuture,
        errors.DateTooLongAgo,
        DatesOutOfOrder,
    ],
    body_example=BUSINESS_EXAMPLE,
    response_model=RegisteredBusiness,
)
async def register_a_business(
    call: Caller, database: Db, request: Request, command: RegisterBusiness
) -> RegisteredBusiness:
    """Register a business."""
    return await register_business(database, call, request.app.state.policy, command)


@router.verb(
    "GET",
    "/v1/businesses",
    permission=permissions.READ_BUSINESSES,
    summary="List businesses",
    description="Businesses with their owners and how they stand; a case worker sees those of their area.",
    response_model=BusinessPage,
)
async def list_businesses(
    call: Caller,
    database: Db,
    page: Paging,
    area: Area = None,
    state: Annotated[State | None, Query(description="How the business stands.")] = None,
    owner: Annotated[Id | None, Query(description="An applicant who owns it.")] = None,
) -> BusinessPage:
    """List businesses."""
    query = queries.businesses(
        scope=area_of(call.actor), area=area, state=state, owner=owner, after=page.after, limit=page.limit + 1
    )
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    more = len(rows) > page.limit
    items = [BusinessItem.of(row) for row in rows[: page.limit]]
    return BusinessPage(items=items, next=next_cursor(items[-1].id if more else None))


@router.verb(
    "GET",
    "/v1/businesses/{business_id}",
    permission=permissions.READ_BUSINESSES,
    summary="Read a business",
    description="The business with its visits and every record of them, superseded ones too.",
    response_model=BusinessView,
)
async def read_business(call: Caller, database: Db, business_id: Id) -> BusinessView:
    """Read one business."""
    async with database.reading(call) as tx:
        row = await tx.one(queries.one_business(business_id))
        if row is None:
            raise NotFound(where="business_id", noun="business")
        demand_in_scope(call.actor, row["area"], "business", where="business_id")
        visits = await tx.all(queries.visits_of(business_id))
        records = await tx.all(queries.records_of(business_id))
    return BusinessView.whole(row, visits, records)


@router.verb(
    "POST",
    "/v1/businesses/{business_id}/visits",
    permission=permissions.RECORD_VISIT,
    status=201,
    summary="Record an unplanned visit",
    description="Records a visit that nobody planned. It counts like a planned one.",
    refusals=[
        errors.ClosureIncomplete,
        errors.ClosureNotObserved,
        errors.NothingToCount,
        errors.MorePeopleThanWork,
        errors.ContradictsClosure,
        errors.ContradictsOperation,
        errors.DateInFuture,
        errors.DateTooLongAgo,
        DatesOutOfOrder,
    ],
    body_example=VISIT_EXAMPLE,
    response_model=RecordedVisit,
)
async def record_a_visit_to_a_business(
    call: Caller, database: Db, request: Request, business_id: Id, command: RecordVisit
) -> RecordedVisit:
    """Record an unplanned visit."""
    return await record_unplanned_visit(database, call, request.app.state.policy, business_id, command)
