"""How a business stands, derived from the records in force, whatever order they came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from followup.domain.rules import Rules
from followup.domain.visits import Outcome, Record


class State(StrEnum):
    """A business after its last visit. ``untraceable`` is never ``closed``."""

    REGISTERED = "registered"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    MOVED = "moved"
    UNTRACEABLE = "untraceable"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """What the records in force add up to.

    ``survived_on``: first visit that verified survival. ``workers`` (owners apart) were counted at
    the last verified visit, on ``counted_on``; none while a closure is in force.
    ``failed_since``: the last failed attempt, while attempts fail and another one is wanted.
    """

    state: State
    closed_on: date | None
    survived_on: date | None
    workers: int | None
    counted_on: date | None
    failed_since: date | None


def standing(records: Iterable[Record], survives_after: date, rules: Rules) -> Standing:
    """The standing that ``records`` (one per visit, the one in force) add up to."""
    ordered = sorted(records, key=_as_they_happened)
    closure = closure_in_force(ordered)
    closed_on = closure.findings.closed_on if closure else None
    failed = failed_attempts(ordered)
    untraceable = is_untraceable(failed, rules)
    counted = closure or _last_count(ordered)
    return Standing(
        state=_state(ordered, closed=closed_on is not None, untraceable=untraceable),
        closed_on=closed_on,
        survived_on=_survived_on(ordered, survives_after),
        workers=counted.findings.workers if counted else None,
        counted_on=counted.findings.visited_on if counted else None,
        failed_since=failed[-1] if failed and not untraceable and closed_on is None else None,
    )


def _as_they_happened(record: Record) -> tuple[date, bool, int]:
    """By day; on one day a closure comes last, else as they were written down."""
    findings = record.findings
    return findings.visited_on, findings.outcome is Outcome.CLOSED, record.sequence


def closure_in_force(ordered: Sequence[Record]) -> Record | None:
    """The last closing visit, unless a later operating visit reopened the business."""
    closure = None
    for record in ordered:
        if record.findings.outcome is Outcome.CLOSED:
            closure = record
        elif record.findings.outcome is Outcome.OPERATING:
            closure = None
    return closure


def failed_attempts(ordered: Sequence[Record]) -> list[date]:
    """Days of the attempts that found nobody since the business was last found."""
    days: list[date] = []
    for record in ordered:
        if record.findings.outcome is Outcome.NOT_FOUND:
            days.append(record.findings.visited_on)
        else:
            days = []
    return days


def is_untraceable(failed: Sequence[date], rules: Rules) -> bool:
    """Three failed attempts over at least 14 days make untraceable, never closed."""
    if len(failed) < rules.untraceable_attempts:
        return False
    return failed[-1] - failed[0] >= timedelta(days=rules.untraceable_days)


def _state(ordered: Sequence[Record], *, closed: bool, untraceable: bool) -> State:
    if closed:
        return State.CLOSED
    if untraceable:
        return State.UNTRACEABLE
    found = [r.findings.outcome for r in ordered if r.findings.outcome is not Outcome.NOT_FOUND]
    return State(found[-1].value) if found else State.REGISTERED


def _survived_on(ordered: Sequence[Record], survives_after: date) -> date | None:
    verified = (
        record.findings.visited_on
        for record in ordered
        if record.findings.outcome is Outcome.OPERATING and record.findings.visited_on > survives_after
    )
    return min(verified, default=None)


def _last_count(ordered: Sequence[Record]) -> Record | None:
    counted = [record for record in ordered if record.findings.workers is not None]
    return counted[-1] if counted else None
