"""Learners' ratings of a course: 1 to 5 on each item, one a learner and class, nobody's in particular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training.domain.assessment_rules import AssessmentRules
from training.domain.errors.class_files import RatingClosed, RatingItemsNotThose

HIGHEST = 5
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class ItemResult:
    """One item: how often each score 1 to 5 was given, and the mean with two decimals."""

    item: str
    counts: tuple[int, ...]
    mean: Decimal


@dataclass(frozen=True)
class Summary:
    """What may be seen of a class's ratings; ``items`` are empty while too few, or not all that may still come."""

    learners: int
    rated: int
    shown: bool
    why_not: str | None
    items: tuple[ItemResult, ...]


def check_scores(scores: Mapping[str, int], rules: AssessmentRules) -> None:
    """Refuse scores that are not one for each item of the policy."""
    wrong = {item.item for item in rules.rating_items} ^ set(scores)
    if wrong:
        raise RatingItemsNotThose("scores", which=", ".join(sorted(wrong)))


def window(ends_on: date, rules: AssessmentRules) -> tuple[date, date]:
    """The first and last day on which a class that ends on ``ends_on`` is rated."""
    return ends_on, ends_on + timedelta(days=rules.rating_window_days)


def check_day(given_on: date, ends_on: date, rules: AssessmentRules) -> None:
    """Refuse a rating before the last session or long after it."""
    opens_on, closes_on = window(ends_on, rules)
    if not opens_on <= given_on <= closes_on:
        raise RatingClosed("given_on", opens_on=opens_on, closes_on=closes_on)


def summarise(
    ratings: Sequence[Mapping[str, int]], learners: int, *, closed: bool, for_institution: bool, rules: AssessmentRules
) -> Summary:
    """What is shown: nothing below the policy's minimum, so that no answer can be told to be somebody's.

    To the institution nothing either while ratings may still come: the difference of two looks would be one
    learner's answer.
    """
    rated = len(ratings)
    why_not = None
    if rated < rules.rating_min_shown:
        why_not = "too_few"
    elif for_institution and not closed and rated < learners:
        why_not = "still_open"
    if why_not:
        return Summary(learners, rated, shown=False, why_not=why_not, items=())
    items = tuple(
        _item(item.item, [scores[item.item] for scores in ratings if item.item in scores], rules)
        for item in rules.rating_items
    )
    return Summary(learners, rated, shown=True, why_not=None, items=tuple(item for item in items if item is not None))


def _item(item: str, scores: Sequence[int], rules: AssessmentRules) -> ItemResult | None:
    if len(scores) < rules.rating_min_shown:
        return None
    mean = (Decimal(sum(scores)) / len(scores)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return ItemResult(item, tuple(scores.count(score) for score in range(1, HIGHEST + 1)), mean)


def share(rated: int, learners: int) -> Decimal:
    """The share of learners who rated, two decimals; 0 for a class without learners."""
    return (Decimal(rated) / learners).quantize(HUNDREDTH) if learners else Decimal(0)
