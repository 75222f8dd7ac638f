"""Progress of participants against the target: 800 to 1,000 people, July 2007 to June 2008 [S]."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Target:
    """What the programme is to reach, and by when."""

    low: int
    high: int
    period_from: date
    period_to: date


@dataclass(frozen=True)
class Progress:
    """Shares of the two ends of the target, and what an even pace would have reached by then."""

    share_of_low: Decimal
    share_of_high: Decimal
    period_elapsed: Decimal
    expected_low: int
    expected_high: int
    missing_to_low: int
    missing_to_high: int


def share(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` to four places, half up; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def progress(participants: int, target: Target, as_of: date) -> Progress:
    """How far ``participants`` are on ``as_of``; both days of the period count."""
    length = (target.period_to - target.period_from).days + 1
    elapsed = min(max((as_of - target.period_from).days + 1, 0), length)
    return Progress(
        share_of_low=share(participants, target.low) or Decimal(0),
        share_of_high=share(participants, target.high) or Decimal(0),
        period_elapsed=share(elapsed, length) or Decimal(0),
        expected_low=_rounded(target.low * elapsed, length),
        expected_high=_rounded(target.high * elapsed, length),
        missing_to_low=max(target.low - participants, 0),
        missing_to_high=max(target.high - participants, 0),
    )


def _rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
