"""What repayments pay: instalments in the order they fall due, interest before principal in each.

The repayments of a loan are taken in the order of their value dates, whatever the order in which
they were recorded; so a backdated one is allocated as if it had come in time, and those after it
move on. What comes in above what is owed is *excess*: the bank returns it. So of every repayment
amount = interest + principal + excess.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from kit.money import Money

from credit.domain.debt import (
    Calendar,
    Extension,
    Habits,
    Paid,
    PayOff,
    Stream,
    extended,
    fen,
    first_stream,
    pay_off,
    yuan,
)
from credit.domain.schedules import Instalment

NOTHING = Money.zero()


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money that the bank received; yuan. ``settles``: it is meant to end the loan, if it suffices.

    ``reference`` is the bank's own: it decides between equal dates, so that the order of recording never does.
    """

    id: str
    paid_on: date
    amount: Money
    reference: str
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a repayment paid; ``balance`` is the principal owed after it. Yuan.

    Interest is negative when a settlement gives back more interest paid ahead than it owes.
    """

    repayment_id: str
    interest: Money
    principal: Money
    balance: Money
    excess: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """What a repayment paid of one instalment; yuan.

    ``in_extension``: the instalment was drawn up by an extension. Instalments of an extension are
    numbered on from the last of the schedule.
    """

    repayment_id: str
    paid_on: date
    instalment_number: int
    due_on: date
    interest: Money
    principal: Money
    in_extension: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How a loan stands from the end of ``day`` on, until the next step, in fen.

    ``filled``: what is paid of which stream; ``principal``: what is owed of it.
    """

    day: date
    stream: Stream
    filled: int
    principal: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A loan's whole course by value dates: ``steps`` in order, the first at disbursement."""

    steps: tuple[Step, ...]
    allocations: tuple[Allocation, ...]
    taken: tuple[tuple[Repayment, tuple[Paid, ...]], ...]
    excess: Money
    closed_on: date | None
    settled: bool

    def at(self, day: date) -> Step:
        """How things stand at the end of ``day``."""
        index = bisect_right(self.steps, day, key=lambda step: step.day)
        return self.steps[max(index - 1, 0)]

    @property
    def last(self) -> Step:
        """How things stand after all that is recorded."""
        return self.steps[-1]


class DebtStream:
    """What a loan owes by its schedule and its changes, ready for its repayments."""

    def __init__(
        self,
        schedule: Sequence[Instalment],
        disbursed_on: date | None = None,
        *,
        term_months: int | None = None,
        habits: Habits | None = None,
        extensions: Iterable[Extension] = (),
    ) -> None:
        """``schedule`` as of disbursement, in order, not empty."""
        self.schedule = tuple(schedule)
        self.habits = habits or Habits()
        self.extensions = tuple(sorted(extensions, key=lambda item: item.extended_on))
        begins = disbursed_on or self.schedule[0].due_on
        self.first = first_stream(self.schedule, begins)
        due_dates = tuple(line.due_on for line in self.schedule)
        self.calendar = Calendar(begins, term_months or len(self.schedule), due_dates)

    @property
    def principal(self) -> Money:
        """The principal lent."""
        return yuan(self.first.principal)

    @property
    def total(self) -> Money:
        """Principal and interest of the schedule as of disbursement."""
        return yuan(self.first.total)

    def course(self, repayments: Iterable[Repayment]) -> Course:
        """The loan's course with these repayments."""
        run = _Run(self, self.first.since)
        for repayment in in_value_order(repayments):
            run.extend_before(repayment.paid_on)
            run.take(repayment)
        run.extend_before(None)
        return Course(
            tuple(run.steps),
            tuple(run.allocations),
            tuple(run.taken),
            yuan(run.excess),
            run.closed_on,
            run.settled,
        )


@dataclass
class _Run:
    """Walks a loan's life once, by value dates."""

    debt: DebtStream
    begins: date
    closed_on: date | None = None
    settled: bool = False
    excess: int = 0
    steps: list[Step] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    taken: list[tuple[Repayment, tuple[Paid, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stream = self.debt.first
        self.filled = self.interest_filled = 0
        self.principal = self.stream.principal
        self.waiting = list(self.debt.extensions)
        self._step(self.begins)

    def extend_before(self, day: date | None) -> None:
        """Extensions take effect at the end of their day: before what comes in after it."""
        while self.waiting and (day is None or self.waiting[0].extended_on < day):
            extension = self.waiting.pop(0)
            if self.closed_on is None:
                self.stream = extended(self.stream, self.filled, extension, self.debt.calendar, self.debt.habits)
                self.filled = self.interest_filled = 0
                self._step(extension.extended_on)

    def take(self, repayment: Repayment) -> None:
        """Allocate one repayment."""
        amount = fen(repayment.amount)
        if self.closed_on is not None:
            self._took(repayment, 0, 0, amount, ())
            return
        if repayment.settles:
            quote = pay_off(self.stream, self.filled, repayment.paid_on, self.debt.habits)
            if amount >= quote.total:
                self._settle(repayment, amount, quote)
                return
        before, after = self.filled, min(self.filled + amount, self.stream.total)
        interest_filled = self.stream.interest_in(after)
        interest = interest_filled - self.interest_filled
        parts = tuple(self.stream.paid_between(before, after))
        self.filled, self.interest_filled = after, interest_filled
        if after == self.stream.total:
            self.closed_on = repayment.paid_on
        self._took(repayment, interest, after - before - interest, amount - (after - before), parts)

    def _settle(self, repayment: Repayment, amount: int, quote: PayOff) -> None:
        self.closed_on, self.settled = repayment.paid_on, True
        excess = amount - quote.interest - quote.principal
        self._took(repayment, quote.interest, quote.principal, excess, quote.lines)

    def _took(self, repayment: Repayment, interest: int, principal: int, excess: int, parts: tuple[Paid, ...]) -> None:
        self.excess += excess
        self.principal -= principal
        self._step(repayment.paid_on)
        self.taken.append((repayment, parts))
        self.allocations.append(
            Allocation(repayment.id, yuan(interest), yuan(principal), yuan(self.principal), yuan(excess))
        )

    def _step(self, day: date) -> None:
        step = Step(day, self.stream, self.filled, self.principal, self.closed_on is not None)
        if self.steps and self.steps[-1].day == day:
            self.steps[-1] = step
        else:
            self.steps.append(step)


def allocate(stream: DebtStream, repayments: Iterable[Repayment]) -> list[Allocation]:
    """Allocations in value-date order."""
    return list(stream.course(repayments).allocations)


def parts(stream: DebtStream, repayments: Iterable[Repayment], up_to: date | None = None) -> list[Part]:
    """Which instalment's interest and principal each repayment paid, in value-date order.

    ``up_to``: only repayments with value dates up to that day. What is excess is in no part.
    """
    return parts_of(stream.course(item for item in repayments if up_to is None or item.paid_on <= up_to))


def parts_of(course: Course) -> list[Part]:
    """The same of a course that is known already."""
    return [
        Part(
            repayment.id,
            repayment.paid_on,
            paid.line.number,
            paid.line.due_on,
            yuan(paid.interest),
            yuan(paid.principal),
            paid.line.in_extension,
        )
        for repayment, lines in course.taken
        for paid in lines
    ]


def in_value_order(repayments: Iterable[Repayment]) -> list[Repayment]:
    """By value date; on one day the settlement last, then by the bank's reference."""
    return sorted(repayments, key=lambda item: (item.paid_on, item.settles, item.reference, item.id))
