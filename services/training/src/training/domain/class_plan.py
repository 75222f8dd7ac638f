"""A class is changed or cancelled after it was opened: sessions moved, rooms and trainers replaced, with notice.

What was held stays: only sessions without attendance are changed. Times, rooms and trainers are checked as when a
class is opened; nobody, trainer or learner, is in two places at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from training.domain.enrolment import Enrolment
from training.domain.errors.classes import (
    EveryoneHeard,
    LearnersBusy,
    MovedBeforeAnnounced,
    NothingChanged,
    NoticeTooShort,
    ReplacementGraded,
    ReplacementTeachesNothing,
    SessionHeldAlready,
    SessionPastMidnight,
    SessionsOverlap,
    TooFewTrainers,
    TrainerNotLicensed,
    TrainerNotOfInstitution,
)
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import DuplicateLine
from training.domain.institution import Institution
from training.domain.plan_rules import Grounds
from training.domain.rules import Rules
from training.domain.trainer import Trainer
from training.domain.training_class import (
    ClassState,
    Occupied,
    Session,
    TrainingClass,
    check_hours,
    check_places,
    overlapping,
)


@dataclass(frozen=True)
class SessionChange:
    """What becomes of one session; None keeps what was planned."""

    number: int
    held_on: date | None = None
    starts_at: time | None = None
    hours: Decimal | None = None
    trainer_id: str | None = None
    venue: str | None = None

    def applied(self, planned: Session) -> Session:
        """The session as changed."""
        return Session(
            planned.number,
            self.held_on or planned.held_on,
            self.starts_at or planned.starts_at,
            planned.hours if self.hours is None else self.hours,
            self.trainer_id or planned.trainer_id,
            self.venue or planned.venue,
        )


@dataclass(frozen=True)
class Announcement:
    """When learners were told, and why it was necessary."""

    announced_on: date
    grounds: Grounds


@dataclass(frozen=True)
class Around:
    """What a change must fit: the institution, its trainers, and when trainers, rooms and learners are taken.

    ``graders``: names of those who graded plans of the class. Times are those of other classes.
    """

    institution: Institution
    trainers: Mapping[str, Trainer]
    busy: Mapping[str, Sequence[Occupied]]
    rooms: Mapping[str, Sequence[Occupied]]
    learners: Mapping[str, Sequence[Occupied]]
    graders: Collection[str] = ()


@dataclass(frozen=True)
class PlanChanged:
    """The class's sessions and trainers as changed; ``days_ahead`` is the notice that learners got."""

    before: tuple[Session, ...]
    after: tuple[Session, ...]
    trainer_ids: tuple[str, ...]
    days_ahead: int
    short_notice: bool


def taken_over(taught: TrainingClass, held: Collection[int], leaving: str, taking: str) -> list[SessionChange]:
    """The changes by which one trainer takes over all sessions of another that are still to come."""
    coming = [s.number for s in taught.sessions if s.trainer_id == leaving and s.number not in held]
    if not coming:
        raise ReplacementTeachesNothing("trainer_id", trainer_id=leaving)
    return [SessionChange(number, trainer_id=taking) for number in coming]


def change_plan(
    taught: TrainingClass,
    changes: Sequence[SessionChange],
    announcement: Announcement,
    held: Collection[int],
    around: Around,
    rules: Rules,
) -> PlanChanged:
    """Change sessions that were not held; ``rules`` as of the announcement, ``held`` are numbers with attendance.

    Learners get notice of what concerns them: day, time, hours and room. A trainer may be replaced at any time.
    """
    taught.must_be(ClassState.OPEN, "changed")
    pairs = _paired(taught, changes, held)
    moved = [(old, new) for old, new in pairs if replace(new, trainer_id=old.trainer_id) != old]
    for index, (_, new) in enumerate(pairs):
        if new.held_on < announcement.announced_on:
            raise MovedBeforeAnnounced(f"sessions[{index}].held_on", number=new.number, day=new.held_on)
    first = min((min(old.held_on, new.held_on) for old, new in moved or pairs), default=taught.starts_on)
    needed = rules.plan.change_notice_days if moved else 0
    days, short = _notice(announcement, first, needed, rules)
    changed = {new.number: new for _, new in pairs}
    planned = replace(taught, sessions=tuple(changed.get(session.number, session) for session in taught.sessions))
    check_hours(planned, rules)
    _check_times(planned.sessions, [new.number for _, new in pairs])
    new_sessions = [new for _, new in pairs]
    for index, session in enumerate(new_sessions):
        if not around.institution.certified_on(session.held_on):
            raise InstitutionNotCertified(f"sessions[{index}].held_on", day=session.held_on)
    trainer_ids = _trainers(taught, planned, new_sessions, around, rules)
    check_places(enumerate(new_sessions), around.busy, around.rooms)
    _check_learners(new_sessions, around.learners)
    return PlanChanged(taught.sessions, planned.sessions, trainer_ids, days, short)


def cancel_class(
    taught: TrainingClass,
    enrolments: Iterable[Enrolment],
    announcement: Announcement,
    held: Collection[int],
    rules: Rules,
) -> tuple[list[Enrolment], int, bool]:
    """Cancel a class with sessions still to come; who loses a place by it, the days of notice, and whether too few.

    Nobody's one subsidised course is used up by a class that was cancelled.
    """
    taught.must_be(ClassState.OPEN, "cancelled")
    coming = [session.held_on for session in taught.sessions if session.number not in held]
    if not coming:
        raise EveryoneHeard
    days, short = _notice(announcement, min(coming), rules.plan.cancel_notice_days, rules)
    losing = [enrolment for enrolment in enrolments if not enrolment.left]
    for enrolment in losing:
        enrolment.cancel(announcement.announced_on)
    taught.state = ClassState.CANCELLED
    return losing, days, short


def _paired(
    taught: TrainingClass, changes: Sequence[SessionChange], held: Collection[int]
) -> list[tuple[Session, Session]]:
    pairs: list[tuple[Session, Session]] = []
    seen: set[int] = set()
    for index, change in enumerate(changes):
        where = f"sessions[{index}]"
        old = taught.session(change.number)
        if change.number in seen:
            raise DuplicateLine(f"{where}.number", what=str(change.number))
        seen.add(change.number)
        if change.number in held:
            raise SessionHeldAlready(f"{where}.number", number=change.number)
        new = change.applied(old)
        if new == old:
            raise NothingChanged(where, number=change.number)
        pairs.append((old, new))
    return pairs


def _notice(announcement: Announcement, first: date, needed: int, rules: Rules) -> tuple[int, bool]:
    """Days from the announcement to the first day concerned, and whether they are fewer than learners get.

    A day that passed without the session being held can be told too late only; then it is short, not refused.
    """
    days = (first - announcement.announced_on).days
    if 0 <= days < needed and announcement.grounds not in rules.plan.urgent:
        urgent = ", ".join(sorted(ground.value for ground in rules.plan.urgent))
        raise NoticeTooShort(
            "announced_on",
            announced_on=announcement.announced_on,
            day=first,
            days=days,
            needed=needed,
            urgent=urgent,
        )
    return days, days < needed


def _check_times(sessions: Sequence[Session], changed: Sequence[int]) -> None:
    places = {number: index for index, number in enumerate(changed)}
    for number, index in places.items():
        session = next(session for session in sessions if session.number == number)
        midnight = Occupied(session.begins, session.ends)
        if midnight.ends.date() > session.held_on and midnight.ends.time() > time():
            raise SessionPastMidnight(f"sessions[{index}].hours", number=number)
    for one, other in pairwise(sorted(sessions, key=lambda session: session.begins)):
        if one.occupied.overlaps(other.occupied):
            named = other if other.number in places else one
            raise SessionsOverlap(f"sessions[{places[named.number]}].starts_at", number=named.number)


def _trainers(
    taught: TrainingClass, planned: TrainingClass, changed: Sequence[Session], around: Around, rules: Rules
) -> tuple[str, ...]:
    """Who is named for the class: without those whose every session was taken over."""
    graders = {"".join(name.split()).casefold() for name in around.graders}
    for index, session in enumerate(changed):
        where, trainer = f"sessions[{index}].trainer_id", around.trainers.get(session.trainer_id)
        if trainer is None or trainer.works_for(session.held_on) != taught.institution_id:
            raise TrainerNotOfInstitution(where, trainer_id=session.trainer_id)
        if not trainer.licensed(taught.package, session.held_on):
            raise TrainerNotLicensed(
                where, trainer_id=session.trainer_id, package=taught.package.value, day=session.held_on
            )
        new_here = session.trainer_id not in taught.trainer_ids
        if new_here and "".join(trainer.name.split()).casefold() in graders:
            raise ReplacementGraded(where, name=trainer.name)
    taught_before = {session.trainer_id for session in taught.sessions}
    teach_now = {session.trainer_id for session in planned.sessions}
    named = [one for one in taught.trainer_ids if one in teach_now or one not in taught_before]
    named += [one for one in dict.fromkeys(session.trainer_id for session in changed) if one not in named]
    if len(named) < rules.trainers_min:
        raise TooFewTrainers("sessions", minimum=rules.trainers_min, named=len(named))
    return tuple(named)


def _check_learners(changed: Sequence[Session], learners: Mapping[str, Sequence[Occupied]]) -> None:
    for index, session in enumerate(changed):
        count = sum(overlapping([session], busy) is not None for busy in learners.values())
        if count:
            raise LearnersBusy(f"sessions[{index}].starts_at", count=count, day=session.held_on)
