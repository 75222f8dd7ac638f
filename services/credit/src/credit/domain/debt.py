"""What a loan owes: a stream of interest and principal, line after line, that its repayments fill.

A schedule is a stream of money owed: interest of the first instalment, its principal, interest of
the second, and so on. Repayments fill it in the order of their value dates. An extension puts a new
stream in its place, from its day on. Everything here is a pure function of schedule, repayments and
changes by value date, in whole fen.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from kit.calendar import add_months
from kit.money import FEN, Money, Rounding

from credit.domain.schedules import DayCount, Instalment, Method, year_fraction

MONTHS_COUNT_AS = 30
"""Days of a month in 30/360."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of a stream, in fen. ``in_extension``: drawn up by an extension, so without subsidy."""

    number: int
    due_on: date
    interest: int
    principal: int
    in_extension: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid of one line, in fen; interest is negative where unearned interest is given back."""

    line: Owed
    interest: int
    principal: int


@dataclass(frozen=True, slots=True)
class Habits:
    """How a loan counts days, rounds, and spreads principal when it is drawn up again."""

    day_count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding.HALF_UP
    method: Method = Method.EQUAL_INSTALMENT

    def fraction(self, start: date, end: date) -> Decimal:
        """The part of a year from ``start`` to ``end``."""
        if self.day_count is DayCount.THIRTY_360:
            first = min(start.day, MONTHS_COUNT_AS)
            last = MONTHS_COUNT_AS if end.day > MONTHS_COUNT_AS and first == MONTHS_COUNT_AS else end.day
            months = 12 * (end.year - start.year) + end.month - start.month
            return Decimal(MONTHS_COUNT_AS * months + last - first) / 360
        return year_fraction(start, end, self.day_count)

    def fen(self, amount: Decimal) -> int:
        """An amount of yuan, rounded to the fen."""
        return int((amount / FEN).quantize(Decimal(1), rounding=self.rounding.mode))


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer term, agreed for ``extended_on``: what is then owed is drawn up again at a new rate."""

    extended_on: date
    months: int
    annual_rate_percent: Decimal


class Stream:
    """Lines in force from ``since`` on, ready to say what a total paid into them covers. Fen."""

    __slots__ = ("_due_dates", "_ends", "_interest", "lines", "principal", "since", "total")

    def __init__(self, lines: Sequence[Owed], since: date) -> None:
        self.lines = tuple(lines)
        self.since = since
        self._due_dates = [line.due_on for line in lines]
        self._ends = list(accumulate(line.interest + line.principal for line in lines))
        self._interest = list(accumulate((line.interest for line in lines), initial=0))
        self.total = self._ends[-1] if lines else 0
        self.principal = self.total - self._interest[-1]

    def due_before(self, day: date) -> int:
        """Interest and principal of the lines that fell due before ``day``."""
        number = bisect_left(self._due_dates, day)
        return self._ends[number - 1] if number else 0

    def lines_paid(self, filled: int) -> int:
        """How many lines, from the first, a total of ``filled`` pays in full."""
        return bisect_right(self._ends, filled)

    def interest_in(self, filled: int) -> int:
        """How much of a total of ``filled`` is interest."""
        full = self.lines_paid(filled)
        if full == len(self.lines):
            return self._interest[full]
        rest = filled - (self._ends[full - 1] if full else 0)
        return self._interest[full] + min(rest, self.lines[full].interest)

    def principal_left(self, filled: int) -> int:
        """Principal still owed after ``filled``."""
        return self.principal - filled + self.interest_in(filled)

    def paid_between(self, before: int, after: int) -> Iterator[Paid]:
        """What the money between two totals pays, line by line."""
        for index in range(self.lines_paid(before), len(self.lines)):
            start = self._ends[index - 1] if index else 0
            if after <= start:
                return
            line = self.lines[index]
            low, high = max(before, start) - start, min(after, self._ends[index]) - start
            interest = min(high, line.interest) - min(low, line.interest)
            if high > low:
                yield Paid(line, interest, high - low - interest)

    def next_interest(self, day: date) -> tuple[date, Owed | None]:
        """From when interest runs that is not due by ``day`` yet, and the line that will charge it."""
        due = bisect_right(self._due_dates, day)
        later = next((line for line in self.lines[due:] if line.interest), None)
        since = next((line.due_on for line in reversed(self.lines[:due]) if line.interest), self.since)
        return max(since, self.since), later


@dataclass(frozen=True, slots=True)
class PayOff:
    """What ends a loan on a day, in fen: principal, interest due, interest to the day, less interest paid ahead.

    ``lines`` says of each line what remains to be paid of it.
    """

    principal: int
    interest_due: int
    interest_to_day: int
    interest_ahead: int
    lines: tuple[Paid, ...]

    @property
    def interest(self) -> int:
        """Interest in all; negative when more was paid ahead than is owed."""
        return self.interest_due + self.interest_to_day - self.interest_ahead

    @property
    def total(self) -> int:
        """Principal and interest; not below zero."""
        return max(self.principal + self.interest, 0)


def pay_off(stream: Stream, filled: int, day: date, habits: Habits) -> PayOff:
    """What a loan owes in all at the end of ``day`` after ``filled``, were it to end on that day.

    Interest of the running period is the part of that period that has passed, by the loan's day
    count; after the last due date no more interest runs.
    """
    accrues_since, running = stream.next_interest(day)
    principal = due = to_day = ahead = 0
    lines = []
    already = {item.line.number: item for item in stream.paid_between(0, filled)}
    for line in stream.lines:
        paid = already.get(line.number, Paid(line, 0, 0))
        if line.due_on <= day:
            earned = line.interest
            due += earned - paid.interest
        elif line is running:
            earned = _accrued(line, accrues_since, day, habits)
            to_day += earned
            ahead += paid.interest
        else:
            earned = 0
            ahead += paid.interest
        principal += line.principal - paid.principal
        rest = Paid(line, earned - paid.interest, line.principal - paid.principal)
        if rest.interest or rest.principal:
            lines.append(rest)
    return PayOff(principal, due, to_day, ahead, tuple(lines))


def _accrued(line: Owed, since: date, day: date, habits: Habits) -> int:
    whole = habits.fraction(since, line.due_on)
    passed = habits.fraction(since, day)
    if whole <= 0 or passed <= 0:
        return 0
    return min(habits.fen(Decimal(line.interest) * FEN * passed / whole), line.interest)


def first_stream(schedule: Iterable[Instalment], disbursed_on: date) -> Stream:
    """The stream of a schedule as of disbursement."""
    return Stream(
        [Owed(line.number, line.due_on, fen(line.interest), fen(line.principal)) for line in schedule], disbursed_on
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the instalments of an extension fall due: the loan's own rhythm, up to the new maturity."""

    disbursed_on: date
    term_months: int
    due_dates: tuple[date, ...]

    @property
    def maturity(self) -> date:
        """The last due date of the schedule as of disbursement."""
        return self.due_dates[-1]

    def after(self, extension: Extension) -> list[date]:
        """The due dates after ``extension``, not empty."""
        end = add_months(self.disbursed_on, self.term_months + extension.months)
        end = max(end, add_months(self.maturity, extension.months))
        found = [day for day in self.due_dates if day > extension.extended_on]
        every, odd = divmod(self.term_months, len(self.due_dates))
        for number in range(len(self.due_dates) + 1, len(self.due_dates) + 1 + 31 * extension.months):
            if odd or not every:
                last = found[-1] if found else self.maturity
                previous = self.due_dates[-2] if len(self.due_dates) > 1 else self.disbursed_on
                day = last + (self.maturity - previous)
            else:
                day = add_months(self.disbursed_on, every * number)
            if day >= end:
                break
            found.append(day)
        return [*found, end]


def extended(stream: Stream, filled: int, extension: Extension, calendar: Calendar, habits: Habits) -> Stream:
    """What is owed from an extension on, after ``filled`` had been paid up to its day.

    Interest due but unpaid stays due on its old dates; interest to the day falls due on that day;
    the principal owed is drawn up again over the longer term. Interest paid ahead counts towards
    the first interest of the new lines.
    """
    day = extension.extended_on
    quote = pay_off(stream, filled, day, habits)
    number = max(line.number for line in stream.lines)
    lines = [
        Owed(rest.line.number, rest.line.due_on, rest.interest, 0, rest.line.in_extension)
        for rest in quote.lines
        if rest.line.due_on <= day and rest.interest > 0
    ]
    if quote.interest_to_day:
        number += 1
        to_day = quote.interest_to_day - min(quote.interest_ahead, quote.interest_to_day)
        if to_day:
            lines.append(Owed(number, day, to_day, 0))
    ahead = max(quote.interest_ahead - quote.interest_to_day, 0)
    for line in _drawn_up(quote.principal, number, calendar.after(extension), extension, habits):
        used = min(ahead, line.interest)
        ahead -= used
        lines.append(Owed(line.number, line.due_on, line.interest - used, line.principal, in_extension=True))
    return Stream(lines, day)


def _drawn_up(
    principal: int, after: int, due_dates: Sequence[date], extension: Extension, habits: Habits
) -> Iterator[Owed]:
    """The principal over ``due_dates`` by the loan's own method; the last line takes the difference."""
    starts = [extension.extended_on, *due_dates[:-1]]
    rate = extension.annual_rate_percent / 100
    factors = [rate * habits.fraction(start, end) for start, end in zip(starts, due_dates, strict=True)]
    instalment = _instalment(principal, factors, habits)
    balance = principal
    for index, (due_on, factor) in enumerate(zip(due_dates, factors, strict=True)):
        interest = habits.fen(Decimal(balance) * FEN * factor)
        share = _share(habits.method, principal, len(due_dates), instalment - interest)
        part = balance if index == len(due_dates) - 1 else min(max(share, 0), balance)
        balance -= part
        yield Owed(after + index + 1, due_on, interest, part, in_extension=True)


def _share(method: Method, principal: int, lines: int, annuity_share: int) -> int:
    if method is Method.EQUAL_INSTALMENT:
        return annuity_share
    return principal // lines if method is Method.EQUAL_PRINCIPAL else 0


def _instalment(principal: int, factors: Sequence[Decimal], habits: Habits) -> int:
    """The equal instalment: ``P · ∏(1+fᵢ) / fₙ`` with ``fₙ = 1 + fₙ₋₁ · (1+fᵢ)``."""
    product, value = 1 + factors[0], Decimal(1)
    for factor in factors[1:]:
        product *= 1 + factor
        value = 1 + value * (1 + factor)
    return habits.fen(Decimal(principal) * FEN * product / value)


def fen(amount: Money) -> int:
    """An amount in whole fen."""
    return amount.fen


def yuan(amount: int) -> Money:
    """Whole fen as money."""
    return Money.from_fen(amount)
