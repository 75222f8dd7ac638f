"""A class of one package: how it may be opened, and when its people are where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition, NotFound

from training.domain.errors.classes import (
    CapacityOutOfRange,
    FeeAboveCap,
    HoursTooFew,
    RoomTaken,
    SessionPastMidnight,
    SessionsNotInOrder,
    SessionsOverlap,
    TooFewTrainers,
    TrainerBusy,
    TrainerNotLicensed,
    TrainerNotNamed,
    TrainerNotOfInstitution,
)
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import DuplicateLine
from training.domain.institution import Institution
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.trainer import Trainer


class ClassState(StrEnum):
    """A class is open until it is completed or cancelled."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Session:
    """One session: a day, a starting time, class hours (taken as clock hours), a trainer, a venue."""

    number: int
    held_on: date
    starts_at: time
    hours: Decimal
    trainer_id: str
    venue: str

    @property
    def begins(self) -> datetime:
        """Local time of the beginning."""
        return datetime.combine(self.held_on, self.starts_at)

    @property
    def ends(self) -> datetime:
        """Local time of the end."""
        return self.begins + timedelta(minutes=int(self.hours * 60))

    @property
    def occupied(self) -> Occupied:
        """When the session takes place."""
        return Occupied(self.begins, self.ends)


@dataclass(frozen=True)
class Occupied:
    """A stretch of time in which somebody is busy; the end is not part of it."""

    begins: datetime
    ends: datetime

    def overlaps(self, other: Occupied) -> bool:
        """Whether the two share a moment."""
        return self.begins < other.ends and other.begins < self.ends


@dataclass
class TrainingClass:
    """A class with its sessions by number, which is the order in which they were planned to be held."""

    class_id: str
    number: str
    institution_id: str
    package: Package
    capacity: int
    fee: Money
    venue: str
    trainer_ids: tuple[str, ...]
    sessions: tuple[Session, ...]
    state: ClassState = ClassState.OPEN
    completed_on: date | None = None

    @property
    def starts_on(self) -> date:
        """The day of the first session."""
        return min(session.held_on for session in self.sessions)

    @property
    def ends_on(self) -> date:
        """The day of the last session."""
        return max(session.held_on for session in self.sessions)

    @property
    def hours(self) -> Decimal:
        """All class hours."""
        return sum((session.hours for session in self.sessions), Decimal(0))

    def session(self, number: int) -> Session:
        """The session with this number; raises NotFound."""
        for session in self.sessions:
            if session.number == number:
                return session
        raise NotFound("number", noun="session")

    def must_be(self, state: ClassState, verb: str) -> None:
        """Refuse ``verb`` unless the class is in ``state``."""
        if self.state is not state:
            raise IllegalTransition(noun="class", state=self.state.value, verb=verb)


def check_opening(
    planned: TrainingClass,
    institution: Institution,
    trainers: Mapping[str, Trainer],
    busy: Mapping[str, Sequence[Occupied]],
    rooms: Mapping[str, Sequence[Occupied]],
    rules: Rules,
) -> None:
    """Refuse a class that breaks a rule; ``rules`` as of its first day.

    ``trainers`` are the known ones among ``planned.trainer_ids``; ``busy`` says when each already teaches other
    classes on the days of this one, ``rooms`` when the institution's other classes use each room (:func:`room`).
    """
    if not rules.capacity_min <= planned.capacity <= rules.capacity_max:
        raise CapacityOutOfRange(
            "capacity", capacity=planned.capacity, minimum=rules.capacity_min, maximum=rules.capacity_max
        )
    package = rules.packages[planned.package]
    if planned.fee > package.fee_cap:
        raise FeeAboveCap("fee", fee=planned.fee, cap=package.fee_cap, package=planned.package.value)
    _check_sessions(planned.sessions)
    check_hours(planned, rules)
    for index, session in enumerate(planned.sessions):
        if not institution.certified_on(session.held_on):
            raise InstitutionNotCertified(f"sessions[{index}].held_on", day=session.held_on)
    _check_trainers(planned, trainers, rules)
    check_places(enumerate(planned.sessions), busy, rooms)


def check_hours(planned: TrainingClass, rules: Rules) -> None:
    """Refuse fewer class hours than the package needs."""
    minimum = rules.packages[planned.package].hours_min
    if planned.hours < minimum:
        raise HoursTooFew("sessions", package=planned.package.value, minimum=minimum, planned=planned.hours)


def _check_sessions(sessions: Sequence[Session]) -> None:
    before: Session | None = None
    for index, session in enumerate(sessions):
        where = f"sessions[{index}]"
        if session.number != index + 1 or (before is not None and session.begins < before.begins):
            raise SessionsNotInOrder(f"{where}.number", number=session.number)
        if session.ends > datetime.combine(session.held_on, time()) + timedelta(days=1):
            raise SessionPastMidnight(f"{where}.hours", number=session.number)
        if before is not None and session.occupied.overlaps(before.occupied):
            raise SessionsOverlap(f"{where}.starts_at", number=session.number)
        before = session


def _check_trainers(planned: TrainingClass, trainers: Mapping[str, Trainer], rules: Rules) -> None:
    named = planned.trainer_ids
    if len(set(named)) != len(named):
        raise DuplicateLine("trainer_ids", what="A trainer")
    if len(named) < rules.trainers_min:
        raise TooFewTrainers("trainer_ids", minimum=rules.trainers_min, named=len(named))
    days = sorted({session.held_on for session in planned.sessions})
    for index, trainer_id in enumerate(named):
        trainer = trainers.get(trainer_id)
        if trainer is None or any(trainer.works_for(day) != planned.institution_id for day in days):
            raise TrainerNotOfInstitution(f"trainer_ids[{index}]", trainer_id=trainer_id)
        for day in days:
            if not trainer.licensed(planned.package, day):
                raise TrainerNotLicensed(
                    f"trainer_ids[{index}]", trainer_id=trainer_id, package=planned.package.value, day=day
                )
    for index, session in enumerate(planned.sessions):
        if session.trainer_id not in named:
            raise TrainerNotNamed(f"sessions[{index}].trainer_id", number=session.number)


def room(venue: str) -> str:
    """A venue without the differences that writing it twice makes: two venues of an institution are one room if equal.

    Full and half width, spaces and case do not count: "Room 201" and "ｒｏｏｍ２０１" are one.
    """
    return "".join(unicodedata.normalize("NFKC", venue).split()).casefold()


def check_places(
    sessions: Iterable[tuple[int, Session]],
    busy: Mapping[str, Sequence[Occupied]],
    rooms: Mapping[str, Sequence[Occupied]],
) -> None:
    """Refuse a session whose trainer or room is taken; each comes with its place in the command."""
    for index, session in sessions:
        if overlapping([session], busy.get(session.trainer_id, ())) is not None:
            raise TrainerBusy(f"sessions[{index}].trainer_id", trainer_id=session.trainer_id, day=session.held_on)
        if overlapping([session], rooms.get(room(session.venue), ())) is not None:
            raise RoomTaken(f"sessions[{index}].venue", venue=session.venue, day=session.held_on)


def overlapping(sessions: Iterable[Session], busy: Sequence[Occupied]) -> Session | None:
    """The first of ``sessions`` that falls into a busy stretch, or None."""
    return next(
        (s for s in sessions if any(s.occupied.overlaps(stretch) for stretch in busy)),
        None,
    )
