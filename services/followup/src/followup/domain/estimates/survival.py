"""How long businesses live: Kaplan–Meier and the actuarial table (rulebook section 6).

The event is a verified closure. A business is observed until the last day on which it was *verified* alive, never
until "today", so that businesses nobody has visited prove nothing. Formulas: Kaplan and Meier (1958), Greenwood's
variance with limits on the log(-log) scale (Kalbfleisch and Prentice 1980), the actuarial method of Cutler and Ederer
(1958).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, nan, sqrt
from statistics import NormalDist

from kit.calendar import add_months

CONFIDENCE = 0.95
SIX_MONTHS, TWELVE_MONTHS = 183, 365
"""Days at which the curve is read; the pilot's own six-month rule counts calendar months (see ``standing``)."""


@dataclass(frozen=True)
class Life:
    """One business as observed: from the registration to the closure, or to the last day verified alive."""

    registered_on: date
    until: date
    closed: bool

    @property
    def days(self) -> int:
        """How long it was observed; 0 when no visit has found it yet."""
        return (self.until - self.registered_on).days

    @property
    def months(self) -> int:
        """Whole calendar months of it, ends of months clamped."""
        return whole_months(self.registered_on, self.until)


@dataclass(frozen=True)
class Step:
    """What happened on one day of age. ``lower`` and ``upper``: limits of ``survival``, nan where there are none."""

    day: int
    at_risk: int
    closed: int
    censored: int
    survival: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Curve:
    """A Kaplan–Meier curve: a step for each day of age on which a business closed or was last seen."""

    businesses: int
    steps: tuple[Step, ...]

    def at(self, day: int) -> Step:
        """The curve at an age in days, with how many were observed at least that long."""
        before = [step for step in self.steps if step.day <= day]
        still = sum(step.closed + step.censored for step in self.steps if step.day >= day)
        if not before:
            return Step(day, still, 0, 0, 1.0, 1.0, 1.0)
        last = before[-1]
        return Step(day, still, 0, 0, last.survival, last.lower, last.upper)

    @property
    def observed_days(self) -> int:
        """The longest time that any business was observed: beyond it the curve says nothing."""
        return self.steps[-1].day if self.steps else 0


@dataclass(frozen=True)
class TableRow:
    """One calendar month of age in the actuarial table; ``survival`` to the end of the month, ``error`` its own."""

    month: int
    entering: int
    censored: int
    exposed: float
    closed: int
    closing: float
    survival: float
    error: float


@dataclass(frozen=True)
class Bounds:
    """A share between the two answers that those who are missing could give."""

    due: int
    alive: int
    closed: int
    missing: int

    @property
    def lowest(self) -> float | None:
        """When every missing one had closed; None of nobody."""
        return self.alive / self.due if self.due else None

    @property
    def highest(self) -> float | None:
        """When every missing one were alive; None of nobody."""
        return (self.alive + self.missing) / self.due if self.due else None


def kaplan_meier(lives: Iterable[Life], confidence: float = CONFIDENCE) -> Curve:
    """The curve of ``lives``; ties close before they are censored, as is usual."""
    closed, censored = Counter[int](), Counter[int]()
    for life in lives:
        (closed if life.closed else censored)[life.days] += 1
    at_risk = businesses = closed.total() + censored.total()
    quantile = NormalDist().inv_cdf((1 + confidence) / 2)
    survival, variance = 1.0, 0.0
    steps = []
    for day in sorted(closed.keys() | censored.keys()):
        died = closed[day]
        survival *= 1 - died / at_risk
        variance += died / (at_risk * (at_risk - died)) if at_risk > died else nan
        lower, upper = _limits(survival, variance, quantile)
        steps.append(Step(day, at_risk, died, censored[day], survival, lower, upper))
        at_risk -= died + censored[day]
    return Curve(businesses, tuple(steps))


def _limits(survival: float, variance: float, quantile: float) -> tuple[float, float]:
    """Greenwood's limits on the log(-log) scale: always between 0 and 1; none where the curve is 1 or 0."""
    if survival >= 1:
        return 1.0, 1.0
    if survival <= 0:
        return 0.0, 0.0
    scaled = log(survival)
    width = quantile * sqrt(variance) / scaled
    return exp(-exp(log(-scaled) - width)), exp(-exp(log(-scaled) + width))


def actuarial_table(lives: Iterable[Life]) -> tuple[TableRow, ...]:
    """Month by month of age: who is censored in a month counts for half of it."""
    closed, censored = Counter[int](), Counter[int]()
    for life in lives:
        (closed if life.closed else censored)[life.months] += 1
    entering = closed.total() + censored.total()
    survival, variance = 1.0, 0.0
    rows = []
    for month in range(max(closed.keys() | censored.keys(), default=-1) + 1):
        died, left = closed[month], censored[month]
        exposed = entering - left / 2
        closing = died / exposed if exposed else 0.0
        survival *= 1 - closing
        variance += closing / (exposed * (1 - closing)) if exposed and closing < 1 else 0.0
        rows.append(
            TableRow(month, entering, left, exposed, died, closing, survival, survival * sqrt(variance)),
        )
        entering -= died + left
    return tuple(rows)


def bounds(lives: Sequence[Life], months: int, as_of: date) -> Bounds:
    """Of the businesses old enough on ``as_of``: how many lived ``months``, closed before, or are missing.

    Those too young are not yet due: neither successes nor failures.
    """
    alive = closed = missing = 0
    for life in lives:
        turns = add_months(life.registered_on, months)
        if turns >= as_of:
            continue
        if life.until > turns:
            alive += 1
        elif life.closed:
            closed += 1
        else:
            missing += 1
    return Bounds(alive + closed + missing, alive, closed, missing)


def whole_months(since: date, until: date) -> int:
    """Whole calendar months from ``since`` to ``until``: 31 January to 28 February is one."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if add_months(since, months) <= until else months - 1
