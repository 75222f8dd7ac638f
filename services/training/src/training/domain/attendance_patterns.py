"""What the newest attendance sheets of a class say as a whole: hours taught and attended, and how they look."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from training.domain.check_facts import Sheets


@dataclass(frozen=True)
class SessionSheet:
    """A session with its newest sheet; ``present`` holds enrolments, ``partial`` the hours of who missed a part."""

    held_on: date
    hours: Decimal
    recorded_on: date
    recorded_day: date
    """The day on which it was entered, whatever day it says it is of."""
    present: frozenset[str]
    partial: Mapping[str, Decimal] = field(default_factory=dict)


def patterns_of(sheets: Sequence[SessionSheet], stayed: Collection[str], late_days: int) -> Sheets:
    """How the sheets look; ``stayed``: the enrolments that did not drop out, whose absence would be told."""
    there = frozenset(stayed)
    waits = [(sheet.recorded_on - sheet.held_on).days for sheet in sheets]
    return Sheets(
        count=len(sheets),
        learners=len(there),
        different=len({sheet.present & there for sheet in sheets}),
        late=sum(wait > late_days for wait in waits),
        latest_days=max(waits, default=0),
        early=tuple(
            sorted({s.held_on for s in sheets if s.recorded_on < s.held_on or s.recorded_day < s.held_on}),
        ),
    )


def hours_taught(sheets: Sequence[SessionSheet]) -> Decimal:
    """Class hours of the sessions at which somebody was present."""
    return sum((sheet.hours for sheet in sheets if sheet.present), Decimal(0))


def hours_of(sheets: Sequence[SessionSheet]) -> dict[str, Decimal]:
    """Class hours attended, by enrolment."""
    hours: dict[str, Decimal] = {}
    for sheet in sheets:
        for enrolment_id in sheet.present:
            worth = sheet.partial.get(enrolment_id, sheet.hours)
            hours[enrolment_id] = hours.get(enrolment_id, Decimal(0)) + worth
    return hours
