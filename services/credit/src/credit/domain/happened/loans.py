"""What the verbs of credit make happen to loans."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.money import Money


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


Happened = LoanDisbursed | LoanRepaid | LoanInArrears | LoanClosed
