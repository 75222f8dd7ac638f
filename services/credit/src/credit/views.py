"""Shapes that several answers share."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from credit.domain.arrears import PortfolioAtRisk
from credit.domain.schedules import Instalment
from credit.fields import MoneyText


class InstalmentShown(BaseModel):
    """A line of a schedule; ``balance`` is the principal owed after it."""

    number: int
    due_on: date
    principal: MoneyText
    interest: MoneyText
    balance: MoneyText


class BucketShown(BaseModel):
    """Loans in a bucket of days past due, the principal that they owe and what is overdue."""

    bucket: str
    loans: int
    principal: MoneyText
    overdue: MoneyText


def instalments_shown(schedule: Sequence[Instalment]) -> list[InstalmentShown]:
    """A schedule as it is answered."""
    return [
        InstalmentShown(
            number=line.number,
            due_on=line.due_on,
            principal=str(line.principal),
            interest=str(line.interest),
            balance=str(line.balance),
        )
        for line in schedule
    ]


def buckets_shown(figures: PortfolioAtRisk) -> list[BucketShown]:
    """All buckets as they are answered, empty ones too."""
    return [
        BucketShown(
            bucket=item.bucket.value, loans=item.loans, principal=str(item.principal), overdue=str(item.overdue)
        )
        for item in figures.buckets
    ]
