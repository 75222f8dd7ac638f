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
    excess: Money


@dataclass(frozen=True)
class BalanceChange:
    """From ``on`` the borrower owes ``principal`` less and the fund answers for ``guaranteed`` less (or more)."""

    on: date
    principal: Money
    guaranteed: Money


@dataclass(frozen=True)
class LoanBalanceChanged:
    """What is owed changed, on past days too when a repayment was backdated or reversed.

    All ``changes`` of a loan up to a day, added up, are what was repaid of its principal by then.
    """

    loan_id: str
    applicant_id: str
    bank_id: str
    changes: tuple[BalanceChange, ...]


@dataclass(frozen=True)
class RepaymentReversed:
    """A repayment bounced. ``balance``: principal owed after all that is recorded so far."""

    loan_id: str
    applicant_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: Money
    reversed_on: date
    balance: Money


@dataclass(frozen=True)
class LoanSettled:
    """A repayment ended the loan before its term: all that was owed to the day was paid."""

    loan_id: str
    applicant_id: str
    bank_id: str
    settled_on: date
    principal: Money
    interest: Money


@dataclass(frozen=True)
class LoanExtended:
    """Bank and fund agreed on a longer term. ``principal``: what is drawn up again."""

    loan_id: str
    applicant_id: str
    bank_id: str
    extended_on: date
    months: int
    matures_on: date
    annual_rate_percent: Decimal
    principal: Money


@dataclass(frozen=True)
class LoanReopened:
    """A closed loan owes again, as a repayment was reversed; its guarantee is effective again."""

    loan_id: str
    applicant_id: str
    bank_id: str
    reopened_on: date
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
    """Everything owed is paid. Told again when a backdated repayment moves the day."""

    loan_id: str
    applicant_id: str
    bank_id: str
    closed_on: date


Happened = (
    LoanBalanceChanged
    | LoanDisbursed
    | LoanRepaid
    | RepaymentReversed
    | LoanSettled
    | LoanExtended
    | LoanReopened
    | LoanInArrears
    | LoanClosed
)
