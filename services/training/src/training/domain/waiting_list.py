"""The waiting list of a full class: who gets a seat that falls free, and why others are passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.refusal import IllegalTransition, Refusal

from training.domain.enrolment import Applicant, Enrolment, EnrolmentConfirmed, enrol
from training.domain.errors.enrolments import WaitingEndedEarlier
from training.domain.rules import Rules
from training.domain.training_class import Occupied, TrainingClass

NO_LONGER_FREE = "no_longer_free"
"""Passed over: who joined for a free course would have to pay now, which nobody decides for them."""

SEAT_FELL_FREE = "seat_fell_free"
CLASS_COMPLETED = "class_completed"
CLASS_CANCELLED = "class_cancelled"


class WaitingState(StrEnum):
    """Waiting → seated, passed over for a reason, left of their own will, or lapsed with the class."""

    WAITING = "waiting"
    SEATED = "seated"
    PASSED_OVER = "passed_over"
    LEFT = "left"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Waiting:
    """One person's place on the list; a lower ``position`` goes first."""

    waiting_id: str
    applicant_id: str
    position: int
    joined_on: date
    free: bool
    """Whether the course was free for the person when they joined."""
    state: WaitingState = WaitingState.WAITING

    def check_leaving(self, left_on: date) -> None:
        """Refuse leaving a list on which one no longer waits, or before one joined it."""
        if self.state is not WaitingState.WAITING:
            raise IllegalTransition(noun="waiting", state=self.state.value, verb="left")
        if left_on < self.joined_on:
            raise WaitingEndedEarlier("left_on", joined_on=self.joined_on)


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits, with what decides whether they may sit: all their enrolments, and their other sessions."""

    waiting: Waiting
    applicant: Applicant | None
    enrolments: Sequence[Enrolment]
    busy: Sequence[Occupied]


@dataclass(frozen=True)
class PassedOver:
    """Somebody who was first and cannot take the seat; ``reason`` is the code of the rule."""

    waiting: Waiting
    ended_on: date
    reason: str


@dataclass(frozen=True)
class Seated:
    """Who got the seat."""

    waiting: Waiting
    enrolment: Enrolment
    event: EnrolmentConfirmed


def give_seat(
    taught: TrainingClass,
    candidates: Iterable[Candidate],
    free_on: date,
    enrolment_id: str,
    rules_as_of: Callable[[date], Rules],
) -> tuple[Seated | None, list[PassedOver]]:
    """Who takes a seat that fell free on ``free_on``, and who was passed over before them.

    Asked in the order of positions. A person is enrolled on the later of the day on which the seat fell free
    and the day on which they joined the list. Nobody is left waiting beside a free seat.
    """
    passed: list[PassedOver] = []
    for candidate in sorted(candidates, key=lambda one: one.waiting.position):
        waiting = candidate.waiting
        day = max(free_on, waiting.joined_on)
        try:
            enrolment, event = try_seat(taught, candidate, day, enrolment_id, rules_as_of(day))
        except Refusal as refusal:
            passed.append(PassedOver(waiting, day, refusal.code()))
            continue
        if waiting.free and not enrolment.free:
            passed.append(PassedOver(waiting, day, NO_LONGER_FREE))
            continue
        return Seated(waiting, enrolment, event), passed
    return None, passed


def try_seat(
    taught: TrainingClass, candidate: Candidate, day: date, enrolment_id: str, rules: Rules
) -> tuple[Enrolment, EnrolmentConfirmed]:
    """The enrolment that a seat on ``day`` would be; refuses as enrolling does."""
    others = candidate.enrolments
    return enrol(
        enrolment_id,
        taught,
        candidate.applicant,
        day,
        already_in_class=any(other.class_id == taught.class_id for other in others),
        busy=candidate.busy,
        entitlement_used=any(o.uses_entitlement and o.package is taught.package for o in others),
        rules=rules,
    )


def learns_in(enrolments: Iterable[Enrolment]) -> list[str]:
    """The classes in which a person has a place that they have not left."""
    return [one.class_id for one in enrolments if not one.left]
