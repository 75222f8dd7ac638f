"""What credit publishes about loans."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import loans as happened
from credit.fields import MoneyText


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


PUBLISHED: dict[type, type[Published]] = {
    happened.LoanDisbursed: LoanDisbursed,
    happened.LoanRepaid: LoanRepaid,
    happened.LoanInArrears: LoanInArrears,
    happened.LoanClosed: LoanClosed,
}
