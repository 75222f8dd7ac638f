"""A bank's claim on the fund: lodged, documented, assessed, decided, appealed, paid."""

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson

from credit.api import examples_claims as examples
from credit.api import permissions
from credit.api.as_of import rule_book
from credit.domain.errors import claims as errors
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.use_cases.add_documents import AddDocuments, add_documents
from credit.use_cases.appeal_claim import AppealClaim, DecideAppeal, appeal_claim, decide_appeal
from credit.use_cases.approve_claim import ApproveClaim, approve_claim
from credit.use_cases.assess_claim import AssessClaim, assess_claim
from credit.use_cases.claim_moved import ClaimMoved
from credit.use_cases.end_claim import WithdrawClaim, withdraw_claim
from credit.use_cases.lodge_claim import ClaimTaken, LodgeClaim, lodge_claim
from credit.use_cases.pay_claim import ClaimPaidOut, PayClaim, pay_claim
from credit.use_cases.reject_claim import RejectClaim, reject_claim
from credit.use_cases.request_documents import RequestDocuments, request_documents

router = Routes(tags=["claims"])

STEP = [NotFound, IllegalTransition, DatesOutOfOrder, DateInFuture, TooFarBack, NoRulesYet]


@router.verb(
    "POST",
    "/v1/guarantee-claims",
    permission=permissions.LODGE_CLAIM,
    status=201,
    summary="Lodge a claim",
    description=(
        "The bank claims the guaranteed share of the principal that one of its loans owes: more than 90 days past "
        "due on `lodged_on`, with a demand letter old enough. Never interest. One open claim a loan."
    ),
    refusals=[
        NotFound,
        DatesOutOfOrder,
        DateInFuture,
        TooFarBack,
        NoRulesYet,
        errors.GuaranteeNotInForce,
        errors.ClaimTooEarly,
        errors.DemandLetterMissing,
        errors.DemandLetterTooRecent,
        errors.ClaimAboveLimit,
        errors.ClaimAlreadyOpen,
        errors.ClaimReferenceReused,
    ],
    body_example=examples.LODGING,
    response_model=ClaimTaken,
)
async def lodge_bank_claim(call: Caller, database: Db, request: Request, command: LodgeClaim) -> ClaimTaken:
    """Lodge a claim."""
    return await lodge_claim(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/documents-request",
    permission=permissions.REQUEST_CLAIM_DOCUMENTS,
    summary="Request more documents",
    description="With a deadline. An assessment made before must be made again.",
    refusals=STEP,
    body_example=examples.DOCUMENTS_REQUEST,
    response_model=ClaimMoved,
)
async def request_claim_documents(
    claim_id: Id, call: Caller, database: Db, request: Request, command: RequestDocuments
) -> ClaimMoved:
    """Request more documents."""
    return await request_documents(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/documents",
    permission=permissions.LODGE_CLAIM,
    summary="Add documents",
    description="By the bank, asked or unasked; what was handed in before stays.",
    refusals=STEP,
    body_example=examples.DOCUMENTS,
    response_model=ClaimMoved,
)
async def add_claim_documents(
    claim_id: Id, call: Caller, database: Db, request: Request, command: AddDocuments
) -> ClaimMoved:
    """Add documents."""
    return await add_documents(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/assessment",
    permission=permissions.ASSESS_CLAIM,
    summary="Assess a claim",
    description=(
        "The maker's findings and recommended amount, zero to recommend a rejection. Every rule is applied again as "
        "of `assessed_on` and kept with the step. Not while documents are awaited."
    ),
    refusals=[*STEP, errors.DocumentsAwaited, errors.ClaimAboveLimit],
    body_example=examples.ASSESSMENT,
    response_model=ClaimMoved,
)
async def assess_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: AssessClaim
) -> ClaimMoved:
    """Assess a claim."""
    return await assess_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/approval",
    permission=permissions.APPROVE_CLAIM,
    summary="Approve a claim",
    description=(
        "In full or in part, by another person than the assessor. Above a threshold a second person must approve the "
        "same amount: until then it stays `assessed`."
    ),
    refusals=[*STEP, SamePerson, errors.ClaimAboveLimit, errors.ApprovalsDiffer],
    body_example=examples.APPROVAL,
    response_model=ClaimMoved,
)
async def approve_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: ApproveClaim
) -> ClaimMoved:
    """Approve a claim."""
    return await approve_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/rejection",
    permission=permissions.APPROVE_CLAIM,
    summary="Reject a claim",
    description="With reasons, by another person than the assessor. The bank may appeal.",
    refusals=[*STEP, SamePerson],
    body_example=examples.REJECTION,
    response_model=ClaimMoved,
)
async def reject_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: RejectClaim
) -> ClaimMoved:
    """Reject a claim."""
    return await reject_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/appeal",
    permission=permissions.LODGE_CLAIM,
    summary="Appeal against the decision",
    description="By the bank, once and in time, against a rejection or, before payment, against an approval in part.",
    refusals=[*STEP, errors.NothingToAppeal, errors.AppealTooLate, errors.ClaimAlreadyOpen],
    body_example=examples.APPEAL,
    response_model=ClaimMoved,
)
async def appeal_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: AppealClaim
) -> ClaimMoved:
    """Appeal against the decision."""
    return await appeal_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/appeal-decision",
    permission=permissions.DECIDE_CLAIM_APPEAL,
    summary="Decide on the appeal",
    description=(
        "By a manager who took no part in the claim. With `amount` it is granted, above the threshold by two; without "
        "it is dismissed and the decision of before is final."
    ),
    refusals=[*STEP, SamePerson, errors.AppealGrantsNothing, errors.ClaimAboveLimit, errors.ApprovalsDiffer],
    body_example=examples.APPEAL_DECISION,
    response_model=ClaimMoved,
)
async def decide_claim_appeal(
    claim_id: Id, call: Caller, database: Db, request: Request, command: DecideAppeal
) -> ClaimMoved:
    """Decide on the appeal."""
    return await decide_appeal(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/withdrawal",
    permission=permissions.LODGE_CLAIM,
    summary="Withdraw a claim",
    description="By the bank, before payment. It may claim again later.",
    refusals=STEP,
    body_example=examples.WITHDRAWAL,
    response_model=ClaimMoved,
)
async def withdraw_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: WithdrawClaim
) -> ClaimMoved:
    """Withdraw a claim."""
    return await withdraw_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/payment",
    permission=permissions.PAY_CLAIM,
    summary="Pay a claim",
    description=(
        "Once. The amount approved, less in proportion if the borrower paid since; at most what the guarantee "
        "answers for. The special account must hold it on that day. The guarantee ends, the fund is subrogated, the "
        "bank is stopped when its compensation rate reaches the limit."
    ),
    refusals=[
        *STEP,
        SamePerson,
        errors.ClaimAlreadyPaid,
        errors.GuaranteeNotInForce,
        errors.ClaimFundsMissing,
        errors.PaymentReferenceReused,
    ],
    body_example=examples.PAYMENT,
    response_model=ClaimPaidOut,
)
async def pay_bank_claim(claim_id: Id, call: Caller, database: Db, request: Request, command: PayClaim) -> ClaimPaidOut:
    """Pay a claim."""
    return await pay_claim(database, call, rule_book(request), claim_id, command)
