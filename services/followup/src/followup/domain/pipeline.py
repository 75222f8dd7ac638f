"""The stages that people go through, as the forecast needs them: who entered when, passed on, left or waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from followup.domain.estimates.forecast import Arrivals, Assumed, Stage, Wait

STEPS = ("registered_on", "first_session_on", "certified_on", "business_registered_on", "survived_on")
DAYS_A_MONTH = 30


@dataclass(frozen=True)
class ForecastPlan:
    """What the plan assumes: registrations a month, and of each stage (in the order of the steps) who passes when."""

    arrivals_a_month: int
    stages: tuple[Assumed, ...]


def stages_of(rows: Sequence[Mapping[str, Any]], plan: ForecastPlan, as_of: date) -> list[Stage]:
    """The stages with everybody who entered them until ``as_of``.

    ``rows``: the day of each of ``STEPS``, ``left_on``, and how many ``people`` have just these. Who skipped a step is
    taken to have made it on the day of the next one.
    """
    waits: list[list[Wait]] = [[] for _ in plan.stages]
    for row in rows:
        days = _filled([_until(row[name], as_of) for name in STEPS])
        left_on = _until(row["left_on"], as_of)
        for number, stage in enumerate(waits):
            entered, passed = days[number], days[number + 1]
            if entered is None:
                break
            stage.extend([_wait(entered, passed, left_on, as_of)] * row["people"])
    names = (name.removesuffix("_on") for name in STEPS[1:])
    return [Stage(name, tuple(stage), assumed) for name, stage, assumed in zip(names, waits, plan.stages, strict=True)]


def arrivals_of(
    rows: Sequence[Mapping[str, Any]], plan: ForecastPlan, period_from: date, as_of: date, period_to: date
) -> Arrivals:
    """Registrations in each whole month of the period so far, and how many months are left of it."""
    months = max((min(as_of, period_to) - period_from).days // DAYS_A_MONTH, 0)
    by_month = [0] * months
    for row in rows:
        month = (row["registered_on"] - period_from).days // DAYS_A_MONTH
        if 0 <= month < months:
            by_month[month] += row["people"]
    left = max((period_to - max(as_of, period_from - timedelta(days=1))).days, 0)
    return Arrivals(tuple(by_month), left / DAYS_A_MONTH, plan.arrivals_a_month)


def _until(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


def _filled(days: list[date | None]) -> list[date | None]:
    """A later step stands for those before it that were not noted; no step lies before an earlier one."""
    later: date | None = None
    for number in range(len(days) - 1, -1, -1):
        day = days[number]
        if day is None or (later is not None and day > later):
            days[number] = later
        later = days[number]
    return days


def _wait(entered: date, passed: date | None, left_on: date | None, as_of: date) -> Wait:
    if passed is not None:
        return Wait((passed - entered).days, passed=True)
    if left_on is not None:
        return Wait(max((left_on - entered).days, 0), left=True)
    return Wait((as_of - entered).days)
