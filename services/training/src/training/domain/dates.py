"""When a fact may have happened, seen from the day on which it is recorded."""

from datetime import date, timedelta

from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.rules import Rules


def check_fact(field: str, day: date, today: date, rules: Rules) -> None:
    """Refuse a day after ``today``, or further back than the rules of ``today`` allow late papers to be."""
    if day > today:
        raise DateInFuture(field, field=field)
    if day < today - timedelta(days=rules.backdating_days):
        raise DatedTooFarBack(field, field=field, days=rules.backdating_days)
