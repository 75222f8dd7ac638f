"""What a paying learner owes an institution for a course, what was received, and what is to be given back.

Entries are never edited: a mistake is given back and received anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder

from training.domain.enrolment import Enrolment, EnrolmentState
from training.domain.errors.enrolments import CourseIsFree, ReceiptAboveFee, RefundAbovePaid
from training.domain.plan_rules import PlanRules


class EntryKind(StrEnum):
    """Money in, money back, or carried from one class to another of the same institution."""

    RECEIPT = "receipt"
    REFUND = "refund"
    CARRIED_IN = "carried_in"
    CARRIED_OUT = "carried_out"


class Method(StrEnum):
    """How money changed hands."""

    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"
    NONE = "none"


PAID_IN = frozenset({EntryKind.RECEIPT, EntryKind.CARRIED_IN})


@dataclass(frozen=True)
class Entry:
    """An amount in yuan, above zero; its kind says which way it went."""

    kind: EntryKind
    amount: Money
    happened_on: date

    @property
    def signed(self) -> Money:
        """What it adds to what was paid."""
        return self.amount if self.kind in PAID_IN else -self.amount


@dataclass(frozen=True)
class FeeAccount:
    """One enrolment's fee in yuan: ``owed`` as things stand, ``paid`` net of what was given back."""

    fee: Money
    owed: Money
    paid: Money

    @property
    def due(self) -> Money:
        """What the learner still has to pay."""
        return max(self.owed - self.paid, Money.zero())

    @property
    def to_refund(self) -> Money:
        """What the institution still has to give back."""
        return max(self.paid - self.owed, Money.zero())


def account_of(
    learner: Enrolment, fee: Money, entries: Iterable[Entry], *, attended: bool, rules: PlanRules
) -> FeeAccount:
    """The account of an enrolment. Nothing is owed for a class that was cancelled or left for another one."""
    gone = learner.state in {EnrolmentState.CANCELLED, EnrolmentState.TRANSFERRED}
    never_came = learner.state is EnrolmentState.DROPPED_OUT and not attended and not rules.absent_owes
    owed = Money.zero() if learner.free or gone or never_came else fee
    return FeeAccount(fee, owed, Money.sum(entry.signed for entry in entries))


def receive(learner: Enrolment, account: FeeAccount, amount: Money, received_on: date) -> Entry:
    """Money received from a learner: never more than is due."""
    if learner.free:
        raise CourseIsFree("amount")
    if received_on < learner.enrolled_on:
        raise DatesOutOfOrder("received_on", later="received_on", earlier="enrolled_on")
    if amount > account.due:
        raise ReceiptAboveFee("amount", amount=amount, due=account.due)
    return Entry(EntryKind.RECEIPT, amount, received_on)


def refund(account: FeeAccount, last: date | None, amount: Money, refunded_on: date) -> Entry:
    """Money given back: never more than was paid, and not before the last entry (``last``)."""
    if last is not None and refunded_on < last:
        raise DatesOutOfOrder("refunded_on", later="refunded_on", earlier="the last entry")
    if amount > account.paid:
        raise RefundAbovePaid("amount", amount=amount, paid=account.paid)
    return Entry(EntryKind.REFUND, amount, refunded_on)
