"""Survival and forecast as they are answered: estimates with what they rest on."""

from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite

from pydantic import BaseModel, Field

from followup.api.scorecard import Definition
from followup.domain.estimates.forecast import Forecast
from followup.domain.estimates.survival import (
    SIX_MONTHS,
    TWELVE_MONTHS,
    Life,
    Step,
    actuarial_table,
    bounds,
    kaplan_meier,
)

Share = float


class StepShown(BaseModel):
    """A day of age: how many were observed at least so long, closed or were last seen on it; survival with limits."""

    day: int
    at_risk: int
    closed: int
    censored: int
    survival: Share
    lower: Share | None
    upper: Share | None


class TableRowShown(BaseModel):
    """A calendar month of age in the actuarial table; those last seen in it count for half of it."""

    month: int
    entering: int
    censored: int
    exposed: float
    closed: int
    closing: Share
    survival: Share
    error: Share


class BoundsShown(BaseModel):
    """Of the businesses that are due: alive, closed, missing; the share if all or none of the missing were alive."""

    months: int
    due: int
    alive: int
    closed: int
    missing: int
    lowest: Share | None
    highest: Share | None


class SurvivalShown(BaseModel):
    """Survival of one group of businesses (or all); ``observed_days``: beyond it nothing is known."""

    group: str | None
    businesses: int
    closed: int
    observed_days: int
    six_months: StepShown
    twelve_months: StepShown
    bounds: list[BoundsShown]
    curve: list[StepShown]
    table: list[TableRowShown]


class StartUp(BaseModel):
    """Start-up rate, shown apart from survival given start-up."""

    certified: int
    started: int
    share: Share | None


class Survival(BaseModel):
    """Survival of participants' businesses as of a day, by what was known at a moment."""

    as_of: date
    known_at: datetime
    area: str | None
    by: str | None
    definition: Definition
    confidence: float = Field(description="Of the limits.")
    start_up: StartUp
    groups: list[SurvivalShown]


class Chance(BaseModel):
    """How probable it is that at least so many are reached by the end."""

    target: int
    probability: float


class ForecastShown(BaseModel):
    """So far, expected by the end, and an interval that holds it with ``confidence``."""

    of: str
    definition: Definition
    so_far: int
    expected: float
    lowest: int
    highest: int
    confidence: float
    reaching: list[Chance]


class Forecasts(BaseModel):
    """What the end of the programme's period will bring, as seen on a day."""

    as_of: date
    known_at: datetime
    until: date
    area: str | None
    forecasts: list[ForecastShown]


def survival_shown(group: str | None, lives: Sequence[Life], as_of: date) -> SurvivalShown:
    """Everything about one group."""
    curve = kaplan_meier(lives)
    return SurvivalShown(
        group=group,
        businesses=curve.businesses,
        closed=sum(life.closed for life in lives),
        observed_days=curve.observed_days,
        six_months=_step(curve.at(SIX_MONTHS)),
        twelve_months=_step(curve.at(TWELVE_MONTHS)),
        bounds=[
            BoundsShown(
                months=months,
                due=found.due,
                alive=found.alive,
                closed=found.closed,
                missing=found.missing,
                lowest=_rounded(found.lowest),
                highest=_rounded(found.highest),
            )
            for months, found in ((months, bounds(lives, months, as_of)) for months in (6, 12))
        ],
        curve=[_step(step) for step in curve.steps],
        table=[
            TableRowShown(
                month=row.month,
                entering=row.entering,
                censored=row.censored,
                exposed=row.exposed,
                closed=row.closed,
                closing=round(row.closing, 6),
                survival=round(row.survival, 6),
                error=round(row.error, 6),
            )
            for row in actuarial_table(lives)
        ],
    )


def forecast_shown(of: str, definition: Definition, found: Forecast, targets: Sequence[int]) -> ForecastShown:
    """One forecast."""
    return ForecastShown(
        of=of,
        definition=definition,
        so_far=found.so_far,
        expected=round(found.expected, 1),
        lowest=found.lowest,
        highest=found.highest,
        confidence=found.confidence,
        reaching=[Chance(target=target, probability=round(found.reaching(target), 4)) for target in targets],
    )


def _step(step: Step) -> StepShown:
    return StepShown(
        day=step.day,
        at_risk=step.at_risk,
        closed=step.closed,
        censored=step.censored,
        survival=round(step.survival, 6),
        lower=_rounded(step.lower),
        upper=_rounded(step.upper),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None or not isfinite(share) else round(share, 6)
