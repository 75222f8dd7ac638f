"""What the verbs of credit make happen to the fund."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.money import Money


@dataclass(frozen=True)
class FundOpened:
    """A fund was opened; it has an empty special account at every partner bank."""

    fund_id: str
    name: str
    opened_on: date


@dataclass(frozen=True)
class FundClosed:
    """A fund that was empty was closed."""

    fund_id: str
    closed_on: date


@dataclass(frozen=True)
class FundContributed:
    """Money came into a bank's special account."""

    fund_id: str
    bank_id: str
    amount: Money
    contributed_on: date


@dataclass(frozen=True)
class FundWithdrawn:
    """Money was taken out of a bank's special account."""

    fund_id: str
    bank_id: str
    amount: Money
    withdrawn_on: date


@dataclass(frozen=True)
class FeeRecorded:
    """The finance bureau paid guarantee fees into a special account, for ``letters`` guarantee letters."""

    fund_id: str
    bank_id: str
    amount: Money
    letters: int
    paid_on: date


@dataclass(frozen=True)
class EntryReversed:
    """An entry of kind ``kind`` was reversed; ``net_change``: by how much the special account rose or fell."""

    fund_id: str
    bank_id: str
    entry_id: str
    reversed_entry_id: str
    kind: str
    net_change: Money
    reversed_on: date


@dataclass(frozen=True)
class BankStopped:
    """A bank's compensation rate reached the limit: it gets no new guarantees."""

    fund_id: str
    bank_id: str
    compensation_rate_percent: Decimal
    limit_percent: Decimal
    suspended_on: date


@dataclass(frozen=True)
class SuspensionLifted:
    """A manager lifted the stop; it holds until more is compensated."""

    fund_id: str
    bank_id: str
    compensation_rate_percent: Decimal
    lifted_on: date


Happened = (
    FundOpened
    | FundClosed
    | FundContributed
    | FundWithdrawn
    | FeeRecorded
    | EntryReversed
    | BankStopped
    | SuspensionLifted
)
