"""A statement of an account: what it held, every movement with the balance after it, what it holds then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kit.money import Money


@dataclass(frozen=True, order=True)
class Place:
    """Where a movement stands in a statement: by value date, then as entries were recorded."""

    booked_on: date
    entry_id: str
    line: int


@dataclass(frozen=True)
class Movement:
    """A posting to the account; ``amount`` in yuan, debit positive."""

    place: Place
    kind: str
    document: str
    fund_id: str
    bank_id: str
    amount: Money
    recorded_at: datetime


@dataclass(frozen=True)
class Line:
    """A movement and the account's balance (debits less credits) after it."""

    movement: Movement
    balance: Money

    @property
    def debit(self) -> Money:
        """The amount when it is a debit, else zero."""
        return max(self.movement.amount, Money.zero())

    @property
    def credit(self) -> Money:
        """The amount when it is a credit, else zero; positive."""
        return max(-self.movement.amount, Money.zero())


@dataclass(frozen=True)
class Turnover:
    """What moved an account in a period: debits and credits, each positive."""

    debits: Money
    credits: Money

    @property
    def net(self) -> Money:
        """Debits less credits."""
        return self.debits - self.credits


@dataclass(frozen=True)
class Statement:
    """An account over a period; ``opening`` and ``closing`` are debits less credits, yuan."""

    opening: Money
    lines: tuple[Line, ...]
    turnover: Turnover
    closing: Money


def draw_up(opening: Money, movements: Iterable[Movement]) -> Statement:
    """The statement that begins with ``opening``: closing = opening + debits − credits."""
    lines = with_balances(opening, sorted(movements, key=lambda movement: movement.place))
    turnover = Turnover(Money.sum(line.debit for line in lines), Money.sum(line.credit for line in lines))
    return Statement(opening, tuple(lines), turnover, opening + turnover.net)


def with_balances(before: Money, movements: Sequence[Movement]) -> list[Line]:
    """Movements in their order, each with the balance after it, beginning from ``before``."""
    lines = []
    for movement in movements:
        before += movement.amount
        lines.append(Line(movement, before))
    return lines
