"""What the public register says of an institution's results: rates only where there are enough people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from training.domain.packages import Package

_SHARE = Decimal("0.001")


@dataclass(frozen=True)
class Counted:
    """People of one institution and package, each once; the cohort is fixed at enrolment, drop-outs included.

    ``start_due`` are those whose time to start has passed, ``started`` those of them who registered a business
    in it; ``survival_due`` those of these whose six-month check is due, ``survived`` those of them confirmed.
    Who is not yet due is no failure: they are in no rate.
    """

    package: Package
    enrolled: int
    passed: int
    start_due: int
    started: int
    survival_due: int
    survived: int


@dataclass(frozen=True)
class Rate:
    """``part`` of ``whole``; all None where ``whole`` is below the minimum volume, so that nobody shows through."""

    part: int | None
    whole: int | None
    share: Decimal | None

    @classmethod
    def of(cls, part: int, whole: int, minimum: int) -> Rate:
        """The rate, or nothing when fewer than ``minimum`` people (and at least one) are behind it."""
        if whole < max(minimum, 1):
            return cls(None, None, None)
        return cls(part, whole, (Decimal(part) / whole).quantize(_SHARE, ROUND_HALF_EVEN))


@dataclass(frozen=True)
class Results:
    """The three rates of one package."""

    package: Package
    passed: Rate
    started: Rate
    survived: Rate


def results(counted: Sequence[Counted], minimum: int) -> list[Results]:
    """The rates of each package, in the order of packages."""
    order = list(Package)
    return [
        Results(
            count.package,
            Rate.of(count.passed, count.enrolled, minimum),
            Rate.of(count.started, count.start_due, minimum),
            Rate.of(count.survived, count.survival_due, minimum),
        )
        for count in sorted(counted, key=lambda count: order.index(count.package))
    ]
