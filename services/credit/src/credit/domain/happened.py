"""What the verbs of this service make happen; ``events/published.py`` tells the others."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.money import Money


@dataclass(frozen=True)
class FundContributed:
    """Money came into a bank's special account."""

    bank_id: str
    amount: Money
    contributed_on: date


@dataclass(frozen=True)
class ApplicationSubmitted:
    """An applicant asked for a loan."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    applied_on: date


@dataclass(frozen=True)
class ApplicationRecommended:
    """The community recommended it."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    recommended_on: date


@dataclass(frozen=True)
class ApplicationReviewed:
    """The labour bureau concluded its review."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    reviewed_on: date
    approved: bool


@dataclass(frozen=True)
class ApplicationDecided:
    """The bank decided, or let its three weeks pass."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    approved: bool
    decided_on: date


@dataclass(frozen=True)
class ApplicationWithdrawn:
    """The applicant took it back."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    withdrawn_on: date


@dataclass(frozen=True)
class GuaranteeIssued:
    """The fund committed itself; the letter is out."""

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    issued_on: date


@dataclass(frozen=True)
class GuaranteeReleased:
    """The fund answers for nothing more; ``amount`` is what the guarantee was issued for."""

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    released_on: date


@dataclass(frozen=True)
class LoanDisbursed:
    """The bank paid the loan out."""

    loan_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    disbursed_on: date
    term_months: int
    annual_rate_percent: Decimal


@dataclass(frozen=True)
class LoanRepaid:
    """A repayment was recorded. ``balance``: principal owed after all that is recorded so far."""

    loan_id: str
    applicant_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: Money
    principal: Money
    interest: Money
    balance: Money


@dataclass(frozen=True)
class LoanInArrears:
    """An assessment found a loan newly in arrears."""

    loan_id: str
    applicant_id: str
    bank_id: str
    as_of: date
    days_past_due: int
    overdue: Money


@dataclass(frozen=True)
class LoanClosed:
    """Everything owed is paid."""

    loan_id: str
    applicant_id: str
    bank_id: str
    closed_on: date


Happened = (
    FundContributed
    | ApplicationSubmitted
    | ApplicationRecommended
    | ApplicationReviewed
    | ApplicationDecided
    | ApplicationWithdrawn
    | GuaranteeIssued
    | GuaranteeReleased
    | LoanDisbursed
    | LoanRepaid
    | LoanInArrears
    | LoanClosed
)
