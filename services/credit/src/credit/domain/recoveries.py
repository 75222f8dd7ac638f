"""What comes back after a claim was paid (追偿), and who bears what does not.

The loss is the principal owed when the claim was paid: the fund's share is what it paid, the bank's
is the rest. Whatever is recovered, less its costs, is shared as the loss is, by largest remainder of
all that was recovered so far; so the shares of a loss recovered in full are the shares of the loss,
to the fen, however many small sums it came in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money

from credit.domain.claim_calls import Call
from credit.domain.errors.claims import (
    CallAboveLimit,
    CallUnknown,
    PayerNotLiable,
    RecoveryAboveLoss,
    RecoveryCostsTooHigh,
)
from credit.domain.rules import Rules


class Source(StrEnum):
    """From whom or what money was recovered."""

    BORROWER = "borrower"
    GUARANTOR = "guarantor"
    COLLATERAL_SALE = "collateral_sale"
    GROUP_MEMBER = "group_member"
    DEPOSIT = "deposit"
    MUTUAL_FUND = "mutual_fund"


@dataclass(frozen=True)
class Shares:
    """What the fund and what the bank has of an amount, in yuan."""

    fund: Money
    bank: Money

    @property
    def total(self) -> Money:
        """Both together."""
        return self.fund + self.bank

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(self.fund + other.fund, self.bank + other.bank)

    def __sub__(self, other: "Shares") -> "Shares":
        return Shares(self.fund - other.fund, self.bank - other.bank)

    def __neg__(self) -> "Shares":
        return Shares(-self.fund, -self.bank)


NOTHING = Shares(Money.zero(), Money.zero())


def share(loss: Shares, recovered: Shares, amount: Money) -> Shares:
    """How fund and bank share ``amount`` when ``recovered`` is what they had of ``loss`` before.

    Raises RecoveryAboveLoss. Neither ever gets more than it lost, nor less than nothing.
    """
    open_ = loss - recovered
    if amount > open_.total:
        raise RecoveryAboveLoss(where="amount", amount=amount, open=open_.total)
    wanted = (recovered.total + amount).split([loss.fund.amount, loss.bank.amount])[0] - recovered.fund
    least = max(Money.zero(), amount - open_.bank)
    most = min(amount, open_.fund)
    to_fund = min(max(wanted, least), most)
    return Shares(to_fund, amount - to_fund)


@dataclass(frozen=True)
class Recovery:
    """Money that came in: ``amount`` in yuan, of which ``costs`` go to who collected it.

    ``shares`` is what fund and bank have of the rest. ``payer_id``: the group member who paid. A reversal
    has negative amounts and names what it ``reverses``.
    """

    id: str
    source: Source
    amount: Money
    costs: Money
    shares: Shares
    received_on: date
    call_id: str | None = None
    payer_id: str | None = None
    reverses: str | None = None

    def reversal(self, new_id: str, on: date) -> "Recovery":
        """What takes it back, to the fen."""
        return Recovery(
            new_id,
            self.source,
            -self.amount,
            -self.costs,
            -self.shares,
            on,
            self.call_id,
            self.payer_id,
            reverses=self.id,
        )


@dataclass(frozen=True)
class Receipt:
    """Money that came in, before it is shared."""

    source: Source
    amount: Money
    costs: Money
    call_id: str | None = None
    payer_id: str | None = None

    @property
    def net(self) -> Money:
        """What is left to share."""
        return self.amount - self.costs


def check_receipt(receipt: Receipt, call: Call | None, paid_on_call: Money, rules: Rules) -> None:
    """Whether a receipt fits the ``call`` that it answers, ``paid_on_call`` being what was paid on it before.

    Raises RecoveryCostsTooHigh, CallUnknown, CallAboveLimit, PayerNotLiable.
    """
    limit = rules.claim_recovery_costs_percent_max.value
    if receipt.costs > receipt.amount.times(limit / 100) or not receipt.net:
        raise RecoveryCostsTooHigh(where="costs", costs=receipt.costs, limit=limit, amount=receipt.amount)
    if receipt.call_id is None:
        return
    if call is None or SOURCE_OF.get(call.kind) is not receipt.source:
        raise CallUnknown(where="call_id", source=receipt.source.value)
    if receipt.payer_id is not None and receipt.payer_id not in call.liable:
        raise PayerNotLiable(where="payer_id")
    rest = call.amount - paid_on_call
    if receipt.amount > rest:
        raise CallAboveLimit(where="amount", amount=receipt.amount, limit=rest, what="the call")


SOURCE_OF = {
    "public_employee": Source.GUARANTOR,
    "local_employee": Source.GUARANTOR,
    "property_mortgage": Source.COLLATERAL_SALE,
    "movable_pledge": Source.COLLATERAL_SALE,
    "deposit": Source.DEPOSIT,
    "mutual_fund": Source.MUTUAL_FUND,
    "joint_group": Source.GROUP_MEMBER,
}
"""Where the money comes from when a counter-guarantee of a kind is called."""


@dataclass(frozen=True)
class Statement:
    """Who bore the loss of a claim; borrower, counter-guarantors, fund and bank add up to ``loss``.

    ``fund`` and ``bank`` bear what is not recovered; of the fund's part ``written_off`` was given up and
    ``receivable`` is still sought. ``costs`` were paid from what came in.
    """

    loss: Money
    borrower: Money
    counter_guarantors: Money
    fund: Money
    bank: Money
    written_off: Money
    receivable: Money
    costs: Money


def statement(loss: Shares, recoveries: Iterable[Recovery], written_off: Money) -> Statement:
    """The statement of a claim over all its recoveries and reversals.

    ``written_off``: the fund's share that was open when it was given up; what comes in later lowers it.
    """
    items = list(recoveries)
    recovered = sum((item.shares for item in items), start=NOTHING)
    from_borrower = Money.sum(item.shares.total for item in items if item.source is Source.BORROWER)
    left = loss - recovered
    given_up = min(left.fund, written_off)
    return Statement(
        loss=loss.total,
        borrower=from_borrower,
        counter_guarantors=recovered.total - from_borrower,
        fund=left.fund,
        bank=left.bank,
        written_off=given_up,
        receivable=left.fund - given_up,
        costs=Money.sum(item.costs for item in items),
    )
