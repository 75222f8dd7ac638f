"""China's public holidays as data: those that the State Council announced for each year, with make-up working days.

The days come from the package chinesecalendar (2004 up to the newest year it holds). Earlier and later years have
weekends only, and the calendar says that it does not know them.
"""

from functools import cache

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]  # it has no types

from kit.calendar import WorkCalendar


@cache
def work_calendar() -> WorkCalendar:
    """The calendar of all known years."""
    return WorkCalendar(frozenset(holidays), frozenset(workdays), (min(holidays).year, max(holidays).year))
