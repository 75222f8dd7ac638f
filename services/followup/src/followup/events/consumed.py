"""What follow-up reads of the other services' events."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from kit.event import Consumed
from pydantic import BaseModel, ConfigDict, Field


class ApplicantRegistered(Consumed):
    """The baseline: what was known of a person before anything was done."""

    event: ClassVar[str] = "applicants.applicant.registered"

    applicant_id: str
    registered_on: date
    area: str
    sex: str
    birth_year: int
    education: str
    target_group: str
    employment_status: str
    unemployed_since: date | None = None
    sector: str | None = None


class ApplicantAccepted(Consumed):
    """A person was accepted into the programme."""

    event: ClassVar[str] = "applicants.applicant.accepted"

    applicant_id: str
    accepted_on: date
    area: str
    free_of_charge: bool


class ApplicantDeclined(Consumed):
    """A person is ineligible or goes another path."""

    event: ClassVar[str] = "applicants.applicant.declined"

    applicant_id: str
    declined_on: date
    outcome: str


class ApplicantReferred(Consumed):
    """A person was sent to an institution."""

    event: ClassVar[str] = "applicants.applicant.referred"

    applicant_id: str
    institution_id: str
    package: str
    referred_on: date


class ApplicantAmended(Consumed):
    """A person's area, education or sector changed."""

    event: ClassVar[str] = "applicants.applicant.amended"

    applicant_id: str
    area: str
    education: str
    sector: str | None = None


class ApplicantWithdrawn(Consumed):
    """A person left the programme."""

    event: ClassVar[str] = "applicants.applicant.withdrawn"

    applicant_id: str
    withdrawn_on: date


class ApplicantMerged(Consumed):
    """A file was found to be another one's person; the last word on a file counts."""

    event: ClassVar[str] = "applicants.applicant.merged"

    applicant_id: str
    merged_into: str
    merged_on: date


class EnrolmentConfirmed(Consumed):
    """A person has a place in a class."""

    event: ClassVar[str] = "training.enrolment.confirmed"

    enrolment_id: str
    applicant_id: str
    class_id: str
    institution_id: str
    package: str
    free: bool
    enrolled_on: date


class AttendanceRecorded(Consumed):
    """Who was present at a session; a higher version of the same session supersedes."""

    event: ClassVar[str] = "training.attendance.recorded"

    class_id: str
    institution_id: str
    session_number: int
    held_on: date
    present: list[str]
    sheet_version: int = Field(alias="version", ge=1)


class CertificateIssued(Consumed):
    """A person passed."""

    event: ClassVar[str] = "training.certificate.issued"

    certificate_id: str
    applicant_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: str
    issued_on: date


class ClassCompleted(Consumed):
    """A class ended."""

    event: ClassVar[str] = "training.class.completed"

    class_id: str
    institution_id: str
    package: str
    completed_on: date
    enrolled: int
    passed: int


class PaidLine(BaseModel):
    """A milestone that was paid for one person; negative for a clawback."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    applicant_id: str
    milestone: str
    amount: Decimal


class ClaimPaid(Consumed):
    """Finance paid a claim."""

    event: ClassVar[str] = "training.claim.paid"

    claim_id: str
    institution_id: str
    paid_on: date
    lines: list[PaidLine]


class SubsidyClawedBack(Consumed):
    """What was paid for a milestone came back."""

    event: ClassVar[str] = "training.subsidy.clawed_back"

    claim_id: str
    institution_id: str
    applicant_id: str
    milestone: str
    amount: Decimal
    clawed_back_on: date


class ApplicationSubmitted(Consumed):
    """A person asked for a loan."""

    event: ClassVar[str] = "credit.application.submitted"

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    applied_on: date


class ApplicationDecided(Consumed):
    """The bank said yes or no."""

    event: ClassVar[str] = "credit.application.decided"

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    approved: bool
    decided_on: date


class ApplicationWithdrawn(Consumed):
    """The person took the application back."""

    event: ClassVar[str] = "credit.application.withdrawn"

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    withdrawn_on: date


class GuaranteeIssued(Consumed):
    """The fund stands behind an application."""

    event: ClassVar[str] = "credit.guarantee.issued"

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    issued_on: date


class GuaranteeReleased(Consumed):
    """The fund answers for nothing more."""

    event: ClassVar[str] = "credit.guarantee.released"

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    released_on: date


class LoanDisbursed(Consumed):
    """The bank paid a loan out."""

    event: ClassVar[str] = "credit.loan.disbursed"

    loan_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    disbursed_on: date
    term_months: int


class LoanRepaid(Consumed):
    """A repayment, split into principal and interest; ``balance`` is owed after all recorded so far."""

    event: ClassVar[str] = "credit.loan.repaid"

    loan_id: str
    applicant_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


class LoanInArrears(Consumed):
    """A loan was found newly in arrears."""

    event: ClassVar[str] = "credit.loan.in_arrears"

    loan_id: str
    applicant_id: str
    bank_id: str
    as_of: date
    days_past_due: int
    overdue: Decimal


class LoanClosed(Consumed):
    """Everything owed is paid."""

    event: ClassVar[str] = "credit.loan.closed"

    loan_id: str
    applicant_id: str
    bank_id: str
    closed_on: date


class BalanceChange(BaseModel):
    """From ``on`` the borrower owes ``principal`` less, and the fund answers for ``guaranteed`` less."""

    on: date
    principal: Decimal
    guaranteed: Decimal


class LoanBalanceChanged(Consumed):
    """What is owed on a loan changed; backdated or reversed payments may change past days too."""

    event: ClassVar[str] = "credit.loan.balance_changed"

    loan_id: str
    applicant_id: str
    bank_id: str
    changes: tuple[BalanceChange, ...]


class GuaranteeClaimPaid(Consumed):
    """The fund paid the bank for a loan that failed."""

    event: ClassVar[str] = "credit.claim.paid"

    claim_id: str
    loan_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    paid_on: date


class RecoveryPosted(Consumed):
    """Money came back after a claim; ``to_fund`` is the fund's part."""

    event: ClassVar[str] = "credit.recovery.posted"

    claim_id: str
    loan_id: str
    applicant_id: str
    bank_id: str
    amount: Decimal
    to_fund: Decimal
    received_on: date
