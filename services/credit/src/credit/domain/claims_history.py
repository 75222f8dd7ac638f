"""How often guarantees are claimed, by the programme's own history: a life table with a small-sample interval.

A claim comes months after the disbursement, so claims so far over loans so far would flatter a
young portfolio. The table asks of every age band: of the loans that reached it, how many were
claimed in it. A loan that was repaid can no longer be claimed and stays in every later band as
unclaimed; an open loan counts in the band of its present age with half its weight (actuarial method).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kit.calendar import add_months
from kit.money import Money

BANDS = (6, 12, 18, 24, 36)
"""Ends of the age bands in months since the disbursement; the last band is open."""

Z95 = Decimal("1.959964")
"""95% of a normal distribution lie within this many standard deviations."""

FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class PastLoan:
    """A guaranteed loan as of a day: ``guaranteed`` at disbursement, what was paid on a claim, when it ended.

    ``persons``: as many times the personal cap of its time it needed (a partnership); ``at_cap``: it took all of that.
    """

    loan_id: str
    disbursed_on: date
    term_months: int
    amount: Money
    guaranteed: Money
    at_cap: bool = False
    persons: int = 1
    group: str = ""
    ended_on: date | None = None
    claimed_on: date | None = None
    claim_paid: Money = field(default_factory=Money.zero)


@dataclass(frozen=True)
class Band:
    """An age band: loans at risk in it, claims, and the share that was claimed of those that reached it."""

    from_month: int
    to_month: int | None
    at_risk: Decimal
    claims: int
    rate: Decimal


@dataclass(frozen=True)
class ClaimsRate:
    """The share of guarantees that will ever be claimed, 0 to 1, with its 95% interval.

    ``loan_equivalents``: an open loan counts with the part of its term that has passed; the
    interval (Wilson) is as wide as so many observed loans make it. ``severity``: claims paid over what was
    guaranteed on the loans claimed; all of it while there was no claim.
    """

    loans: int
    claims: int
    loan_equivalents: Decimal
    rate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    severity: Decimal
    bands: tuple[Band, ...]


def months_between(start: date, end: date) -> int:
    """Whole calendar months from ``start`` to ``end``; none when ``end`` lies before."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and add_months(start, months) > end:
        months -= 1
    return max(months, 0)


def claims_rate(loans: Sequence[PastLoan], day: date) -> ClaimsRate:
    """The rate by the history of ``loans`` as of ``day``. No rate without loans."""
    bands = tuple(_life_table(loans, day))
    claimed = [loan for loan in loans if loan.claimed_on is not None]
    seen = sum((_observed_share(loan, day) for loan in loans), Decimal(0)).quantize(Decimal("0.1"))
    guaranteed = Money.sum(loan.guaranteed for loan in claimed)
    severity = (
        (Money.sum(loan.claim_paid for loan in claimed).amount / guaranteed.amount).quantize(FOUR)
        if guaranteed
        else Decimal(1)
    )
    if not loans or not seen:
        return ClaimsRate(len(loans), len(claimed), seen, None, None, None, severity, bands)
    unclaimed = Decimal(1)
    for band in bands:
        unclaimed *= 1 - band.rate
    rate = (1 - unclaimed).quantize(FOUR)
    low, high = wilson(rate, seen)
    return ClaimsRate(len(loans), len(claimed), seen, rate, low, high, severity, bands)


def wilson(rate: Decimal, trials: Decimal) -> tuple[Decimal, Decimal]:
    """Wilson's 95% interval of a share: sensible for few trials and for none or all claimed (Wilson 1927)."""
    square = Z95 * Z95
    middle = rate + square / (2 * trials)
    spread = Z95 * (rate * (1 - rate) / trials + square / (4 * trials * trials)).sqrt()
    whole = 1 + square / trials
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return max(low, Decimal(0)).quantize(FOUR), min(high, Decimal(1)).quantize(FOUR)


def by_group(loans: Iterable[PastLoan], day: date) -> dict[str, ClaimsRate]:
    """The rate of each group (a bank, a sector, a quarter of disbursement), by group."""
    found: dict[str, list[PastLoan]] = {}
    for loan in loans:
        found.setdefault(loan.group, []).append(loan)
    return {group: claims_rate(items, day) for group, items in sorted(found.items())}


def _observed_share(loan: PastLoan, day: date) -> Decimal:
    if loan.ended_on is not None or loan.claimed_on is not None:
        return Decimal(1)
    return min(Decimal(1), Decimal(months_between(loan.disbursed_on, day)) / max(loan.term_months, 1))


def _life_table(loans: Sequence[PastLoan], day: date) -> Iterable[Band]:
    ages = [
        (
            None if loan.claimed_on is None else _band(months_between(loan.disbursed_on, loan.claimed_on)),
            None if loan.ended_on is not None else _band(months_between(loan.disbursed_on, day)),
        )
        for loan in loans
    ]
    at_start = len(ages)
    for index in range(len(BANDS) + 1):
        claims = sum(claimed == index for claimed, _ in ages)
        still_open = sum(claimed is None and censored == index for claimed, censored in ages)
        at_risk = at_start - Decimal(still_open) / 2
        if at_risk > 0:
            to_month = BANDS[index] if index < len(BANDS) else None
            rate = min(Decimal(claims) / at_risk, Decimal(1)).quantize(FOUR)
            yield Band(BANDS[index - 1] if index else 0, to_month, at_risk, claims, rate)
        at_start -= claims + still_open


def _band(months: int) -> int:
    return sum(months >= end for end in BANDS)
