"""What the verbs of credit make happen to interest subsidies."""

from dataclasses import dataclass
from datetime import date

from kit.money import Money


@dataclass(frozen=True)
class SubsidyClaimed:
    """A batch of a bank's interest subsidy was claimed from finance. ``payable`` negative: the bank owes it."""

    batch_id: str
    bank_id: str
    quarter: str
    claimed_on: date
    loans: int
    amount: Money
    payable: Money


@dataclass(frozen=True)
class SubsidyApproved:
    """Finance approved a batch."""

    batch_id: str
    bank_id: str
    quarter: str
    approved_on: date
    payable: Money


@dataclass(frozen=True)
class SubsidyPaid:
    """A batch was paid by finance to the bank; negative when the bank returned money."""

    batch_id: str
    bank_id: str
    quarter: str
    paid_on: date
    amount: Money


@dataclass(frozen=True)
class SubsidyClawedBack:
    """A loan's trade was no micro-profit one: what was claimed for it goes back, and it gets none again."""

    loan_id: str
    bank_id: str
    notice_number: str
    found_on: date
    amount: Money


Happened = SubsidyClaimed | SubsidyApproved | SubsidyPaid | SubsidyClawedBack
