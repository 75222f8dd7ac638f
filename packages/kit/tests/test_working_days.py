"""Working days follow China's announced holidays and make-up days; unknown years have weekends only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.calendar import WorkCalendar
from kit.holidays import work_calendar

DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("from_day", "working_days", "due_on"),
    [
        # Spring Festival 2007: 18 to 24 February off; Saturday 17th and Sunday 25th worked instead.
        (date(2007, 2, 9), 10, date(2007, 2, 28)),
        # National Day 2007: 1 to 7 October off; Saturday 29 and Sunday 30 September worked instead.
        (date(2007, 9, 25), 10, date(2007, 10, 12)),
        # Labour Day 2007: 1 to 7 May off; Saturday 28 and Sunday 29 April worked instead.
        (date(2007, 4, 27), 4, date(2007, 5, 8)),
        # No holiday: two weeks.
        (date(2007, 8, 15), 10, date(2007, 8, 29)),
    ],
)
def test_working_days_leap_over_golden_weeks(from_day: date, working_days: int, due_on: date) -> None:
    assert work_calendar().add(from_day, working_days) == due_on


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    calendar = work_calendar()
    assert calendar.is_working_day(date(2007, 2, 17))  # a Saturday
    assert not calendar.is_working_day(date(2007, 2, 20))  # a Tuesday
    assert not calendar.is_working_day(date(2007, 3, 3))


def test_years_without_announced_holidays_have_weekends_only_and_say_so() -> None:
    calendar = work_calendar()
    assert calendar.add(date(2003, 9, 26), 5) == date(2003, 10, 3)
    assert not calendar.knows(date(2003, 9, 26), date(2003, 10, 3))
    assert not calendar.knows(date(2003, 12, 25), date(2004, 1, 8))
    assert calendar.knows(date(2007, 1, 1), date(2007, 1, 20))
    assert not calendar.knows(date(2099, 1, 1), date(2099, 1, 20))
    assert not WorkCalendar().knows(date(2007, 1, 1), date(2007, 1, 2))


@given(DAYS, st.integers(min_value=0, max_value=30))
def test_adding_and_counting_agree(day: date, working_days: int) -> None:
    calendar = work_calendar()
    due_on = calendar.add(day, working_days)
    assert calendar.between(day, due_on) == working_days
    assert working_days == 0 or calendar.is_working_day(due_on)


@given(DAYS, st.integers(min_value=1, max_value=20))
def test_later_days_are_never_due_earlier(day: date, working_days: int) -> None:
    calendar = work_calendar()
    assert calendar.add(day, working_days) <= calendar.add(day + timedelta(days=1), working_days)
