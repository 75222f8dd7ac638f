"""After a claim was paid: counter-guarantees called, money recovered, the rest written off, the claim closed."""

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import SamePerson

from credit.api import examples_claims as examples
from credit.api import permissions
from credit.api.as_of import rule_book
from credit.api.routes_claims import STEP
from credit.domain.errors import claims as errors
from credit.use_cases.call_counter_guarantee import CallCounterGuarantees, Called, call_counter_guarantees
from credit.use_cases.claim_moved import ClaimMoved
from credit.use_cases.close_claim import CloseClaim, WriteOffClaim, close_claim, write_off_claim
from credit.use_cases.record_recovery import (
    RecordRecovery,
    RecoveryPostedNow,
    ReverseRecovery,
    record_recovery,
    reverse_recovery,
)

router = Routes(tags=["claims"])


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/calls",
    permission=permissions.CALL_COUNTER_GUARANTEES,
    status=201,
    summary="Call counter-guarantees",
    description=(
        "Records the letters to those who answer for the borrower: how much, to whom, dated when, due when. At most "
        "the value of the counter-guarantee and what is open of the loss. Members of a joint group owe a call together."
    ),
    refusals=[*STEP, errors.RecoveryBeforePayment, errors.SecurityUnknown, errors.CallAboveLimit],
    body_example=examples.CALL,
    response_model=Called,
)
async def call_claim_securities(
    claim_id: Id, call: Caller, database: Db, request: Request, command: CallCounterGuarantees
) -> Called:
    """Call counter-guarantees."""
    return await call_counter_guarantees(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/recoveries",
    permission=permissions.RECORD_RECOVERY,
    status=201,
    summary="Record a recovery",
    description=(
        "Money from the borrower, a guarantor, a group member, or a sale. Costs are taken first; the rest is shared "
        "between fund and bank as the loss is, to the fen. Never above what is open; each reference counts once."
    ),
    refusals=[
        *STEP,
        errors.RecoveryBeforePayment,
        errors.RecoveryAboveLoss,
        errors.RecoveryCostsTooHigh,
        errors.RecoveryReferenceReused,
        errors.CallUnknown,
        errors.CallAboveLimit,
        errors.PayerNotLiable,
    ],
    body_example=examples.RECOVERY,
    response_model=RecoveryPostedNow,
)
async def record_claim_recovery(
    claim_id: Id, call: Caller, database: Db, request: Request, command: RecordRecovery
) -> RecoveryPostedNow:
    """Record a recovery."""
    return await record_recovery(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/recoveries/{recovery_id}/reversal",
    permission=permissions.RECORD_RECOVERY,
    status=201,
    summary="Reverse a recovery",
    description=(
        "A recovery bounced: it is taken back as it was shared, once. A claim that was closed is open again. Refused "
        "when the special account could not give the money back."
    ),
    refusals=[
        *STEP,
        errors.RecoveryReversedAlready,
        errors.RecoveryReferenceReused,
        errors.ClaimFundsMissing,
    ],
    body_example=examples.REVERSAL,
    response_model=RecoveryPostedNow,
)
async def reverse_claim_recovery(
    claim_id: Id, recovery_id: Id, call: Caller, database: Db, request: Request, command: ReverseRecovery
) -> RecoveryPostedNow:
    """Reverse a recovery."""
    return await reverse_recovery(database, call, rule_book(request), claim_id, recovery_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/write-off",
    permission=permissions.WRITE_OFF_CLAIM,
    summary="Write off what can't be recovered",
    description=(
        "The first call proposes, the second, by a manager who is another person, confirms: the fund's receivable "
        "becomes a loss. What comes in later is still recorded and lowers it."
    ),
    refusals=[*STEP, SamePerson, errors.RecoveryBeforePayment, errors.NothingToWriteOff, errors.ManagerNeeded],
    body_example=examples.WRITE_OFF,
    response_model=ClaimMoved,
)
async def write_off_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: WriteOffClaim
) -> ClaimMoved:
    """Write off what can't be recovered."""
    return await write_off_claim(database, call, rule_book(request), claim_id, command)


@router.verb(
    "POST",
    "/v1/guarantee-claims/{claim_id}/closing",
    permission=permissions.CLOSE_CLAIM,
    summary="Close a claim",
    description="When everything was recovered, or the rest was written off. Frees what secured the loan.",
    refusals=[*STEP, errors.RecoveryBeforePayment, errors.LossStillOpen],
    body_example=examples.CLOSING,
    response_model=ClaimMoved,
)
async def close_bank_claim(
    claim_id: Id, call: Caller, database: Db, request: Request, command: CloseClaim
) -> ClaimMoved:
    """Close a claim."""
    return await close_claim(database, call, rule_book(request), claim_id, command)
