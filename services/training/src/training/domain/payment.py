"""A payment batch: one order for each institution, its claims less what it owes, never below zero.

drawn_up → approved_once → approved → sent → settled (the bank answered every order); cancelled before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.claim import Approval
from training.domain.errors.payments import AccountMissing, NothingToPay

APPROVALS = 2
"""So many people approve a batch; neither drew it up."""


class BatchState(StrEnum):
    """Where a batch stands; ``settled`` and ``cancelled`` are ends."""

    DRAWN_UP = "drawn_up"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    SENT = "sent"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class OrderState(StrEnum):
    """What became of one institution's order."""

    OPEN = "open"
    SENT = "sent"
    PAID = "paid"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Part:
    """A claim to be paid, or a clawback to be netted; yuan, above zero."""

    id: str
    institution_id: str
    amount: Money


@dataclass(frozen=True)
class Order:
    """What one institution gets: its claims less the clawbacks that they carry, oldest first."""

    number: int
    institution_id: str
    account_id: str
    claims: tuple[Part, ...]
    netted: tuple[Part, ...]
    state: OrderState = OrderState.OPEN
    value_on: date | None = None
    reason: str | None = None

    @property
    def value_day(self) -> date:
        """When it was paid or rejected. Raises IllegalTransition while it is neither."""
        if self.value_on is None:
            raise IllegalTransition(noun="payment order", state=self.state.value, verb="settled")
        return self.value_on

    @property
    def gross(self) -> Money:
        """What the claims add up to."""
        return Money.sum(part.amount for part in self.claims)

    @property
    def deducted(self) -> Money:
        """What is netted."""
        return Money.sum(part.amount for part in self.netted)

    @property
    def net(self) -> Money:
        """What the bank transfers; zero when the clawbacks use it up."""
        return self.gross - self.deducted


@dataclass
class PaymentBatch:
    """Orders that go to the bank together."""

    batch_id: str
    number: str
    drawn_on: date
    drawn_by: str
    orders: list[Order] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    state: BatchState = BatchState.DRAWN_UP
    sent_on: date | None = None
    sent_by: str | None = None

    @property
    def net(self) -> Money:
        """What the bank is to transfer in all."""
        return Money.sum(order.net for order in self.orders)

    @property
    def transfers(self) -> list[Order]:
        """The orders that the bank carries out: those above zero."""
        return [order for order in self.orders if order.net]

    def end_to_end_id(self, order: Order) -> str:
        """What the bank answers by; unique over all batches, at most 35 characters."""
        return f"{self.number}-{order.number:04d}"

    def approve(self, on: date, *, by: str, role: str) -> None:
        """The first or the second approval; neither by who drew the batch up."""
        self._must_be("approved", BatchState.DRAWN_UP, BatchState.APPROVED_ONCE)
        before = self.approvals[-1].on if self.approvals else self.drawn_on
        _not_before("approved_on", on, "the step before", before)
        _other_than({self.drawn_by}, by, "drew the batch up", "approves it")
        _other_than({approval.account for approval in self.approvals}, by, "approved first", "approves second")
        self.approvals.append(Approval(by, role, on))
        self.state = BatchState.APPROVED if len(self.approvals) == APPROVALS else BatchState.APPROVED_ONCE

    def send(self, on: date, *, by: str) -> list[Order]:
        """Hand the orders to the bank. Returns those that are paid by it already: nothing is left to transfer."""
        self._must_be("sent", BatchState.APPROVED)
        _not_before("sent_on", on, "approved_on", self.approvals[-1].on)
        self.sent_on, self.sent_by = on, by
        self.orders = [
            replace(order, state=OrderState.SENT)
            if order.net
            else replace(order, state=OrderState.PAID, value_on=on, reason="netted in full")
            for order in self.orders
        ]
        self.state = BatchState.SENT
        self._settle_if_answered()
        return [order for order in self.orders if order.state is OrderState.PAID]

    def answer(self, number: int, value_on: date, *, paid: bool, reason: str | None) -> Order:
        """Enter what the bank made of an order. Returns it."""
        self._must_be("answered", BatchState.SENT)
        if self.sent_on is not None:
            _not_before("value_on", value_on, "sent_on", self.sent_on)
        index = next(i for i, order in enumerate(self.orders) if order.number == number)
        if self.orders[index].state is not OrderState.SENT:
            raise IllegalTransition(noun="payment order", state=self.orders[index].state.value, verb="answered")
        state = OrderState.PAID if paid else OrderState.REJECTED
        self.orders[index] = replace(self.orders[index], state=state, value_on=value_on, reason=reason)
        self._settle_if_answered()
        return self.orders[index]

    def cancel(self) -> None:
        """Take the batch back before it is sent; its claims and clawbacks are free for another."""
        self._must_be("cancelled", BatchState.DRAWN_UP, BatchState.APPROVED_ONCE, BatchState.APPROVED)
        self.orders = [replace(order, state=OrderState.CANCELLED) for order in self.orders]
        self.state = BatchState.CANCELLED

    def _settle_if_answered(self) -> None:
        if all(order.state is not OrderState.SENT for order in self.orders):
            self.state = BatchState.SETTLED

    def _must_be(self, verb: str, *states: BatchState) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="payment batch", state=self.state.value, verb=verb)


def make_orders(
    claims: Sequence[Part], due: Sequence[Part], accounts: Mapping[str, str], drawn_on: date
) -> list[Order]:
    """One order for each institution of ``claims``; ``due`` by age, ``accounts`` by institution.

    A clawback is netted whole or waits, so that each is one negative line. Raises NothingToPay, AccountMissing.
    """
    if not claims:
        raise NothingToPay
    orders = []
    for number, institution_id in enumerate(sorted({claim.institution_id for claim in claims}), start=1):
        if institution_id not in accounts:
            raise AccountMissing("claim_ids", institution_id=institution_id, day=drawn_on)
        own = tuple(claim for claim in claims if claim.institution_id == institution_id)
        room = Money.sum(claim.amount for claim in own)
        netted = tuple(_that_fit((part for part in due if part.institution_id == institution_id), room))
        orders.append(Order(number, institution_id, accounts[institution_id], own, netted))
    return orders


def _that_fit(due: Iterable[Part], room: Money) -> Iterable[Part]:
    for part in due:
        if part.amount <= room:
            room -= part.amount
            yield part


def _not_before(field_name: str, day: date, earlier: str, earlier_day: date) -> None:
    if day < earlier_day:
        raise DatesOutOfOrder(field_name, later=field_name, earlier=earlier)


def _other_than(accounts: Iterable[str], account: str, first: str, second: str) -> None:
    if account in set(accounts):
        raise SamePerson(first=first, second=second)
