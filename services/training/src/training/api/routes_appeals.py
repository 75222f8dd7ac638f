"""Appeals of institutions against refuted lines and clawbacks."""

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from pydantic import BaseModel

from training.api import permissions
from training.domain.appeal import AppealState
from training.domain.errors.payments import AppealedAlready, AppealTooLate, NothingToAppeal
from training.store.listing import matching, page_of
from training.store.scope import within
from training.use_cases.decide_appeal import DecideAppeal, appeal, decide_appeal
from training.use_cases.lodge_appeal import (
    AppealClawback,
    AppealLine,
    AppealShown,
    appeal_against_clawback,
    appeal_against_line,
    appeal_shown,
)

router = Routes(tags=["appeals"])


class AppealPage(BaseModel):
    """Appeals, and where the next page begins."""

    items: list[AppealShown]
    next: str | None


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/appeals",
    permission=permissions.LODGE_APPEAL,
    status=201,
    summary="Appeal against a refuted line",
    description="Within the days of appeal (`clawback.appeal_days`) of the claim's decision; once for each line.",
    refusals=[NothingToAppeal, AppealTooLate, AppealedAlready],
    body_example={"lodged_on": "2008-04-01", "line": 3, "grounds": "the shop had moved next door; see the licence"},
    response_model=AppealShown,
)
async def appeal_against_refuted_line(
    call: Caller, database: Db, request: Request, claim_id: Id, command: AppealLine
) -> AppealShown:
    """Appeal against a line."""
    return await appeal_against_line(database, call, request.app.state.rules_as_of, claim_id, command)


@router.verb(
    "POST",
    "/v1/clawbacks/{clawback_id}/appeal",
    permission=permissions.LODGE_APPEAL,
    status=201,
    summary="Appeal against a clawback",
    description="Until its last day of appeal; once. It is not netted before the appeal is decided.",
    refusals=[IllegalTransition, AppealTooLate, AppealedAlready],
    body_example={"lodged_on": "2008-04-10", "grounds": "the attendance list was signed by all; original enclosed"},
    response_model=AppealShown,
)
async def appeal_against_confirmed_clawback(
    call: Caller, database: Db, request: Request, clawback_id: Id, command: AppealClawback
) -> AppealShown:
    """Appeal against a clawback."""
    return await appeal_against_clawback(database, call, request.app.state.rules_as_of, clawback_id, command)


@router.verb(
    "POST",
    "/v1/appeals/{appeal_id}/decision",
    permission=permissions.DECIDE_APPEAL,
    summary="Decide an appeal",
    description="By a manager who neither verified, approved, proposed nor confirmed what is appealed. Upheld, the "
    "line's result may be claimed anew, or the clawback falls away.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"decided_on": "2008-04-20", "upheld": True, "reason": "visited again: the shop is open next door"},
    response_model=AppealShown,
)
async def decide_lodged_appeal(
    call: Caller, database: Db, request: Request, appeal_id: Id, command: DecideAppeal
) -> AppealShown:
    """Decide an appeal."""
    return await decide_appeal(database, call, request.app.state.rules_as_of, appeal_id, command)


@router.verb(
    "GET",
    "/v1/appeals",
    permission=permissions.READ_APPEALS,
    summary="List appeals",
    description="An institution sees its own, with grounds, decision and reason.",
    response_model=AppealPage,
)
async def list_appeals(
    call: Caller, database: Db, page: Paging, state: AppealState | None = None, institution_id: Id | None = None
) -> AppealPage:
    """List appeals."""
    conditions = [
        within(call.actor, appeal.c.institution_id, appeal.c.area),
        *matching(appeal, state=state, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, appeal, conditions, page.limit, page.after)
    return AppealPage(items=[appeal_shown(row) for row in rows], next=next_cursor(after))
