"""Arrears as of a day: days past due, buckets, spells, portfolio at risk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest

from kit.money import Money

from credit.domain.debt import yuan
from credit.domain.repayments import Course, DebtStream, Repayment, Step

ONE_DAY = timedelta(days=1)
NOTHING = Money.zero()


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
    """A loan as of a day. ``spell_began_on``: since when it has been in arrears without a break.

    ``overdue`` is interest and principal that fell due before the day, ``interest_overdue`` its interest; yuan.
    """

    days_past_due: int
    overdue: Money
    principal_owed: Money
    spell_began_on: date | None
    interest_overdue: Money = NOTHING
    oldest_due_on: date | None = None

    @property
    def bucket(self) -> Bucket:
        """Its bucket."""
        return Bucket.of(self.days_past_due)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days ``from_on`` up to, not with, ``to_on`` (None: without end) on which nothing changes; amounts in fen.

    ``oldest_due_on``: since when the oldest unpaid instalment has been due; None while nothing is overdue.
    """

    from_on: date
    to_on: date | None
    principal: int
    overdue: int
    oldest_due_on: date | None

    def holds(self, day: date) -> bool:
        """Whether ``day`` is one of its days."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


def standing_as_of(stream: DebtStream, repayments: Iterable[Repayment], day: date) -> Standing:
    """How a loan stands at the end of ``day``, by the repayments and changes dated up to then.

    An instalment is past due from the day after its due date.
    """
    return standing_of(stream.course(repayments), day)


def standing_of(course: Course, day: date) -> Standing:
    """The same of a course that is known already."""
    step = course.at(day)
    if step.closed:
        return Standing(0, Money.zero(), Money.zero(), None)
    overdue = step.stream.due_before(day) - step.filled
    if overdue <= 0:
        return Standing(0, Money.zero(), yuan(step.principal), None)
    oldest = step.stream.lines[step.stream.lines_paid(step.filled)].due_on
    interest = sum(
        paid.interest for paid in step.stream.paid_between(step.filled, step.filled + overdue) if paid.line.due_on < day
    )
    return Standing(
        (day - oldest).days,
        yuan(overdue),
        yuan(step.principal),
        _spell_began(course, day),
        yuan(interest),
        oldest,
    )


def stretches(course: Course) -> Iterator[Stretch]:
    """A loan's whole life from disbursement to its closing (or without end), in order, without gaps."""
    for step, following in zip_longest(course.steps, course.steps[1:]):
        if step.closed:
            return
        yield from _stretches_of(step, following.day if following else None)


def _stretches_of(step: Step, end: date | None) -> Iterator[Stretch]:
    stream, principal = step.stream, step.principal
    first = stream.lines_paid(step.filled)
    begins, oldest, due = step.day, None, stream.due_before(step.day)
    if due > step.filled:
        oldest = stream.lines[first].due_on
    for line in stream.lines[first:]:
        late = line.due_on + ONE_DAY
        if late <= begins:
            continue
        if end is not None and late >= end:
            break
        yield Stretch(begins, late, principal, max(due - step.filled, 0), oldest)
        begins, due = late, stream.due_before(late)
        if due > step.filled:
            oldest = stream.lines[first].due_on
    yield Stretch(begins, end, principal, max(due - step.filled, 0), oldest)


def _spell_began(course: Course, day: date) -> date | None:
    """The first day of the unbroken run of days in arrears that ends on ``day``."""
    began: date | None = None
    for stretch in stretches(course):
        if stretch.from_on > day:
            break
        if not stretch.overdue:
            began = None
        elif began is None:
            began = stretch.from_on
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
    return figures_of([_bucket_total(bucket, standings) for bucket in Bucket])


def figures_of(totals: Sequence[BucketTotal]) -> PortfolioAtRisk:
    """The figures that follow from the totals of all buckets."""
    owed = Money.sum(item.principal for item in totals)
    late = [item for item in totals if item.bucket not in {Bucket.CURRENT, Bucket.UP_TO_30}]
    very_late = [item for item in late if item.bucket is Bucket.OVER_90]
    return PortfolioAtRisk(
        sum(item.loans for item in totals), owed, tuple(totals), _share(late, owed), _share(very_late, owed)
    )


def _bucket_total(bucket: Bucket, standings: Sequence[Standing]) -> BucketTotal:
    chosen = [item for item in standings if item.bucket is bucket]
    return BucketTotal(
        bucket,
        len(chosen),
        Money.sum(item.principal_owed for item in chosen),
        Money.sum(item.overdue for item in chosen),
    )


def _share(totals: Sequence[BucketTotal], owed: Money) -> Decimal:
    late = Money.sum(item.principal for item in totals)
    return (late.amount * 100 / owed.amount).quantize(Decimal("0.01")) if owed else Decimal("0.00")
