"""A visit: when it is due, and what was found. A second record of a visit supersedes the first."""

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from kit.money import Money

from followup.domain.errors import (
    ClosureIncomplete,
    ClosureNotObserved,
    MorePeopleThanWork,
    NothingToCount,
)
from followup.domain.rules import Rules, VisitKind, check_happened, check_order


class Outcome(StrEnum):
    """What the visitor found."""

    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    MOVED = "moved"
    NOT_FOUND = "not_found"


COUNTING = frozenset({Outcome.OPERATING, Outcome.SUSPENDED})
"""Outcomes at which people and money can be counted."""


class VisitState(StrEnum):
    """Where a planned visit stands. ``on_hold``: the business is closed, which may be reopened."""

    PLANNED = "planned"
    RECORDED = "recorded"
    ON_HOLD = "on_hold"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class People:
    """People working there other than the owners; the last four are parts of the first two together."""

    full_time: int
    part_time: int
    women: int
    formerly_laid_off: int
    with_contract: int
    with_social_insurance: int

    @property
    def workers(self) -> int:
        """Everyone who works there, owners apart."""
        return self.full_time + self.part_time

    def check(self) -> None:
        """Raises MorePeopleThanWork when a part is more than the whole."""
        for part in fields(self)[2:]:
            if getattr(self, part.name) > self.workers:
                raise MorePeopleThanWork(where=f"people.{part.name}", part=part.name, workers=self.workers)


@dataclass(frozen=True)
class Findings:
    """What one record of a visit says. Money in yuan for the calendar month before the visit."""

    visited_on: date
    outcome: Outcome
    closed_on: date | None = None
    reason: str | None = None
    people: People | None = None
    turnover: Money | None = None
    costs: Money | None = None
    owner_income: Money | None = None
    problems: str | None = None
    evidence: tuple[str, ...] = ()

    @property
    def workers(self) -> int | None:
        """People other than the owners: as counted, none in a closed business, else not known."""
        if self.outcome is Outcome.CLOSED:
            return 0
        return self.people.workers if self.people else None

    def check(self, registered_on: date, today: date, rules: Rules) -> None:
        """Raises the refusal for what cannot be: dates out of order, counts where nobody works."""
        check_happened("visited_on", self.visited_on, today, rules)
        check_order("registered_on", registered_on, "visited_on", self.visited_on)
        self._check_closure(registered_on)
        money = (self.turnover, self.costs, self.owner_income)
        counted = self.people is not None or any(amount is not None for amount in money)
        if counted and self.outcome not in COUNTING:
            raise NothingToCount(where="people" if self.people else "turnover", outcome=str(self.outcome))
        if self.people is not None:
            self.people.check()

    def _check_closure(self, registered_on: date) -> None:
        if self.outcome is not Outcome.CLOSED:
            if self.closed_on is not None:
                raise ClosureNotObserved(where="closed_on")
            return
        if self.closed_on is None or not (self.reason or "").strip():
            raise ClosureIncomplete(where="reason" if self.closed_on else "closed_on")
        check_order("registered_on", registered_on, "closed_on", self.closed_on)
        check_order("closed_on", self.closed_on, "visited_on", self.visited_on)


@dataclass(frozen=True)
class Record:
    """Findings as they were written down; ``version`` counts the records of one visit from 1.

    ``sequence`` orders the records of one business as they came in.
    """

    record_id: str
    version: int
    sequence: int
    findings: Findings


@dataclass(frozen=True)
class Visit:
    """A visit to one business with its record in force, if there is one."""

    visit_id: str
    kind: VisitKind
    state: VisitState
    due_from: date | None = None
    due_by: date | None = None
    record: Record | None = None

    def recorded(self, record: Record) -> "Visit":
        """The same visit with ``record`` in force."""
        return replace(self, record=record, state=VisitState.RECORDED)
