"""Repayment schedules: a pure function from terms to instalments.

Formulas as in the published expectations of Apache Fineract, which
``tests/domain/schedules.json`` holds: an equal instalment is ``P · ∏(1+fᵢ) / fₙ`` with
``fₙ = 1 + fₙ₋₁ · (1+fᵢ)``; interest is the balance times the period's factor, rounded; the last
instalment takes the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kit.calendar import add_months
from kit.money import FEN, Money, Rounding


class Method(StrEnum):
    """How principal is spread over the instalments."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"


class DayCount(StrEnum):
    """What part of a year a period is. ``30/360`` counts every month as 30 days."""

    THIRTY_360 = "30/360"
    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_ACTUAL = "actual/actual"


class InterestOn(StrEnum):
    """What interest is charged on: the balance still owed, or the principal lent (flat)."""

    BALANCE = "balance"
    PRINCIPAL = "principal"


class Unit(StrEnum):
    """What the distance between two instalments is counted in."""

    MONTHS = "months"
    DAYS = "days"


class Frequency(StrEnum):
    """How often a loan of the programme is repaid."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def months(self) -> int:
        """Months from one instalment to the next."""
        return 1 if self is Frequency.MONTHLY else 3


class MonthEnd(StrEnum):
    """Where an instalment falls due when the month has no such day."""

    LAST_DAY = "last_day"
    FIRST_OF_NEXT = "first_of_next"


@dataclass(frozen=True)
class Terms:
    """What a schedule follows from. ``grace_instalments`` bear interest but no principal."""

    principal: Money
    annual_rate_percent: Decimal
    instalments: int
    disbursed_on: date
    method: Method = Method.EQUAL_INSTALMENT
    day_count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding.HALF_UP
    grace_instalments: int = 0
    every: int = 1
    unit: Unit = Unit.MONTHS
    month_end: MonthEnd = MonthEnd.LAST_DAY
    interest_on: InterestOn = InterestOn.BALANCE
    amounts_multiple_of: Decimal = FEN
    instalment_multiple_of: Decimal = FEN

    def __post_init__(self) -> None:
        """Raises ValueError for terms that no schedule can follow from."""
        if self.principal <= Money.zero() or self.instalments < 1 or self.every < 1:
            raise ValueError("principal, instalments and distance are positive")
        if not 0 <= self.grace_instalments < self.instalments:
            raise ValueError("grace leaves at least one instalment for the principal")
        if self.annual_rate_percent < 0:
            raise ValueError("the rate is not negative")

    def rounded(self, amount: Decimal, multiple: Decimal | None = None) -> Money:
        """``amount`` in yuan, rounded to a whole multiple (default: that of every amount)."""
        step = multiple or self.amounts_multiple_of
        return Money((amount / step).quantize(Decimal(1), rounding=self.rounding.mode) * step)


@dataclass(frozen=True)
class Instalment:
    """One line of a schedule; ``balance`` is the principal owed after it is paid."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    balance: Money

    @property
    def amount(self) -> Money:
        """Principal and interest together."""
        return self.principal + self.interest


def build_schedule(terms: Terms) -> tuple[Instalment, ...]:
    """The instalments of a loan: principals sum to the amount lent, the balance ends at zero."""
    due_dates = due_dates_of(terms)
    factors = _period_factors(terms, due_dates)
    flat = _flat_interests(terms, factors)
    if terms.method is Method.INTEREST_ONLY:
        return _lines(terms, due_dates, factors, flat, fixed_principal=Money.zero())
    if terms.method is Method.EQUAL_PRINCIPAL:
        paying = terms.instalments - terms.grace_instalments
        share = terms.rounded(terms.principal.amount / paying)
        return _lines(terms, due_dates, factors, flat, fixed_principal=share)
    return _equal_instalments(terms, due_dates, factors, flat)


def due_dates_of(terms: Terms) -> tuple[date, ...]:
    """When each instalment falls due, counted from the disbursement."""
    return tuple(_due_on(terms, number) for number in range(1, terms.instalments + 1))


def year_fraction(start: date, end: date, day_count: DayCount) -> Decimal:
    """The part of a year from ``start`` (not counted) to ``end`` (counted), by actual days.

    ``actual/actual`` divides each day by the length of the year it lies in.
    """
    days = (end - start).days
    if day_count is DayCount.ACTUAL_ACTUAL:
        return sum((_days_in(year, start, end) / _year_length(year) for year in _years(start, end)), Decimal(0))
    return Decimal(days) / (365 if day_count is DayCount.ACTUAL_365 else 360)


def _due_on(terms: Terms, number: int) -> date:
    if terms.unit is Unit.DAYS:
        return terms.disbursed_on + timedelta(days=terms.every * number)
    day = add_months(terms.disbursed_on, terms.every * number)
    clamped = day.day != terms.disbursed_on.day
    return day + timedelta(days=1) if clamped and terms.month_end is MonthEnd.FIRST_OF_NEXT else day


def _period_factors(terms: Terms, due_dates: Sequence[date]) -> list[Decimal]:
    """The interest of each period per yuan of balance."""
    rate = terms.annual_rate_percent / 100
    if terms.day_count is DayCount.THIRTY_360 and terms.unit is Unit.MONTHS:
        return [rate * terms.every / 12] * terms.instalments
    starts = [terms.disbursed_on, *due_dates[:-1]]
    return [rate * year_fraction(a, b, terms.day_count) for a, b in zip(starts, due_dates, strict=True)]


def _flat_interests(terms: Terms, factors: Sequence[Decimal]) -> list[Money] | None:
    """Interest on the principal lent, whatever has been repaid; None when it is on the balance."""
    if terms.interest_on is InterestOn.BALANCE:
        return None
    each = [terms.rounded(terms.principal.amount * factor) for factor in factors]
    total = terms.rounded(terms.principal.amount * sum(factors, Decimal(0)))
    each[-1] = total - Money.sum(each[:-1])
    return each


def _equal_instalments(
    terms: Terms, due_dates: Sequence[date], factors: Sequence[Decimal], flat: list[Money] | None
) -> tuple[Instalment, ...]:
    """Equal instalments, spread again once when the last one differs by too much.

    Too much is more than half a fen for each instalment (as Apache Fineract does).
    """
    paying = factors[terms.grace_instalments :]
    if flat is not None:
        exact = (terms.principal + Money.sum(flat)).amount / len(paying)
    else:
        exact = terms.principal.amount * _annuity_factor(paying)
    instalment = terms.rounded(exact, terms.instalment_multiple_of)
    lines = _lines(terms, due_dates, factors, flat, instalment=instalment)
    gap = lines[-1].amount - instalment
    if flat is None and abs(gap.amount) > (terms.instalments // 2) * FEN:
        again = terms.rounded(instalment.amount + gap.amount / len(paying), terms.instalment_multiple_of)
        spread = _lines(terms, due_dates, factors, flat, instalment=again)
        if abs((spread[-1].amount - again).amount) < abs(gap.amount):
            return spread
    return lines


def _annuity_factor(factors: Sequence[Decimal]) -> Decimal:
    """The equal instalment per yuan lent: ``∏(1+fᵢ) / fₙ``."""
    product, value = 1 + factors[0], Decimal(1)
    for factor in factors[1:]:
        product *= 1 + factor
        value = 1 + value * (1 + factor)
    return product / value


def _lines(
    terms: Terms,
    due_dates: Sequence[date],
    factors: Sequence[Decimal],
    flat: list[Money] | None,
    *,
    instalment: Money | None = None,
    fixed_principal: Money | None = None,
) -> tuple[Instalment, ...]:
    """The lines, given either the equal instalment or the equal principal."""
    lines = []
    balance = terms.principal
    for index, (due_on, factor) in enumerate(zip(due_dates, factors, strict=True)):
        interest = flat[index] if flat is not None else terms.rounded(balance.amount * factor)
        if index == terms.instalments - 1:
            principal = balance
        elif index < terms.grace_instalments:
            principal = Money.zero()
        elif fixed_principal is not None:
            principal = min(fixed_principal, balance)
        else:
            principal = min(max((instalment or Money.zero()) - interest, Money.zero()), balance)
        balance -= principal
        lines.append(Instalment(index + 1, due_on, principal, interest, balance))
    return tuple(lines)


def _years(start: date, end: date) -> range:
    return range((start + timedelta(days=1)).year, end.year + 1)


def _days_in(year: int, start: date, end: date) -> Decimal:
    """Days after ``start`` up to ``end`` that lie in ``year``."""
    first = max(start, date(year - 1, 12, 31))
    last = min(end, date(year, 12, 31))
    return Decimal((last - first).days)


def _year_length(year: int) -> int:
    return (date(year, 12, 31) - date(year - 1, 12, 31)).days
