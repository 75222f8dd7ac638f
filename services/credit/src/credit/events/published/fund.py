"""What credit publishes about the fund."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import fund as happened
from credit.fields import MoneyText

_FUND = "00000000-0000-7000-8000-000000000001"
_BANK = "0198c1de-0000-7000-8000-000000000003"
_ENTRY = "0198c1de-0000-7000-8000-000000000006"


class FundOpened(Published):
    """A fund was opened; it has an empty special account at every partner bank."""

    event: ClassVar[str] = "credit.fund.opened"
    subject_field: ClassVar[str] = "fund_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "name": "担保基金 Guarantee fund",
        "opened_on": "2007-07-01",
    }

    fund_id: str
    name: str
    opened_on: date


class FundClosed(Published):
    """A fund that was empty was closed."""

    event: ClassVar[str] = "credit.fund.closed"
    subject_field: ClassVar[str] = "fund_id"
    example: ClassVar[dict[str, Any]] = {"fund_id": _FUND, "closed_on": "2008-12-31"}

    fund_id: str
    closed_on: date


class FundContributed(Published):
    """Money came into a bank's special account."""

    event: ClassVar[str] = "credit.fund.contributed"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "amount": "1000000.00",
        "contributed_on": "2007-07-02",
    }

    fund_id: str
    bank_id: str
    amount: MoneyText
    contributed_on: date


class FundWithdrawn(Published):
    """Money was taken out of a bank's special account."""

    event: ClassVar[str] = "credit.fund.withdrawn"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "amount": "50000.00",
        "withdrawn_on": "2008-03-03",
    }

    fund_id: str
    bank_id: str
    amount: MoneyText
    withdrawn_on: date


class FeeRecorded(Published):
    """The finance bureau paid guarantee fees for some guarantee letters into a special account."""

    event: ClassVar[str] = "credit.fund.fee_recorded"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "amount": "400.00",
        "letters": 2,
        "paid_on": "2007-12-20",
    }

    fund_id: str
    bank_id: str
    amount: MoneyText
    letters: int
    paid_on: date


class EntryReversed(Published):
    """A contribution, withdrawal or fee was reversed; net_change: by how much the special account rose or fell."""

    event: ClassVar[str] = "credit.fund.entry_reversed"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "entry_id": "0198c1de-0000-7000-8000-000000000007",
        "reversed_entry_id": _ENTRY,
        "kind": "contribution",
        "net_change": "-1000000.00",
        "reversed_on": "2007-07-05",
    }

    fund_id: str
    bank_id: str
    entry_id: str
    reversed_entry_id: str
    kind: str
    net_change: MoneyText
    reversed_on: date


class BankStopped(Published):
    """A bank's compensation rate reached the limit: it gets no new guarantees until a manager lifts the stop."""

    event: ClassVar[str] = "credit.bank.suspended"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "compensation_rate_percent": "20.35",
        "limit_percent": "20",
        "suspended_on": "2008-05-12",
    }

    fund_id: str
    bank_id: str
    compensation_rate_percent: str
    limit_percent: str
    suspended_on: date


class SuspensionLifted(Published):
    """A manager lifted a bank's stop; it is stopped again when a further claim is paid."""

    event: ClassVar[str] = "credit.bank.suspension_lifted"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "fund_id": _FUND,
        "bank_id": _BANK,
        "compensation_rate_percent": "20.35",
        "lifted_on": "2008-05-20",
    }

    fund_id: str
    bank_id: str
    compensation_rate_percent: str
    lifted_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.FundOpened: FundOpened,
    happened.FundClosed: FundClosed,
    happened.FundContributed: FundContributed,
    happened.FundWithdrawn: FundWithdrawn,
    happened.FeeRecorded: FeeRecorded,
    happened.EntryReversed: EntryReversed,
    happened.BankStopped: BankStopped,
    happened.SuspensionLifted: SuspensionLifted,
}
