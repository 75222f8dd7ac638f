"""Calendar arithmetic that the rulebook uses. Pure standard library."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """``day`` plus calendar months; the end of a shorter month clamps (31 Aug + 6 = 28 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
