"""The sample of a claim's lines: how large, and which, so that anybody can draw it again.

Everything is counted in whole numbers: sizes by exact binomial coefficients, the order of the
lines by SHA-256. No random number generator is involved whose next version might draw otherwise.

How to draw again: take the lines that stood to be verified; for each, SHA-256 of the text
``<seed>|<line number>`` in UTF-8, as hexadecimal; sort by it; the first ``size`` lines are the sample.
The seed itself is SHA-256 of the text ``<content hash of the locked claim>|<beacon>``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from hashlib import sha256
from math import comb


def false_lines(population: int, false_share: Decimal) -> int:
    """How many of ``population`` lines are meant by ``false_share``: rounded down, at least one.

    Rounding down asks for the larger sample: 10% of 25 lines are 2.
    """
    return max(1, int(population * false_share))


def miss(population: int, false: int, size: int) -> Fraction:
    """The exact probability that ``size`` of ``population`` lines show none of the ``false`` ones."""
    return Fraction(comb(population - false, size), comb(population, size))


def sample_size(population: int, false_share: Decimal, confidence: Decimal) -> int:
    """The smallest sample that finds at least one false line with ``confidence`` if ``false_share`` are false.

    Hypergeometric, without replacement: 19 of 30, 22 of 50, 25 of 100, 28 of 300 (rulebook, section 3).
    """
    if population <= 0:
        return 0
    false, risk = false_lines(population, false_share), 1 - Fraction(confidence)
    low, high = 1, population
    while low < high:
        middle = (low + high) // 2
        if miss(population, false, middle) <= risk:
            high = middle
        else:
            low = middle + 1
    return low


def seed_of(content_hash: str, beacon: str) -> str:
    """The seed: known only when both are, the locked content and the beacon made after locking."""
    return sha256(f"{content_hash}|{beacon}".encode()).hexdigest()


def rank(seed: str, line: int) -> str:
    """Where a line stands in the order of this seed."""
    return sha256(f"{seed}|{line}".encode()).hexdigest()


def draw(seed: str, lines: Iterable[int], size: int) -> list[int]:
    """The first ``size`` of ``lines`` in the order of ``seed``, whatever order they are given in."""
    return sorted(lines, key=lambda line: rank(seed, line))[:size]


def top_up(
    seed: str, risks: Mapping[int, int], drawn: Collection[int], population: int, topup_share: Decimal
) -> list[int]:
    """The riskiest lines beside the random ones: most points first, then in the order of ``seed``.

    ``risks`` are the points of the warnings and open flags of each line. At most ``topup_share`` of the
    population, rounded up. The random part stays as it was drawn.
    """
    most = int((population * topup_share).to_integral_value(ROUND_CEILING))
    risky = [line for line, count in risks.items() if count and line not in drawn]
    return sorted(risky, key=lambda line: (-risks[line], rank(seed, line)))[:most]
