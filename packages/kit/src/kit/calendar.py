"""Calendar arithmetic that the rulebook uses. Pure standard library."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """``day`` plus calendar months; the end of a shorter month clamps (31 Aug + 6 = 28 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class WorkCalendar:
    """Public holidays, and the days off that are worked to make up for them, of the years that are known.

    ``holidays`` are days without work that may fall on weekdays; ``make_up_days`` fall on weekends. In years outside
    ``known_years`` only weekends are free, and :meth:`knows` says so.
    """

    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    known_years: tuple[int, int] | None = None

    def knows(self, first: date, last: date) -> bool:
        """Whether public holidays from ``first`` to ``last`` are known."""
        return self.known_years is not None and (self.known_years[0] <= first.year and last.year <= self.known_years[1])

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        if day in self.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def add(self, day: date, working_days: int) -> date:
        """The last of ``working_days`` working days after ``day``, which itself does not count."""
        while working_days > 0:
            day += ONE_DAY
            working_days -= self.is_working_day(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``; 0 when ``last`` is not later."""
        days = max((last - first).days, 0)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))
