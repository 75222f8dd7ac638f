"""What moved an institution's budgets, day by day: a statement that anybody can add up.

budget = reserved + paid − clawed back + free, before and after every movement. Movements follow from claims, payments
and clawbacks alone, so that the closing balance can be held against the agreement's own figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder

from training.domain.packages import Milestone, Package


class Kind(StrEnum):
    """What a movement is; the order within a day."""

    BUDGET = "budget"
    RESERVED = "reserved"
    RELEASED = "released"
    PAID = "paid"
    CLAWED_BACK = "clawed_back"


ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Movement:
    """Yuan that moved on a day. ``record``: the claim's line, payment or clawback behind it, for whom asks.

    ``amount`` is above zero, but for a budget that was lowered.
    """

    moved_on: date
    kind: Kind
    amount: Money
    agreement_id: str
    record: str
    claim_id: str | None = None
    line: int | None = None
    milestone: Milestone | None = None
    package: Package | None = None
    target_group: str | None = None
    reason: str | None = None
    reason_zh: str | None = None

    @property
    def key(self) -> tuple[date, int, str, int, str]:
        """The place in a statement."""
        return self.moved_on, ORDER[self.kind], self.claim_id or "", self.line or 0, self.record


@dataclass(frozen=True)
class Balance:
    """Where an agreement's budget stands, in yuan."""

    budget: Money
    reserved: Money
    paid: Money
    clawed_back: Money

    @property
    def net(self) -> Money:
        """Paid and not clawed back."""
        return self.paid - self.clawed_back

    @property
    def free(self) -> Money:
        """What a claim may still reserve."""
        return self.budget - self.reserved - self.net

    def after(self, movement: Movement) -> Balance:
        """The balance when ``movement`` has happened."""
        by = movement.amount
        match movement.kind:
            case Kind.BUDGET:
                return Balance(self.budget + by, self.reserved, self.paid, self.clawed_back)
            case Kind.RESERVED:
                return Balance(self.budget, self.reserved + by, self.paid, self.clawed_back)
            case Kind.RELEASED:
                return Balance(self.budget, self.reserved - by, self.paid, self.clawed_back)
            case Kind.PAID:
                return Balance(self.budget, self.reserved - by, self.paid + by, self.clawed_back)
            case Kind.CLAWED_BACK:
                return Balance(self.budget, self.reserved, self.paid, self.clawed_back + by)


NOTHING = Balance(Money.zero(), Money.zero(), Money.zero(), Money.zero())


@dataclass(frozen=True)
class AgreementBalances:
    """One agreement at both ends of a statement."""

    agreement_id: str
    opening: Balance
    closing: Balance


@dataclass(frozen=True)
class Total:
    """What one milestone of a package and target group brought within the period, in yuan."""

    package: Package
    milestone: Milestone
    target_group: str | None
    reserved: Money
    released: Money
    paid: Money
    clawed_back: Money


@dataclass(frozen=True)
class Statement:
    """The movements of a period, oldest first, with the balances before and after it."""

    since: date
    until: date
    agreements: tuple[AgreementBalances, ...]
    movements: tuple[Movement, ...]

    @property
    def totals(self) -> list[Total]:
        """By package, milestone and target group."""
        keys = sorted(
            {(m.package, m.milestone, m.target_group or "") for m in self.movements if m.package and m.milestone}
        )
        return [self._total(*key) for key in keys]

    def _total(self, package: Package, milestone: Milestone, group: str) -> Total:
        of = [
            m for m in self.movements if (m.package, m.milestone, m.target_group or "") == (package, milestone, group)
        ]

        def moved(kind: Kind) -> Money:
            return Money.sum(movement.amount for movement in of if movement.kind is kind)

        return Total(
            package,
            milestone,
            group or None,
            moved(Kind.RESERVED),
            moved(Kind.RELEASED),
            moved(Kind.PAID),
            moved(Kind.CLAWED_BACK),
        )


def statement(movements: Iterable[Movement], since: date, until: date) -> Statement:
    """The statement from ``since`` to ``until``, both days included; ``movements`` are all there are, in any order."""
    if until < since:
        raise DatesOutOfOrder("until", later="until", earlier="since")
    ordered = sorted(movements, key=lambda movement: movement.key)
    before = [movement for movement in ordered if movement.moved_on < since]
    within = [movement for movement in ordered if since <= movement.moved_on <= until]
    agreements = sorted({movement.agreement_id for movement in [*before, *within]})
    return Statement(
        since,
        until,
        tuple(_balances(agreement_id, before, within) for agreement_id in agreements),
        tuple(within),
    )


def _balances(agreement_id: str, before: Sequence[Movement], within: Sequence[Movement]) -> AgreementBalances:
    opening = _moved(NOTHING, agreement_id, before)
    return AgreementBalances(agreement_id, opening, _moved(opening, agreement_id, within))


def _moved(balance: Balance, agreement_id: str, movements: Sequence[Movement]) -> Balance:
    for movement in movements:
        if movement.agreement_id == agreement_id:
            balance = balance.after(movement)
    return balance
