"""What follow-up's verbs make happen; the published events carry the same facts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class VisitRecorded:
    """A visit's findings, first or superseding (``version`` 1, 2 …)."""

    visit_id: str
    record_id: str
    version: int
    visited_on: date
    outcome: str
    closed_on: date | None
    workers: int | None


@dataclass(frozen=True)
class BusinessClosed:
    """A visit verified that the business closed; provisional."""

    closed_on: date


@dataclass(frozen=True)
class BusinessReopened:
    """A later visit found the business operating, or the closing visit was corrected."""

    reopened_on: date


@dataclass(frozen=True)
class SurvivalConfirmed:
    """The business was verified operating more than six months after its registration; said once."""

    confirmed_on: date


@dataclass(frozen=True)
class SurvivalWithdrawn:
    """The visit that confirmed survival was corrected: what was said is no longer so."""

    withdrawn_on: date


@dataclass(frozen=True)
class JobsConfirmed:
    """People other than the owners working in a surviving business at the last verified visit."""

    workers: int
    confirmed_on: date


Happened = VisitRecorded | BusinessClosed | BusinessReopened | SurvivalConfirmed | SurvivalWithdrawn | JobsConfirmed
