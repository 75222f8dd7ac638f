"""Milestones and the claims that get them paid."""

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson

from training.api import permissions
from training.api.views import ClaimDetail, ClaimPage, ClaimView, MilestonePage, MilestoneView
from training.domain.claim import ClaimState
from training.domain.errors.claims import BudgetExhausted, LineUnknown, NothingToClaim, PaymentReferenceUsed
from training.domain.errors.results import DuplicateLine
from training.domain.packages import Milestone
from training.store.claims import claim, claim_line
from training.store.listing import matching, page_of
from training.store.milestones import milestone as milestone_table
from training.store.scope import within
from training.use_cases.approve_claim import ApproveClaim, approve_claim
from training.use_cases.claim_shapes import ClaimPaidOut, ClaimShown, LineShown
from training.use_cases.lodge_claim import LodgeClaim, lodge_claim
from training.use_cases.pay_claim import PayClaim, pay_claim
from training.use_cases.verify_claim import VerifyClaim, verify_claim

router = Routes(tags=["claims"])


@router.verb(
    "GET",
    "/v1/milestones",
    permission=permissions.READ_MILESTONES,
    summary="List milestones",
    description="Earned by results, each with its explanation, price and where it stands.",
    response_model=MilestonePage,
)
async def list_milestones(
    call: Caller,
    database: Db,
    page: Paging,
    state: Annotated[Literal["earned", "claimed", "paid", "refuted"] | None, Query()] = None,
    milestone: Milestone | None = None,
    applicant_id: Id | None = None,
    institution_id: Id | None = None,
) -> MilestonePage:
    """List milestones."""
    conditions = [
        within(call.actor, milestone_table.c.institution_id, milestone_table.c.area),
        *matching(
            milestone_table,
            state=state,
            milestone=milestone,
            applicant_id=applicant_id,
            institution_id=institution_id,
        ),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, milestone_table, conditions, page.limit, page.after)
    return MilestonePage(items=[MilestoneView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/claims",
    permission=permissions.LODGE_CLAIM,
    status=201,
    summary="Claim all earned milestones",
    description="Locks every earned, unclaimed milestone of classes begun under the agreement, oldest first, "
    "as far as the free budget carries; what does not fit stays unclaimed. The amount is reserved. Every line "
    "shows its automatic checks; one that fails is refuted at verification.",
    refusals=[NothingToClaim, BudgetExhausted, DatesOutOfOrder],
    body_example={"agreement_id": "0198c1de-0000-7000-8000-000000000007", "claimed_on": "2007-09-10"},
    response_model=ClaimShown,
)
async def lodge_training_claim(call: Caller, database: Db, request: Request, command: LodgeClaim) -> ClaimShown:
    """Lodge a claim."""
    return await lodge_claim(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/claims",
    permission=permissions.READ_CLAIMS,
    summary="List claims",
    description="Those that the caller may see, oldest first.",
    response_model=ClaimPage,
)
async def list_training_claims(
    call: Caller,
    database: Db,
    page: Paging,
    state: ClaimState | None = None,
    institution_id: Id | None = None,
) -> ClaimPage:
    """List claims."""
    conditions = [
        within(call.actor, claim.c.institution_id, claim.c.area),
        *matching(claim, state=state, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, claim, conditions, page.limit, page.after)
    return ClaimPage(items=[ClaimView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/claims/{claim_id}",
    permission=permissions.READ_CLAIMS,
    summary="Read a claim",
    description="With its lines and their automatic checks.",
    response_model=ClaimDetail,
)
async def read_training_claim(call: Caller, database: Db, claim_id: Id) -> ClaimDetail:
    """Read a claim."""
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(claim).where(claim.c.id == claim_id, within(call.actor, claim.c.institution_id, claim.c.area))
        )
        if row is None:
            raise NotFound(noun="claim")
        lines = await tx.all(sa.select(claim_line).where(claim_line.c.claim_id == claim_id).order_by(claim_line.c.line))
    return ClaimDetail(**row, lines=[LineShown(**line) for line in lines])


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/verification",
    permission=permissions.VERIFY_CLAIM,
    summary="Verify a claim",
    description="Names the lines that were not found true. They, and lines whose automatic check failed, are "
    "not paid and release their budget.",
    refusals=[LineUnknown, DuplicateLine, SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={
        "verified_on": "2007-09-12",
        "refuted": [{"line": 3, "reason": "the learner says they never attended"}],
    },
    response_model=ClaimShown,
)
async def verify_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: VerifyClaim
) -> ClaimShown:
    """Verify a claim."""
    return await verify_claim(database, call, request.app.state.rules_as_of, claim_id, command)


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/approval",
    permission=permissions.APPROVE_CLAIM,
    summary="Approve a verified claim",
    description="By a second person: not who verified or lodged it.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"approved_on": "2007-09-13"},
    response_model=ClaimShown,
)
async def approve_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: ApproveClaim
) -> ClaimShown:
    """Approve a claim."""
    return await approve_claim(database, call, request.app.state.rules_as_of, claim_id, command)


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/payment",
    permission=permissions.PAY_CLAIM,
    summary="Pay an approved claim",
    description="The confirmed lines, under a bank reference that counts once. Not by who approved.",
    refusals=[PaymentReferenceUsed, SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"paid_on": "2007-09-20", "reference": "JJ-FIN-2007-0412"},
    response_model=ClaimPaidOut,
)
async def pay_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: PayClaim
) -> ClaimPaidOut:
    """Pay a claim."""
    return await pay_claim(database, call, request.app.state.rules_as_of, claim_id, command)
