"""What credit publishes. Names, identity numbers and phone numbers never travel."""

from dataclasses import fields
from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain import happened
from credit.domain.happened import Happened
from credit.fields import MoneyText, plain


class FundContributed(Published):
    """Money came into a bank's special account."""

    event: ClassVar[str] = "credit.fund.contributed"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "1000000.00",
        "contributed_on": "2007-07-02",
    }

    bank_id: str
    amount: MoneyText
    contributed_on: date


class ApplicationSubmitted(Published):
    """An applicant asked for a loan."""

    event: ClassVar[str] = "credit.application.submitted"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "applied_on": "2007-09-03",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    applied_on: date


class ApplicationRecommended(Published):
    """The community recommended the application."""

    event: ClassVar[str] = "credit.application.recommended"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "recommended_on": "2007-09-05",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    recommended_on: date


class ApplicationReviewed(Published):
    """The labour bureau concluded its review."""

    event: ClassVar[str] = "credit.application.reviewed"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "reviewed_on": "2007-09-07",
        "approved": True,
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    reviewed_on: date
    approved: bool


class ApplicationDecided(Published):
    """The bank decided, or let its three weeks pass (not approved)."""

    event: ClassVar[str] = "credit.application.decided"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "approved": True,
        "decided_on": "2007-09-20",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    approved: bool
    decided_on: date


class ApplicationWithdrawn(Published):
    """The applicant took the application back."""

    event: ClassVar[str] = "credit.application.withdrawn"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "withdrawn_on": "2007-09-10",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    withdrawn_on: date


class GuaranteeIssued(Published):
    """The fund committed itself; the letter is out."""

    event: ClassVar[str] = "credit.guarantee.issued"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantee_id": "0198c1de-0000-7000-8000-000000000004",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "16000.00",
        "issued_on": "2007-09-10",
    }

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    issued_on: date


class GuaranteeReleased(Published):
    """The fund answers for nothing more; the amount is what the guarantee was issued for."""

    event: ClassVar[str] = "credit.guarantee.released"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantee_id": "0198c1de-0000-7000-8000-000000000004",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "16000.00",
        "released_on": "2008-09-21",
    }

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    released_on: date


class LoanDisbursed(Published):
    """The bank paid the loan out."""

    event: ClassVar[str] = "credit.loan.disbursed"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "disbursed_on": "2007-09-21",
        "term_months": 12,
        "annual_rate_percent": "7.29",
    }

    loan_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    disbursed_on: date
    term_months: int
    annual_rate_percent: str


class LoanRepaid(Published):
    """A repayment was recorded. ``balance``: principal owed after all that is recorded so far."""

    event: ClassVar[str] = "credit.loan.repaid"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "reference": "JS-2007-10-000123",
        "paid_on": "2007-10-21",
        "amount": "1733.31",
        "principal": "1611.81",
        "interest": "121.50",
        "balance": "18388.19",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: MoneyText
    principal: MoneyText
    interest: MoneyText
    balance: MoneyText


class LoanInArrears(Published):
    """An assessment found a loan newly in arrears: once for each unbroken time in arrears."""

    event: ClassVar[str] = "credit.loan.in_arrears"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "as_of": "2007-11-30",
        "days_past_due": 9,
        "overdue": "1733.31",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    as_of: date
    days_past_due: int
    overdue: MoneyText


class LoanClosed(Published):
    """Everything owed is paid."""

    event: ClassVar[str] = "credit.loan.closed"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "closed_on": "2008-09-21",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    closed_on: date


PUBLISHED: dict[type[Happened], type[Published]] = {
    happened.FundContributed: FundContributed,
    happened.ApplicationSubmitted: ApplicationSubmitted,
    happened.ApplicationRecommended: ApplicationRecommended,
    happened.ApplicationReviewed: ApplicationReviewed,
    happened.ApplicationDecided: ApplicationDecided,
    happened.ApplicationWithdrawn: ApplicationWithdrawn,
    happened.GuaranteeIssued: GuaranteeIssued,
    happened.GuaranteeReleased: GuaranteeReleased,
    happened.LoanDisbursed: LoanDisbursed,
    happened.LoanRepaid: LoanRepaid,
    happened.LoanInArrears: LoanInArrears,
    happened.LoanClosed: LoanClosed,
}
"""The event that tells of each thing that happens."""


def published(*events: Happened) -> list[Published]:
    """What happened, as it is told to the others."""
    return [
        PUBLISHED[type(event)](**{field.name: plain(getattr(event, field.name)) for field in fields(event)})
        for event in events
    ]
