"""Clawbacks: what was paid and is to come back."""

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.api import permissions
from training.api.payment_views import ClawbackPage
from training.domain.clawback import ClawbackState
from training.domain.errors.payments import NotDueBack, ReceiptUsed
from training.store.clawbacks import clawback, known_clawback
from training.store.listing import matching, page_of
from training.store.scope import within
from training.use_cases.claw_back import (
    ClawbackShown,
    ClawbacksProposed,
    DecideClawback,
    ProposeClawback,
    ProposeClawbacks,
    RepayClawback,
    WriteOffClawback,
    clawback_shown,
    decide_clawback,
    propose_clawback,
    propose_due,
    repay_clawback,
    write_off_clawback,
)

router = Routes(tags=["clawbacks"])


@router.verb(
    "POST",
    "/v1/clawbacks/due",
    permission=permissions.PROPOSE_CLAWBACK,
    status=201,
    summary="Propose every clawback that is due",
    description="One for each paid line whose facts no longer hold (a certificate revoked, a survival corrected) and "
    "that nobody claws back yet. The same call again proposes nothing twice.",
    refusals=[NotDueBack],
    body_example={"proposed_on": "2008-04-01"},
    response_model=ClawbacksProposed,
)
async def propose_due_clawbacks(
    call: Caller, database: Db, request: Request, command: ProposeClawbacks
) -> ClawbacksProposed:
    """Propose what is due."""
    return await propose_due(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/clawbacks",
    permission=permissions.PROPOSE_CLAWBACK,
    status=201,
    summary="Propose a clawback by hand",
    description="Of one paid line, with what was found. Once it came back, the milestone counts as refuted.",
    refusals=[NotDueBack, DatesOutOfOrder],
    body_example={
        "proposed_on": "2008-04-01",
        "claim_id": "0198c1de-0000-7000-8000-000000000006",
        "line": 3,
        "reason": "the learner was never there",
    },
    response_model=ClawbackShown,
)
async def propose_one_clawback(call: Caller, database: Db, request: Request, command: ProposeClawback) -> ClawbackShown:
    """Propose a clawback."""
    return await propose_clawback(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/clawbacks/{clawback_id}/decision",
    permission=permissions.DECIDE_CLAWBACK,
    summary="Confirm or reject a clawback",
    description="By another person. Confirmed, it is the notice to the institution: `appeal_until` is its last day of "
    "appeal, and from the next day on the amount is netted from its payments.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"decided_on": "2008-04-02", "confirmed": True},
    response_model=ClawbackShown,
)
async def decide_proposed_clawback(
    call: Caller, database: Db, request: Request, clawback_id: Id, command: DecideClawback
) -> ClawbackShown:
    """Decide on a clawback."""
    return await decide_clawback(database, call, request.app.state.rules_as_of, clawback_id, command)


@router.verb(
    "POST",
    "/v1/clawbacks/{clawback_id}/repayment",
    permission=permissions.ENTER_REPAYMENT,
    summary="Enter what an institution repaid",
    description="Whole, under a receipt that counts once.",
    refusals=[ReceiptUsed, IllegalTransition, DatesOutOfOrder],
    body_example={"repaid_on": "2008-04-10", "receipt": "SJ-2008-0031"},
    response_model=ClawbackShown,
)
async def enter_clawback_repayment(
    call: Caller, database: Db, request: Request, clawback_id: Id, command: RepayClawback
) -> ClawbackShown:
    """Enter a repayment."""
    return await repay_clawback(database, call, request.app.state.rules_as_of, clawback_id, command)


@router.verb(
    "POST",
    "/v1/clawbacks/{clawback_id}/write-off",
    permission=permissions.WRITE_OFF_CLAWBACK,
    summary="Write a clawback off",
    description="Nothing will come back. The budget stays spent. Not by who proposed it.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"written_off_on": "2008-11-30", "reason": "the institution was dissolved"},
    response_model=ClawbackShown,
)
async def write_off_known_clawback(
    call: Caller, database: Db, request: Request, clawback_id: Id, command: WriteOffClawback
) -> ClawbackShown:
    """Write off."""
    return await write_off_clawback(database, call, request.app.state.rules_as_of, clawback_id, command)


@router.verb(
    "GET",
    "/v1/clawbacks",
    permission=permissions.READ_CLAWBACKS,
    summary="List clawbacks",
    description="An institution sees its own, with reason and last day of appeal.",
    response_model=ClawbackPage,
)
async def list_clawbacks(
    call: Caller,
    database: Db,
    page: Paging,
    state: ClawbackState | None = None,
    institution_id: Id | None = None,
) -> ClawbackPage:
    """List clawbacks."""
    conditions = [
        within(call.actor, clawback.c.institution_id, clawback.c.area),
        *matching(clawback, state=state, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, clawback, conditions, page.limit, page.after)
    return ClawbackPage(items=[clawback_shown(row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/clawbacks/{clawback_id}",
    permission=permissions.READ_CLAWBACKS,
    summary="Read a clawback",
    description="What is to come back, why, and where it stands.",
    response_model=ClawbackShown,
)
async def read_clawback(call: Caller, database: Db, clawback_id: Id) -> ClawbackShown:
    """Read a clawback."""
    async with database.reading(call) as tx:
        return clawback_shown(await known_clawback(tx, clawback_id, call.actor))
