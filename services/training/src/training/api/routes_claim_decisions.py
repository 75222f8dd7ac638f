"""What people decide on a verified claim: suspended ones, two approvals, payment, an institution's stop."""

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.api import permissions
from training.api.claim_views import SuspensionPage, SuspensionView
from training.domain.errors.claims import (
    ApproversNeedAManager,
    ClaimContentChanged,
    NotSuspended,
)
from training.store.agreements import claims_suspension
from training.store.institutions import load_institution
from training.store.listing import page_of
from training.use_cases.approve_claim import ApproveClaim, approve_claim
from training.use_cases.claim_shapes import ClaimShown
from training.use_cases.decide_suspended_claim import (
    DecideSuspendedClaim,
    LiftSuspension,
    SuspensionLifted,
    decide_suspended_claim,
    lift_suspension,
)

router = Routes(tags=["claims"])


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/decision",
    permission=permissions.DECIDE_SUSPENDED,
    summary="Decide on a suspended claim",
    description="Too much of what was verified is false. `pay_verified` pays lines that somebody verified and refuses "
    "all others; `verify_all` has every line verified; `refuse_all` pays nothing. With `suspend_institution` the "
    "institution claims nothing more until that is lifted. Not by who lodged or verified.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={
        "decided_on": "2007-09-21",
        "decision": "pay_verified",
        "reason": "certificates of one class were bought",
        "suspend_institution": True,
    },
    response_model=ClaimShown,
)
async def decide_suspended_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: DecideSuspendedClaim
) -> ClaimShown:
    """Decide on a suspended claim."""
    return await decide_suspended_claim(database, call, request.app.state.rules_as_of, claim_id, command)


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}/claims-suspensions",
    permission=permissions.READ_CLAIMS,
    summary="List when an institution could not claim",
    description="Open and lifted suspensions with their reasons.",
    response_model=SuspensionPage,
)
async def list_claims_suspensions(call: Caller, database: Db, page: Paging, institution_id: Id) -> SuspensionPage:
    """List suspensions of an institution's claims."""
    conditions = [claims_suspension.c.institution_id == institution_id]
    async with database.reading(call) as tx:
        await load_institution(tx, institution_id, call.actor)
        rows, after = await page_of(tx, claims_suspension, conditions, page.limit, page.after)
    return SuspensionPage(items=[SuspensionView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/claims-suspensions/lift",
    permission=permissions.LIFT_CLAIMS_SUSPENSION,
    summary="Let an institution claim again",
    description="Lifts the suspension that was set with a decision on a claim.",
    refusals=[NotSuspended, DatesOutOfOrder],
    body_example={"lifted_on": "2007-12-01", "reason": "new management, books in order"},
    response_model=SuspensionLifted,
)
async def lift_claims_suspension(
    call: Caller, database: Db, request: Request, institution_id: Id, command: LiftSuspension
) -> SuspensionLifted:
    """Lift a suspension."""
    return await lift_suspension(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/approval",
    permission=permissions.APPROVE_CLAIM,
    summary="Approve a verified claim",
    description="Twice, by two people: two managers, or a manager and finance; neither lodged nor verified it.",
    refusals=[SamePerson, ApproversNeedAManager, ClaimContentChanged, IllegalTransition, DatesOutOfOrder],
    body_example={"approved_on": "2007-09-13"},
    response_model=ClaimShown,
)
async def approve_training_claim(
    call: Caller, database: Db, request: Request, claim_id: Id, command: ApproveClaim
) -> ClaimShown:
    """Approve a claim."""
    return await approve_claim(database, call, request.app.state.rules_as_of, claim_id, command)
