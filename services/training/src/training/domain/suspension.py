"""A suspension: from a day, until a day or until it is lifted. Institutions and licences know it alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.institutions import AlreadySuspended


@dataclass(frozen=True)
class Suspension:
    """Days on which a right rests: ``starts_on`` to ``ends_on`` (None: until lifted), both included.

    ``lifted_on`` is the first day on which it holds no more.
    """

    number: int
    starts_on: date
    ends_on: date | None
    lifted_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the right rests on ``day``."""
        return (
            self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
            and (self.lifted_on is None or day < self.lifted_on)
        )

    def overlaps(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether it shares a day with another stretch."""
        if self.lifted_on is not None and self.lifted_on <= self.starts_on:
            return False
        before_it_ends = self.ends_on is None or starts_on <= self.ends_on
        before_it_is_lifted = self.lifted_on is None or starts_on < self.lifted_on
        return before_it_ends and before_it_is_lifted and (ends_on is None or self.starts_on <= ends_on)


def suspended_on(suspensions: Sequence[Suspension], day: date) -> bool:
    """Whether any of them covers ``day``."""
    return any(suspension.covers(day) for suspension in suspensions)


def add_suspension(suspensions: list[Suspension], number: int, starts_on: date, ends_on: date | None) -> Suspension:
    """Begin a suspension. Raises DatesOutOfOrder, AlreadySuspended."""
    if ends_on is not None and ends_on < starts_on:
        raise DatesOutOfOrder("ends_on", later="ends_on", earlier="starts_on")
    for earlier in suspensions:
        if earlier.overlaps(starts_on, ends_on):
            raise AlreadySuspended("starts_on", since=earlier.starts_on)
    suspension = Suspension(number, starts_on, ends_on)
    suspensions.append(suspension)
    return suspension


def lift_suspension(suspensions: list[Suspension], lifted_on: date, noun: str) -> Suspension:
    """Lift the one that covers ``lifted_on``: from that day on the right holds again. Raises IllegalTransition.

    Lifted on its first day, a suspension has never held. It is lifted once; the day is not moved afterwards.
    """
    for index, suspension in enumerate(suspensions):
        if suspension.covers(lifted_on):
            if suspension.lifted_on is not None:
                raise IllegalTransition("lifted_on", noun="suspension", state="lifted", verb="lifted again")
            suspensions[index] = replace(suspension, lifted_on=lifted_on)
            return suspensions[index]
    raise IllegalTransition("lifted_on", noun=noun, state="not suspended on that day", verb="released")
