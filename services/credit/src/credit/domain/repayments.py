"""What a repayment pays: instalments in the order they fall due, interest before principal in each.

A schedule is a stream of money owed: interest of the first instalment, its principal, interest of
the second, and so on. The repayments of a loan, in the order of their value dates, fill that
stream; so a backdated one is allocated as if it had come in time, and those after it move on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from kit.money import FEN, Money

from credit.domain.schedules import Instalment


@dataclass(frozen=True)
class Repayment:
    """Money that the bank received. ``order``: in which order it was recorded, for equal dates."""

    id: str
    paid_on: date
    amount: Money
    order: int


@dataclass(frozen=True)
class Allocation:
    """What a repayment paid; ``balance`` is the principal owed after it. Yuan."""

    repayment_id: str
    interest: Money
    principal: Money
    balance: Money


@dataclass(frozen=True)
class Covered:
    """How far a total paid reaches into a schedule."""

    interest: Money
    principal: Money


class DebtStream:
    """A schedule, ready to say what a total paid covers."""

    def __init__(self, schedule: Sequence[Instalment]) -> None:
        """``schedule`` in order, not empty."""
        self.schedule = tuple(schedule)
        self.principal = Money.sum(line.principal for line in self.schedule)
        self.total = Money.sum(line.amount for line in self.schedule)
        self._due_dates = [line.due_on for line in self.schedule]
        self._ends = list(accumulate(_fen(line.amount) for line in self.schedule))
        self._interest = list(accumulate((_fen(line.interest) for line in self.schedule), initial=0))

    def owed_after(self, number: int) -> Money:
        """Principal and interest of the first ``number`` instalments."""
        return _yuan(self._ends[number - 1]) if number else Money.zero()

    def due_before(self, day: date) -> Money:
        """Principal and interest of the instalments that fell due before ``day``."""
        return self.owed_after(bisect_left(self._due_dates, day))

    def paid_instalments(self, paid: Money) -> int:
        """How many instalments, from the first, ``paid`` covers in full."""
        return bisect_right(self._ends, _fen(paid))

    def covered_by(self, paid: Money) -> Covered:
        """Interest and principal that a total of ``paid`` covers; ``paid`` is at most the total."""
        full = self.paid_instalments(paid)
        fen = _fen(paid)
        interest = self._interest[full]
        if full < len(self.schedule):
            rest = fen - (self._ends[full - 1] if full else 0)
            interest += min(rest, _fen(self.schedule[full].interest))
        return Covered(_yuan(interest), _yuan(fen - interest))

    def balance_after(self, paid: Money) -> Money:
        """Principal still owed once ``paid`` has come in."""
        return self.principal - self.covered_by(paid).principal


def allocate(stream: DebtStream, repayments: Iterable[Repayment]) -> list[Allocation]:
    """Allocations in value-date order. Raises ValueError when more came in than is owed."""
    found: list[Allocation] = []
    paid = Money.zero()
    before = Covered(Money.zero(), Money.zero())
    for repayment in in_value_order(repayments):
        paid += repayment.amount
        if paid > stream.total:
            raise ValueError("more was paid than is owed")
        after = stream.covered_by(paid)
        found.append(
            Allocation(
                repayment.id,
                after.interest - before.interest,
                after.principal - before.principal,
                stream.principal - after.principal,
            )
        )
        before = after
    return found


def in_value_order(repayments: Iterable[Repayment]) -> list[Repayment]:
    """By value date, then as they were recorded."""
    return sorted(repayments, key=lambda repayment: (repayment.paid_on, repayment.order))


def _fen(amount: Money) -> int:
    return int(amount.amount / FEN)


def _yuan(fen: int) -> Money:
    return Money(fen * FEN)
