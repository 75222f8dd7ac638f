"""What credit publishes about claims on the fund and what is recovered."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import claims as happened
from credit.fields import MoneyText


class ClaimLodged(Published):
    """The bank claimed ``amount`` from the fund."""

    event: ClassVar[str] = "credit.claim.lodged"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "lodged_on": "2008-03-25",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    lodged_on: date


class ClaimDocumentsRequested(Published):
    """The guarantee institution wants more documents by ``due_on``."""

    event: ClassVar[str] = "credit.claim.documents_requested"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "requested_on": "2008-03-27",
        "due_on": "2008-04-10",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    requested_on: date
    due_on: date


class ClaimAssessed(Published):
    """The guarantee institution assessed the claim; ``amount`` is recommended."""

    event: ClassVar[str] = "credit.claim.assessed"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "assessed_on": "2008-04-11",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    assessed_on: date


class ClaimApproved(Published):
    """``amount`` will be paid; ``in_part`` when the bank had claimed more."""

    event: ClassVar[str] = "credit.claim.approved"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "in_part": False,
        "approved_on": "2008-04-14",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    in_part: bool
    approved_on: date


class ClaimRejected(Published):
    """Nothing of the ``amount`` claimed will be paid; ``final`` when an appeal was dismissed."""

    event: ClassVar[str] = "credit.claim.rejected"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "final": False,
        "rejected_on": "2008-04-14",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    final: bool
    rejected_on: date


class ClaimAppealed(Published):
    """The bank asks others to decide on the ``amount`` that it claimed."""

    event: ClassVar[str] = "credit.claim.appealed"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "appealed_on": "2008-04-20",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    appealed_on: date


class ClaimEnded(Published):
    """It ended before payment: ``withdrawn`` by the bank, or ``lapsed`` because the borrower paid everything."""

    event: ClassVar[str] = "credit.claim.ended"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "outcome": "withdrawn",
        "ended_on": "2008-04-12",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    outcome: str
    ended_on: date


class ClaimPaid(Published):
    """The fund paid ``amount`` of the ``loss`` (principal owed) and is subrogated to the bank."""

    event: ClassVar[str] = "credit.claim.paid"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "15733.14",
        "loss": "19666.43",
        "paid_on": "2008-04-18",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    loss: MoneyText
    paid_on: date


class GuaranteeClaimed(Published):
    """The guarantee ended with the payment of a claim; ``amount`` is what it was issued for."""

    event: ClassVar[str] = "credit.guarantee.claimed"
    subject_field: ClassVar[str] = "guarantee_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantee_id": "0198c1de-0000-7000-8000-000000000004",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "16000.00",
        "claimed_on": "2008-04-18",
    }

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    claimed_on: date


class CounterGuaranteeCalled(Published):
    """Those who answer for the borrower were asked to pay ``amount`` by ``due_on``."""

    event: ClassVar[str] = "credit.claim.counter_guarantee_called"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "kind": "joint_group",
        "amount": "15733.14",
        "called_on": "2008-04-21",
        "due_on": "2008-05-21",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    kind: str
    amount: MoneyText
    called_on: date
    due_on: date


class RecoveryPosted(Published):
    """Money was recovered (negative: a recovery bounced), and how fund and bank share it."""

    event: ClassVar[str] = "credit.recovery.posted"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "recovery_id": "0198c1de-0000-7000-8000-000000000008",
        "source": "borrower",
        "amount": "5000.00",
        "costs": "0.00",
        "to_fund": "4000.00",
        "to_bank": "1000.00",
        "received_on": "2008-06-02",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    recovery_id: str
    source: str
    amount: MoneyText
    costs: MoneyText
    to_fund: MoneyText
    to_bank: MoneyText
    received_on: date


class ClaimWrittenOff(Published):
    """The fund gave up ``amount`` of what it paid."""

    event: ClassVar[str] = "credit.claim.written_off"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "amount": "11733.14",
        "written_off_on": "2009-04-20",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    amount: MoneyText
    written_off_on: date


class ClaimClosed(Published):
    """The claim is closed; ``fund_loss`` is what the fund bears in the end of what it ``paid``."""

    event: ClassVar[str] = "credit.claim.closed"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": "0198c1de-0000-7000-8000-000000000007",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "paid": "15733.14",
        "fund_loss": "11733.14",
        "closed_on": "2009-05-20",
    }

    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str
    paid: MoneyText
    fund_loss: MoneyText
    closed_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.ClaimLodged: ClaimLodged,
    happened.ClaimDocumentsRequested: ClaimDocumentsRequested,
    happened.ClaimAssessed: ClaimAssessed,
    happened.ClaimApproved: ClaimApproved,
    happened.ClaimRejected: ClaimRejected,
    happened.ClaimAppealed: ClaimAppealed,
    happened.ClaimEnded: ClaimEnded,
    happened.ClaimPaid: ClaimPaid,
    happened.GuaranteeClaimed: GuaranteeClaimed,
    happened.CounterGuaranteeCalled: CounterGuaranteeCalled,
    happened.RecoveryPosted: RecoveryPosted,
    happened.ClaimWrittenOff: ClaimWrittenOff,
    happened.ClaimClosed: ClaimClosed,
}
