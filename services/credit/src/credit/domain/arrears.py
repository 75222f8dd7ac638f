"""Arrears as of a day: days past due, buckets, spells, portfolio at risk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kit.money import Money

from credit.domain.repayments import DebtStream, Repayment, in_value_order


class Bucket(StrEnum):
    """How late a loan is, in days past due."""

    CURRENT = "current"
    UP_TO_30 = "1-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OVER_90 = "over 90"

    @classmethod
    def of(cls, days_past_due: int) -> "Bucket":
        """The bucket of a number of days."""
        limits = ((0, cls.CURRENT), (30, cls.UP_TO_30), (60, cls.UP_TO_60), (90, cls.UP_TO_90))
        return next((bucket for limit, bucket in limits if days_past_due <= limit), cls.OVER_90)


@dataclass(frozen=True)
class Standing:
    """A loan as of a day. ``spell_began_on``: since when it has been in arrears without a break."""

    days_past_due: int
    overdue: Money
    principal_owed: Money
    spell_began_on: date | None

    @property
    def bucket(self) -> Bucket:
        """Its bucket."""
        return Bucket.of(self.days_past_due)


def standing_as_of(stream: DebtStream, repayments: Iterable[Repayment], day: date) -> Standing:
    """How a loan stands at the end of ``day``, by the repayments dated up to then.

    An instalment is past due from the day after its due date.
    """
    came_in = [repayment for repayment in in_value_order(repayments) if repayment.paid_on <= day]
    paid = Money.sum(repayment.amount for repayment in came_in)
    balance = stream.balance_after(paid)
    overdue = stream.due_before(day) - paid
    if overdue <= Money.zero():
        return Standing(0, Money.zero(), balance, None)
    oldest = stream.schedule[stream.paid_instalments(paid)].due_on
    return Standing((day - oldest).days, overdue, balance, _spell_began(stream, came_in, day))


def _spell_began(stream: DebtStream, came_in: Sequence[Repayment], day: date) -> date | None:
    """The first day of the unbroken run of days in arrears that ends on ``day``."""
    falls_late = {line.due_on + timedelta(days=1) for line in stream.schedule}
    days = sorted(moment for moment in falls_late | {item.paid_on for item in came_in} if moment <= day)
    began: date | None = None
    paid, index = Money.zero(), 0
    for moment in days:
        while index < len(came_in) and came_in[index].paid_on <= moment:
            paid += came_in[index].amount
            index += 1
        if stream.due_before(moment) <= paid:
            began = None
        elif began is None:
            began = moment
    return began


@dataclass(frozen=True)
class BucketTotal:
    """Loans in a bucket and the principal that they owe."""

    bucket: Bucket
    loans: int
    principal: Money
    overdue: Money


@dataclass(frozen=True)
class PortfolioAtRisk:
    """Principal owed in all, by bucket, and the share that is more than 30 or 90 days late (percent)."""

    loans: int
    principal: Money
    buckets: tuple[BucketTotal, ...]
    par30_percent: Decimal
    par90_percent: Decimal


def portfolio_at_risk(standings: Sequence[Standing]) -> PortfolioAtRisk:
    """The figures over loans that are not closed as of the day."""
    totals = tuple(_bucket_total(bucket, standings) for bucket in Bucket)
    owed = Money.sum(item.principal_owed for item in standings)
    return PortfolioAtRisk(
        len(standings), owed, totals, _share_later_than(30, standings, owed), _share_later_than(90, standings, owed)
    )


def _bucket_total(bucket: Bucket, standings: Sequence[Standing]) -> BucketTotal:
    chosen = [item for item in standings if item.bucket is bucket]
    return BucketTotal(
        bucket,
        len(chosen),
        Money.sum(item.principal_owed for item in chosen),
        Money.sum(item.overdue for item in chosen),
    )


def _share_later_than(days: int, standings: Sequence[Standing], owed: Money) -> Decimal:
    late = Money.sum(item.principal_owed for item in standings if item.days_past_due > days)
    return (late.amount * 100 / owed.amount).quantize(Decimal("0.01")) if owed else Decimal("0.00")
