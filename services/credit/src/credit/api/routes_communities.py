"""Credit communities: recognised, assessed, withdrawn."""

from datetime import date

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import select

from credit.api import permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES
from credit.domain.errors import credit_communities as errors
from credit.store.tables.securities import credit_community
from credit.use_cases.recognise_community import (
    AssessCommunities,
    CommunitiesAssessed,
    CommunityShown,
    RecogniseCommunity,
    WithdrawCommunity,
    assess_communities,
    recognise_community,
    withdraw_community,
)

router = Routes(tags=["credit communities"])


class CommunityListed(BaseModel):
    """A community as it was recognised: on how many loans, at which rate; and whether it still is."""

    id: str
    area: str
    loans: int
    rate_percent: str
    recognised_on: date
    recognised_by: str
    withdrawn_on: date | None
    withdrawal_reason: str
    version: int


class CommunityList(BaseModel):
    """A page of communities, oldest first."""

    items: list[CommunityListed]
    next: str | None


@router.verb(
    "POST",
    "/v1/credit-communities",
    permission=permissions.RECOGNISE_COMMUNITIES,
    status=201,
    summary="Recognise a credit community",
    description="When at least 95% of what fell due on the loans of the area's subtree is repaid as of the day, and "
    "there are enough loans to say so. Its applicants may then name the kind `credit_community` in place of a "
    "counter-guarantee.",
    refusals=[
        errors.CommunityTooFewLoans,
        errors.CommunityRateTooLow,
        errors.CommunityRecognisedAlready,
        *DATES,
    ],
    body_example={"area": "500116103005", "recognised_on": "2008-07-01"},
    response_model=CommunityShown,
)
async def recognise_credit_community(
    call: Caller, database: Db, request: Request, command: RecogniseCommunity
) -> CommunityShown:
    """Recognise a credit community."""
    return await recognise_community(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/credit-communities/{community_id}/withdrawal",
    permission=permissions.RECOGNISE_COMMUNITIES,
    summary="Withdraw the recognition",
    description="Loans that were made on the waiver stay as they are.",
    refusals=[NotFound, IllegalTransition, DatesOutOfOrder, *DATES],
    body_example={"withdrawn_on": "2008-12-31", "reason": "The community no longer follows up its borrowers."},
    response_model=CommunityShown,
)
async def withdraw_credit_community(
    community_id: Id, call: Caller, database: Db, request: Request, command: WithdrawCommunity
) -> CommunityShown:
    """Withdraw the recognition."""
    return await withdraw_community(database, call, rule_book(request), community_id, command)


@router.verb(
    "POST",
    "/v1/credit-community-assessments",
    permission=permissions.ASSESS_COMMUNITIES,
    summary="Withdraw communities whose rate has fallen",
    description="Computes the rate of every recognised community as of the day; those below the limit are withdrawn.",
    refusals=DATES,
    body_example={"as_of": "2008-12-31"},
    response_model=CommunitiesAssessed,
)
async def assess_credit_communities(
    call: Caller, database: Db, request: Request, command: AssessCommunities
) -> CommunitiesAssessed:
    """Withdraw communities whose rate has fallen."""
    return await assess_communities(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/credit-communities",
    permission=permissions.READ_COMMUNITIES,
    summary="List credit communities",
    description="All of them, also those withdrawn; where they are is no secret. The oldest first.",
    response_model=CommunityList,
)
async def list_credit_communities(call: Caller, database: Db, page: Paging) -> CommunityList:
    """List credit communities."""
    table = credit_community
    query = select(table).order_by(table.c.id).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(table.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [
        CommunityListed.model_validate({**row, "rate_percent": str(row["rate_percent"].normalize())})
        for row in rows[: page.limit]
    ]
    return CommunityList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))
