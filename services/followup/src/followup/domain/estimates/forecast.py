"""How many will there be at the end: participants and surviving businesses, with an interval and a probability.

People go through stages (registered, participant, certified, own business, surviving). What has been seen so far says,
week by week of waiting, how many of those who wait pass on; those who left wait for ever. Together with what the plan
assumed (a few imagined people, so that a young programme has an answer) this gives each person's chance to arrive by
the end, and that of people who are yet to come at the pace of the months behind us. Sums of many small chances are
nearly normal; their spread has three parts: chance itself, rates known only from so many people, and months that
differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

WEEK = 7
"""Days: waiting is counted in weeks."""
_HALF = 0.5


@dataclass(frozen=True)
class Wait:
    """One person in one stage: days until they passed on or left for good, or until today."""

    days: int
    passed: bool = False
    left: bool = False


@dataclass(frozen=True)
class Assumed:
    """What the plan assumes of a stage: ``share`` pass on, after about ``days``; worth ``people`` observed ones."""

    share: float
    days: int
    people: float


@dataclass(frozen=True)
class Stage:
    """A step and everybody who has entered it so far."""

    name: str
    waits: tuple[Wait, ...]
    assumed: Assumed


@dataclass(frozen=True)
class Arrivals:
    """New people a month in the months behind us, oldest first, and how many months are still to come."""

    by_month: tuple[int, ...]
    months_left: float
    assumed: float
    """What the plan expects a month; it counts as one month among the others."""


@dataclass(frozen=True)
class Forecast:
    """``so_far`` have arrived; ``expected`` will have by the end; the interval holds them with ``confidence``."""

    so_far: int
    expected: float
    spread: float
    lowest: int
    highest: int
    confidence: float

    def reaching(self, target: int) -> float:
        """The probability that at least ``target`` arrive by the end."""
        if target <= self.so_far:
            return 1.0
        if not self.spread:
            return 0.0
        return 1 - NormalDist(self.expected, self.spread).cdf(target - _HALF)


def forecast(stages: Sequence[Stage], arrivals: Arrivals, days_left: int, *, confidence: float = 0.8) -> Forecast:
    """Who gets through the last stage within ``days_left``. ``stages`` from the first to the last."""
    weeks = max(days_left, 0) // WEEK
    longest = max((wait.days // WEEK for stage in stages for wait in stage.waits), default=0)
    passing = [passing_by_week(stage, weeks + longest + 1) for stage in stages]
    so_far = sum(wait.passed for wait in stages[-1].waits)
    through = [1.0] * (weeks + 1)
    expected = chance = 0.0
    for stage, by_week in zip(reversed(stages), reversed(passing), strict=True):
        chances = _chances(stage, by_week, through, weeks)
        expected += sum(chances)
        chance += sum(each * (1 - each) for each in chances)
        through = _within(by_week, through, weeks)
    coming, spread_of_coming = _coming(arrivals, through)
    total = expected + coming
    known = _relative_variance(stages, passing)
    spread = sqrt(chance + coming + spread_of_coming + known * total * total)
    around = NormalDist().inv_cdf((1 + confidence) / 2) * spread
    return Forecast(
        so_far,
        so_far + total,
        spread,
        max(so_far, round(so_far + total - around)),
        max(so_far, round(so_far + total + around)),
        confidence,
    )


@dataclass(frozen=True)
class Passing:
    """Of those who enter a stage: which share passes on, and which still waits, by week of waiting."""

    passing: tuple[float, ...]
    waiting: tuple[float, ...]
    """At the end of the week: neither passed nor left."""


def passing_by_week(stage: Stage, weeks: int) -> Passing:
    """Shares of those who enter; what is assumed is mixed in.

    Week by week, passing on and leaving among those who still wait (Aalen and Johansen 1978).
    """
    passed, left, seen = ([0.0] * (weeks + 1) for _ in range(3))
    for wait in stage.waits:
        week = min(wait.days // WEEK, weeks)
        seen[week] += 1
        passed[week] += wait.passed
        left[week] += wait.left and not wait.passed
    assumed = _assumed_by_week(stage.assumed, weeks)
    at_risk, imagined, still = sum(seen), 1.0, 1.0
    passing, waiting = [], []
    for week in range(weeks + 1):
        together = at_risk + stage.assumed.people * imagined
        goes_on = (passed[week] + stage.assumed.people * assumed[week]) / together if together else 0.0
        leaves = left[week] / together if together else 0.0
        passing.append(still * goes_on)
        still = max(still * (1 - goes_on - leaves), 0.0)
        waiting.append(still)
        at_risk -= seen[week]
        imagined -= assumed[week]
    return Passing(tuple(passing), tuple(waiting))


def _assumed_by_week(assumed: Assumed, weeks: int) -> list[float]:
    """Spread evenly over the weeks from none to twice the assumed wait."""
    last = assumed.days * 2 // WEEK
    return [assumed.share / (last + 1) if week <= last else 0.0 for week in range(weeks + 1)]


def _chances(stage: Stage, by_week: Passing, through: Sequence[float], weeks: int) -> list[float]:
    """For everybody who waits in ``stage``: the chance to get through this and all later stages in time."""
    waiting = [wait.days // WEEK for wait in stage.waits if not wait.passed and not wait.left]
    known: dict[int, float] = {}
    for already in set(waiting):
        # They stand in the middle of a week, and so will the end.
        still = ((by_week.waiting[already - 1] if already else 1.0) + by_week.waiting[already]) / 2
        passing = list(by_week.passing[already : already + 1 + weeks])
        passing[0], passing[-1] = passing[0] / 2, passing[-1] / 2
        arriving = sum(share * through[weeks - week] for week, share in enumerate(passing)) if weeks else 0.0
        known[already] = min(arriving / still, 1.0) if still else 0.0
    return [known[already] for already in waiting]


def _within(by_week: Passing, through: Sequence[float], weeks: int) -> list[float]:
    """For each number of weeks: the chance to get through this stage and all later ones within it."""
    # Who passes in a week has taken half of it on average: what is left lies between two whole weeks.
    left = [(through[week] + (through[week - 1] if week else 0.0)) / 2 for week in range(weeks + 1)]
    passing = by_week.passing
    return [sum(passing[taken] * left[given - taken] for taken in range(given + 1)) for given in range(weeks + 1)]


def _coming(arrivals: Arrivals, through: Sequence[float]) -> tuple[float, float]:
    """Of those who are yet to come: how many get through, and the variance because months differ."""
    months = [*map(float, arrivals.by_month), arrivals.assumed]
    if arrivals.months_left <= 0:
        return 0.0, 0.0
    rate, share = fmean(months), fmean(through)
    seen = variance(months[:-1]) if len(months) > 2 else rate  # noqa: PLR2004 - a variance takes two months
    extra = max(seen, rate) - rate
    left = arrivals.months_left
    differing = extra * left + max(seen, rate) * left * left / len(months)
    return rate * left * share, differing * share * share


def _relative_variance(stages: Sequence[Stage], shares: Sequence[Passing]) -> float:
    """How far all shares may be off together, because they are known from so many people only."""
    total = 0.0
    for stage, by_week in zip(stages, shares, strict=True):
        passed = sum(wait.passed for wait in stage.waits) + stage.assumed.people * stage.assumed.share
        if passed:
            total += max(1 - sum(by_week.passing), 0.0) / passed
    return total
