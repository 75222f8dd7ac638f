"""The calendar of the pilot: its months, working days, and holidays when no class is held."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

FIRST_DAY = date(2007, 7, 1)
LAST_DAY = date(2008, 12, 31)
_SATURDAY = 5


def months() -> Iterator[date]:
    """Give the first day of every month of the pilot."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        yield day
        day = next_month(day)


def next_month(day: date) -> date:
    """Give the first day of the month after the one of ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_of_month(day: date) -> date:
    """Give the last day of the month of ``day``."""
    return next_month(day) - timedelta(days=1)


def working_day(day: date) -> date:
    """Give ``day`` itself, or the Monday after it when it falls on a weekend."""
    return day if day.weekday() < _SATURDAY else day + timedelta(days=7 - day.weekday())


def after(day: date, chance: random.Random, least: int, most: int) -> date:
    """Draw a working day between ``least`` and ``most`` calendar days after ``day``, or the Monday then."""
    return working_day(day + timedelta(days=chance.randint(least, most)))


def working_days(first: date, count: int) -> list[date]:
    """List ``count`` working days in a row, beginning with ``first`` or the Monday after."""
    days: list[date] = []
    day = working_day(first)
    while len(days) < count:
        days.append(day)
        day = working_day(day + timedelta(days=1))
    return days
