"""The values that follow-up's rules need, as they stood on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.calendar import add_months
from kit.refusal import DatesOutOfOrder

from followup.domain.errors import DateInFuture, DateTooLongAgo


class VisitKind(StrEnum):
    """Why a visit is made."""

    DAY_30 = "day_30"
    DAY_90 = "day_90"
    SIX_MONTH = "six_month"
    DAY_365 = "day_365"
    REPEAT = "repeat"
    UNPLANNED = "unplanned"


@dataclass(frozen=True)
class Check:
    """One visit of the plan, counted from the day on which the business was registered.

    Exactly one of ``days`` and ``months`` is set. ``window_days`` 0 means: on that day. With
    months, the window opens on the day after, so that a visit within it can confirm survival.
    """

    kind: VisitKind
    days: int | None
    months: int | None
    window_days: int

    def window(self, registered_on: date) -> tuple[date, date]:
        """First and last day of the visit."""
        if self.months is not None:
            anchor = add_months(registered_on, self.months)
            return _later(anchor, 1), _later(anchor, max(self.window_days, 1))
        first = _later(registered_on, self.days or 0)
        return first, _later(first, self.window_days)


@dataclass(frozen=True)
class Rules:
    """All values as of one day; ``sources`` names the reference of each rule by its key."""

    version: str
    backdating_days: int
    survival_months: int
    visit_plan: tuple[Check, ...]
    visit_early_days: int
    repeat_after_days: int
    untraceable_attempts: int
    untraceable_days: int
    sources: Mapping[str, str]

    def survives_after(self, registered_on: date) -> date:
        """Survival is verified by a visit dated strictly after this day (end of month clamps)."""
        return add_months(registered_on, self.survival_months)


def check_happened(field: str, day: date, today: date, rules: Rules) -> None:
    """Raises DateInFuture, or DateTooLongAgo when ``day`` is older than policy lets facts be dated."""
    if day > today:
        raise DateInFuture(where=field, field=field)
    if (today - day).days > rules.backdating_days:
        raise DateTooLongAgo(where=field, field=field, days=rules.backdating_days)


def check_order(earlier: str, earlier_on: date, later: str, later_on: date) -> None:
    """Raises DatesOutOfOrder when ``later_on`` lies before ``earlier_on``."""
    if later_on < earlier_on:
        raise DatesOutOfOrder(where=later, later=later, earlier=earlier)


def _later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)
