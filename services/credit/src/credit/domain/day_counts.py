"""When instalments fall due, and what part of a year lies between two of them; exact, in whole numbers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import gcd

from kit.calendar import add_months

from credit.domain.errors.schedules import TermsOutOfRange
from credit.domain.terms import DAYS, DayCount, MonthEnd, Terms, Unit

COMMON_YEAR, LEAP_YEAR = 365, 366
EVERY_MONTH_HAS = 28


def due_dates_of(terms: Terms) -> list[date]:
    """When each instalment falls due, counted from the disbursement. Raises TermsOutOfRange."""
    try:
        days = list(_months_on(terms) if terms.unit is Unit.MONTHS else _days_on(terms))
    except (OverflowError, ValueError):
        days = [date.max]
    if days[-1] > DAYS[1]:
        raise TermsOutOfRange(where="instalments", what="last due date", given=days[-1], allowed=f"by {DAYS[1]}")
    return days


def year_fraction(start: date, end: date, day_count: DayCount) -> Decimal:
    """The part of a year from ``start`` (not counted) to ``end`` (counted), by actual days."""
    numerator, denominator = _actual_part(start, end, day_count)
    return Decimal(numerator) / denominator


def period_rates(terms: Terms, due_dates: Sequence[date]) -> tuple[list[int], int]:
    """The interest of each period per yuan of balance: numerators, and the denominator of all of them."""
    rate, unit = (terms.annual_rate_percent / 100).as_integer_ratio()
    whole_months = terms.day_count.thirty_day_months and terms.unit is Unit.MONTHS
    if whole_months and (year := terms.day_count.year_days) is not None:
        return _reduced([rate * 30 * terms.every] * terms.instalments, unit * year)
    starts = [terms.disbursed_on, *due_dates[:-1]]
    if whole_months:
        parts = [_months_of_actual_year(a, b, terms.every) for a, b in zip(starts, due_dates, strict=True)]
    else:
        parts = [_actual_part(a, b, terms.day_count) for a, b in zip(starts, due_dates, strict=True)]
    return _reduced([rate * numerator for numerator, _ in parts], unit * parts[0][1])


def even_period_rate(terms: Terms) -> tuple[int, int]:
    """The rate of a period when all are alike, as a fraction: 30 days for each month."""
    days = terms.every * {Unit.MONTHS: 30, Unit.WEEKS: 7, Unit.DAYS: 1}[terms.unit]
    rate, unit = (terms.annual_rate_percent / 100).as_integer_ratio()
    return rate * days, unit * (terms.day_count.year_days or COMMON_YEAR)


def _days_on(terms: Terms) -> Iterator[date]:
    step = timedelta(days=terms.every * (7 if terms.unit is Unit.WEEKS else 1))
    return (terms.disbursed_on + step * number for number in range(1, terms.instalments + 1))


def _months_on(terms: Terms) -> Iterator[date]:
    start = terms.disbursed_on
    first = start.year * 12 + start.month - 1
    for index in range(first + terms.every, first + terms.every * terms.instalments + 1, terms.every):
        if start.day <= EVERY_MONTH_HAS:
            yield date(index // 12, index % 12 + 1, start.day)
            continue
        day = add_months(start, index - first)
        clamped = day.day != start.day
        yield day + timedelta(days=1) if clamped and terms.month_end is MonthEnd.FIRST_OF_NEXT else day


def _actual_part(start: date, end: date, day_count: DayCount) -> tuple[int, int]:
    """Actual days as a part of a year; the denominator is the same for all periods of a day count."""
    days = (end - start).days
    if (year := day_count.year_days) is not None:
        return days, year
    if day_count is DayCount.ACTUAL_LEAP_DAY and not _has_leap_day(start, end):
        return days * LEAP_YEAR, COMMON_YEAR * LEAP_YEAR
    if day_count is DayCount.ACTUAL_LEAP_DAY and start.year == end.year:
        return days * COMMON_YEAR, COMMON_YEAR * LEAP_YEAR
    leap = sum(_days_in(year, start, end) for year in range(start.year, end.year + 1) if _is_leap(year))
    return (days - leap) * LEAP_YEAR + leap * COMMON_YEAR, COMMON_YEAR * LEAP_YEAR


def _months_of_actual_year(start: date, end: date, months: int) -> tuple[int, int]:
    """Months of 30 days in a year of its own length; actual days where the period crosses a year's end."""
    if start.year != end.year:
        return _actual_part(start, end, DayCount.ACTUAL_ACTUAL)
    other = COMMON_YEAR if _is_leap(start.year) else LEAP_YEAR
    return 30 * months * other, COMMON_YEAR * LEAP_YEAR


def _days_in(year: int, start: date, end: date) -> int:
    """Days after ``start`` up to ``end`` that lie in ``year``."""
    return (min(end, date(year, 12, 31)) - max(start, date(year - 1, 12, 31))).days


def _is_leap(year: int) -> bool:
    return (date(year, 12, 31) - date(year - 1, 12, 31)).days == LEAP_YEAR


def _has_leap_day(start: date, end: date) -> bool:
    return any(_is_leap(year) and start < date(year, 2, 29) <= end for year in range(start.year, end.year + 1))


def _reduced(numerators: list[int], denominator: int) -> tuple[list[int], int]:
    divisor = gcd(denominator, *numerators)
    return [numerator // divisor for numerator in numerators], denominator // divisor
