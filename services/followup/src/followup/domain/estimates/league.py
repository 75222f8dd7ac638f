"""The fair league table of institutions (rulebook section 6).

Each institution is compared with what its own learners would have reached on average elsewhere: observed over expected.
The cohort is fixed at enrolment, so that drop-outs count; only what was known before the assignment explains the
expectation. Limits come from the exact distribution of the number of successes (Poisson-binomial), shifted by a common
change of the odds; the shrunken estimate follows DerSimonian and Laird (1986) and Morris (1983); the funnel has limits
at 95% and 99.8% (Spiegelhalter 2005).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import exp, log, sqrt
from statistics import NormalDist, fmean

Characteristics = Mapping[str, str]
"""What was known of a learner before the assignment: ``age``, ``sex``, ``education``, ``group`` … and its value."""

WARNING, ALARM = 0.95, 0.998
"""The two limits of the funnel."""
_EXACT_UP_TO = 400
"""Learners up to which the distribution is computed exactly; above, the normal one differs by less than a learner."""
_STEEPEST = 8.0
"""Log-odds beyond which nothing is looked for."""


@dataclass(frozen=True)
class RiskModel:
    """A fitted logistic model: log-odds are the intercept and one term for each characteristic's value.

    A value that was not seen when it was fitted has no term: it is taken as the average.
    """

    version: str
    intercept: float
    terms: Mapping[str, float]

    def probability(self, known: Characteristics) -> float:
        """Of success, for a learner of whom this is known."""
        return sigmoid(self.intercept + sum(self.terms.get(term(*item), 0.0) for item in known.items()))


@dataclass(frozen=True)
class Learner:
    """One of the cohort: at which institution, the expected probability of success, and whether it came."""

    institution_id: str
    expected: float
    succeeded: bool
    known: Characteristics


@dataclass(frozen=True)
class Limits:
    """From ``lowest`` to ``highest``."""

    lowest: float
    highest: float


@dataclass(frozen=True)
class Row:
    """One institution. Ratios are observed over expected; ``rank`` from the minimum volume on, shared by equals."""

    institution_id: str
    learners: int
    observed: int
    expected: float
    ratio: float
    limits: Limits
    shrunken: float
    warning: Limits
    alarm: Limits
    intake: Mapping[str, Mapping[str, float]]
    rank: int | None = None

    @property
    def stands_out(self) -> str:
        """Its place in the funnel: ``alarm_low``, ``warning_low``, ``expected``, ``warning_high`` or ``alarm_high``."""
        for name, limits in (("alarm", self.alarm), ("warning", self.warning)):
            if self.ratio < limits.lowest:
                return f"{name}_low"
            if self.ratio > limits.highest:
                return f"{name}_high"
        return "expected"


@dataclass(frozen=True)
class Bin:
    """Learners of similar expectation: whether as many succeeded as were expected to."""

    learners: int
    expected: float
    observed: float


def term(name: str, value: str) -> str:
    """How a characteristic's value is named among the terms of a model."""
    return f"{name}={value}"


def sigmoid(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))


def league_table(cohort: Iterable[Learner], minimum_volume: int, confidence: float = 0.95) -> tuple[Row, ...]:
    """Every institution, best shrunken estimate first; those below the minimum volume at the end, without rank."""
    by_institution: dict[str, list[Learner]] = defaultdict(list)
    for learner in cohort:
        by_institution[learner.institution_id].append(learner)
    shifts = {name: _shift(learners) for name, learners in by_institution.items()}
    shrunken = _shrunken(shifts)
    rows = [_row(name, learners, shrunken[name], confidence) for name, learners in by_institution.items()]
    large = sorted(
        (row for row in rows if row.learners >= minimum_volume), key=lambda row: (-row.shrunken, row.institution_id)
    )
    small = sorted((row for row in rows if row.learners < minimum_volume), key=lambda row: row.institution_id)
    ranked = (replace(row, rank=1 + sum(other.shrunken > row.shrunken for other in large)) for row in large)
    return (*ranked, *small)


def calibration(cohort: Sequence[Learner], bins: int = 10) -> tuple[Bin, ...]:
    """Learners in bins of rising expectation, as many in each."""
    ordered = sorted(cohort, key=lambda learner: learner.expected)
    edges = [len(ordered) * number // bins for number in range(bins + 1)]
    return tuple(
        Bin(len(part), fmean(one.expected for one in part), fmean(one.succeeded for one in part))
        for part in (ordered[first:last] for first, last in pairwise(edges))
        if part
    )


def successes(chances: Sequence[float]) -> list[float]:
    """How probable each number of successes is, from none to all."""
    spread = [1.0]
    for chance in chances:
        fails = 1 - chance
        spread = [
            spread[0] * fails,
            *(before * chance + here * fails for before, here in pairwise(spread)),
            spread[-1] * chance,
        ]
    return spread


def exact_limits(expected: Sequence[float], observed: int, confidence: float = 0.95) -> Limits:
    """The numbers of successes that could still be behind ``observed``, at the same change of everybody's odds.

    Below them (above them) a number as high (as low) as observed has less than half of what the confidence leaves; half
    of the probability of the number itself counts (mid-p), so that limits hold at their rate and not far above it.
    """
    tail = (1 - confidence) / 2
    odds = [log_odds(chance) for chance in expected]
    lowest = 0.0 if observed == 0 else _solve(odds, lambda chances: _at_least(chances, observed) - tail)
    highest = (
        float(len(odds)) if observed == len(odds) else _solve(odds, lambda chances: tail - _at_most(chances, observed))
    )
    return Limits(lowest, highest)


def funnel(expected: Sequence[float], confidence: float) -> Limits:
    """Between which numbers of successes an average institution with these learners lies with ``confidence``."""
    tail = (1 - confidence) / 2
    if len(expected) > _EXACT_UP_TO:
        around = _normal(expected)
        return Limits(around.inv_cdf(tail), around.inv_cdf(1 - tail))
    reached = list(accumulate(successes(expected)))
    lowest = next(number for number, below in enumerate(reached) if below > tail)
    highest = next(number for number, below in enumerate(reached) if below >= 1 - tail - 1e-12)
    return Limits(float(lowest), float(highest))


def _row(name: str, learners: Sequence[Learner], shift: float, confidence: float) -> Row:
    chances = [learner.expected for learner in learners]
    expected, observed = sum(chances), sum(learner.succeeded for learner in learners)
    limits = exact_limits(chances, observed, confidence)
    moved = sum(sigmoid(log_odds(chance) + shift) for chance in chances)

    def ratio(limits: Limits) -> Limits:
        return Limits(limits.lowest / expected, limits.highest / expected)

    return Row(
        institution_id=name,
        learners=len(learners),
        observed=observed,
        expected=expected,
        ratio=observed / expected,
        limits=ratio(limits),
        shrunken=moved / expected,
        warning=ratio(funnel(chances, WARNING)),
        alarm=ratio(funnel(chances, ALARM)),
        intake=intake(learners),
    )


def intake(learners: Sequence[Learner]) -> Mapping[str, Mapping[str, float]]:
    """For each characteristic the share of each value: who an institution took in."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for learner in learners:
        for name, value in learner.known.items():
            counts[name][value] += 1
    return {
        name: {value: count / len(learners) for value, count in sorted(values.items())}
        for name, values in sorted(counts.items())
    }


def _shift(learners: Sequence[Learner]) -> tuple[float, float]:
    """By how much the log-odds of an institution's learners differ from the expected ones, and its variance.

    Half a success and half a failure more keep it finite.
    """
    odds = [log_odds(learner.expected) for learner in learners]
    observed = sum(learner.succeeded for learner in learners)
    share = (observed + 0.5) / (len(learners) + 1)
    shift = 0.0
    for _ in range(50):
        chances = [sigmoid(one + shift) for one in odds]
        information = sum(chance * (1 - chance) for chance in chances)
        step = (share * len(odds) - sum(chances)) / information if information else 0.0
        shift = max(min(shift + max(min(step, 2.0), -2.0), _STEEPEST), -_STEEPEST)
        if abs(step) < 1e-10:  # noqa: PLR2004 - near enough to nothing
            break
    information = sum(chance * (1 - chance) for chance in (sigmoid(one + shift) for one in odds))
    return shift, 1 / max(information, 1e-9)


def _shrunken(shifts: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Each shift drawn towards none, the more the less is known of it; how much institutions differ is estimated."""
    weights = [1 / spread for _, spread in shifts.values()]
    if not weights:
        return {}
    mean = sum(shift * weight for (shift, _), weight in zip(shifts.values(), weights, strict=True)) / sum(weights)
    distance = sum(weight * (shift - mean) ** 2 for (shift, _), weight in zip(shifts.values(), weights, strict=True))
    scale = sum(weights) - sum(weight * weight for weight in weights) / sum(weights)
    between = max((distance - (len(weights) - 1)) / scale, 0.0) if scale > 0 else 0.0
    return {name: shift * between / (between + spread) for name, (shift, spread) in shifts.items()}


def log_odds(chance: float) -> float:
    """Log-odds of a probability; of none or all those of one in a million."""
    inside = min(max(chance, 1e-6), 1 - 1e-6)
    return log(inside / (1 - inside))


def _at_least(chances: Sequence[float], observed: int) -> float:
    if len(chances) > _EXACT_UP_TO:
        return 1 - _normal(chances).cdf(observed)
    spread = successes(chances)
    return sum(spread[observed + 1 :]) + spread[observed] / 2


def _at_most(chances: Sequence[float], observed: int) -> float:
    return 1 - _at_least(chances, observed)


def _normal(chances: Sequence[float]) -> NormalDist:
    return NormalDist(sum(chances), sqrt(sum(chance * (1 - chance) for chance in chances)))


def _solve(odds: Sequence[float], excess: Callable[[Sequence[float]], float]) -> float:
    """The number of successes at the shift where ``excess``, which rises with it, is nothing."""
    low, high = -_STEEPEST, _STEEPEST
    for _ in range(28):
        middle = (low + high) / 2
        if excess([sigmoid(one + middle) for one in odds]) > 0:
            high = middle
        else:
            low = middle
    return sum(sigmoid(one + (low + high) / 2) for one in odds)
