"""What credit publishes about loans."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published
from pydantic import BaseModel

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
        "excess": "0.00",
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
    excess: MoneyText


class BalanceChange(BaseModel):
    """From ``on`` the borrower owes ``principal`` less and the fund answers for ``guaranteed`` less (or more)."""

    on: date
    principal: MoneyText
    guaranteed: MoneyText


class LoanBalanceChanged(Published):
    """What is owed changed, on past days too when a repayment was backdated or reversed.

    All changes of a loan up to a day, added up, are what was repaid of its principal by then.
    """

    event: ClassVar[str] = "credit.loan.balance_changed"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "changes": [{"on": "2007-10-21", "principal": "1611.81", "guaranteed": "1289.45"}],
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    changes: list[BalanceChange]


class RepaymentReversed(Published):
    """A repayment bounced: everything is allocated as if it had not come. ``balance``: principal now owed."""

    event: ClassVar[str] = "credit.repayment.reversed"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "reference": "JS-2007-10-000123",
        "paid_on": "2007-10-21",
        "amount": "1733.31",
        "reversed_on": "2007-10-25",
        "balance": "20000.00",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: MoneyText
    reversed_on: date
    balance: MoneyText


class LoanSettled(Published):
    """A repayment ended the loan before its term; ``interest`` and ``principal`` are what that repayment paid."""

    event: ClassVar[str] = "credit.loan.settled"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "settled_on": "2008-03-05",
        "principal": "12000.00",
        "interest": "35.20",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    settled_on: date
    principal: MoneyText
    interest: MoneyText


class LoanExtended(Published):
    """Bank and fund agreed on a longer term; ``principal`` is drawn up again at the rate. No subsidy in it."""

    event: ClassVar[str] = "credit.loan.extended"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "extended_on": "2008-09-15",
        "months": 6,
        "matures_on": "2009-03-21",
        "annual_rate_percent": "7.47",
        "principal": "8000.00",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    extended_on: date
    months: int
    matures_on: date
    annual_rate_percent: str
    principal: MoneyText


class LoanReopened(Published):
    """A closed loan owes again, as a repayment was reversed; its guarantee is effective again."""

    event: ClassVar[str] = "credit.loan.reopened"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "reopened_on": "2008-09-25",
        "balance": "1722.80",
    }

    loan_id: str
    applicant_id: str
    bank_id: str
    reopened_on: date
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
    """Everything owed is paid. Told again when a backdated repayment moves the day."""

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
    happened.LoanBalanceChanged: LoanBalanceChanged,
    happened.LoanDisbursed: LoanDisbursed,
    happened.LoanRepaid: LoanRepaid,
    happened.RepaymentReversed: RepaymentReversed,
    happened.LoanSettled: LoanSettled,
    happened.LoanExtended: LoanExtended,
    happened.LoanReopened: LoanReopened,
    happened.LoanInArrears: LoanInArrears,
    happened.LoanClosed: LoanClosed,
}
