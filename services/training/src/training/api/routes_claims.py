"""Milestones, what could be claimed of them, and the claims that lock them."""

from datetime import date
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Query, Request
from kit.auth import Role
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition
from sqlalchemy import ColumnElement

from training.api import permissions
from training.api.claim_views import (
    ClaimDetail,
    ClaimPage,
    ClaimPreview,
    ClaimView,
    ErrorRateView,
    ProposedView,
)
from training.api.views import MilestonePage, MilestoneView
from training.domain.claim import UNDER_VERIFICATION, ClaimState
from training.domain.errors.claims import (
    BudgetExhausted,
    ClaimsSuspended,
    ClaimUnderVerification,
    ClaimWindowClosed,
    MilestoneNotClaimable,
    NothingToClaim,
)
from training.domain.lodging import Fate, Proposed, propose
from training.domain.packages import Milestone
from training.store.agreements import load_agreement
from training.store.claim_offers import offers_of
from training.store.claims import claim, load_claim
from training.store.listing import matching, page_of
from training.store.milestones import milestone as milestone_table
from training.store.scope import within
from training.use_cases.claim_shapes import CheckShown, ClaimShown, line_shown
from training.use_cases.lodge_claim import LodgeClaim, lodge_claim
from training.use_cases.withdraw_claim import WithdrawClaim, withdraw_claim

router = Routes(tags=["claims"])


@router.verb(
    "GET",
    "/v1/milestones",
    permission=permissions.READ_MILESTONES,
    summary="List milestones",
    description="Earned by results, each with its explanation, the policy's price and where it stands. Case workers "
    "do not see those of claims under verification, which is blind.",
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
    if call.actor.role == Role.CASE_WORKER:
        conditions.append(_not_under_verification())
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, milestone_table, conditions, page.limit, page.after)
    return MilestonePage(items=[MilestoneView(**row) for row in rows], next=next_cursor(after))


def _not_under_verification() -> ColumnElement[bool]:
    """Verification is blind: its workers do not see what is claimed meanwhile."""
    return ~sa.exists().where(
        claim.c.id == milestone_table.c.claim_id, claim.c.state.in_([state.value for state in UNDER_VERIFICATION])
    )


@router.verb(
    "POST",
    "/v1/claims",
    permission=permissions.LODGE_CLAIM,
    status=201,
    summary="Claim earned milestones",
    description="Locks the milestones of `milestone_ids`, every one or none; without them, every earned, unclaimed "
    "one within its window, oldest first, as far as the free budget carries: what does not fit stays unclaimed. "
    "Each line gets the price of the day it was earned, the amount is reserved, the content is hashed: nothing of "
    "it changes any more. A line that an automatic check refutes is refuted at once.",
    refusals=[
        NothingToClaim,
        BudgetExhausted,
        MilestoneNotClaimable,
        ClaimWindowClosed,
        ClaimsSuspended,
        DatesOutOfOrder,
    ],
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
    "/v1/claims/preview",
    permission=permissions.PREVIEW_CLAIM,
    summary="See what would be claimed",
    description="Every earned, unclaimed milestone with its price and where that comes from, its automatic checks, "
    "and what would become of it: claimed, refuted by a check, waiting for budget, or outside its window, and why.",
    response_model=ClaimPreview,
)
async def preview_training_claim(
    call: Caller, database: Db, request: Request, page: Paging, agreement_id: Id, claimed_on: date
) -> ClaimPreview:
    """Preview a claim."""
    rules_as_of = request.app.state.rules_as_of
    async with database.reading(call) as tx:
        held, _ = await load_agreement(tx, agreement_id, call.actor, where="agreement_id")
        offers = await offers_of(tx, held, rules_as_of, lock=False)
    proposed = propose(held, offers, claimed_on, rules_as_of)
    start = int(page.after) if page.after and page.after.isdecimal() else 0
    end = start + page.limit
    return ClaimPreview(
        agreement_id=agreement_id,
        claimed_on=claimed_on,
        free=held.free.amount,
        amount=Money.sum(one.amount for one in proposed if one.fate is Fate.CLAIMED).amount,
        counts={fate: sum(one.fate is fate for one in proposed) for fate in Fate},
        lines=[_proposed(one) for one in proposed[start:end]],
        next=next_cursor(str(end) if end < len(proposed) else None),
    )


def _proposed(one: Proposed) -> ProposedView:
    line, price = one.offer.claimable, one.offer.price
    return ProposedView(
        milestone_id=line.milestone_id,
        milestone=line.milestone,
        package=line.package,
        applicant_id=line.applicant_id,
        target_group=one.offer.facts.target_group,
        earned_on=line.earned_on,
        last_day=one.last_day,
        amount=price.amount.amount,
        price_source=price.source,
        price_en=price.en,
        price_zh=price.zh,
        fate=one.fate,
        why=one.why,
        why_zh=one.why_zh,
        checks=[CheckShown.of(check) for check in one.checks],
    )


@router.verb(
    "GET",
    "/v1/claims/{claim_id}",
    permission=permissions.READ_CLAIMS,
    summary="Read a claim",
    description="With its lines: price and whence, checks and what they found, why each is or is not paid. While it "
    "is verified, case workers do not see it: verification is blind.",
    refusals=[ClaimUnderVerification],
    response_model=ClaimDetail,
)
async def read_training_claim(call: Caller, database: Db, request: Request, claim_id: Id) -> ClaimDetail:
    """Read a claim."""
    async with database.reading(call) as tx:
        held, row = await load_claim(tx, claim_id, call.actor)
    if call.actor.role == Role.CASE_WORKER and held.state in UNDER_VERIFICATION:
        raise ClaimUnderVerification
    rate = held.error_rate(request.app.state.rules_as_of(held.drawn_on or held.claimed_on).claims)
    return ClaimDetail(
        **row,
        content_intact=not held.content_hash or held.hash_of_content() == held.content_hash,
        error_rate=ErrorRateView(errors=rate.errors, verified=rate.verified, percent=rate.percent),
        lines=[line_shown(line) for line in held.lines],
    )


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/withdrawal",
    permission=permissions.WITHDRAW_CLAIM,
    summary="Withdraw a claim",
    description="Before its sample is drawn. The milestones can be claimed again and the budget is free again.",
    refusals=[IllegalTransition, DatesOutOfOrder],
    body_example={"withdrawn_on": "2007-09-11", "reason": "a class was claimed by mistake"},
    response_model=ClaimShown,
)
async def withdraw_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: WithdrawClaim
) -> ClaimShown:
    """Withdraw a claim."""
    return await withdraw_claim(database, call, request.app.state.rules_as_of, claim_id, command)
