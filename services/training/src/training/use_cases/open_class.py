"""An institution opens a class."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.packages import Package
from training.domain.training_class import Session, TrainingClass, check_opening
from training.policy import RulesAsOf
from training.store import numbers
from training.store.classes import room_times
from training.store.institutions import load_institution
from training.store.offers import load_offer
from training.store.tables.classes import ClassRow, ClassTrainerRow, SessionRow
from training.store.trainers import lock_trainers, teaching_times
from training.use_cases.shapes import Command, Day, Name, Yuan

HoursOfSession = Annotated[Decimal, Field(gt=0, le=12, max_digits=4, decimal_places=2, multiple_of=Decimal("0.25"))]


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]


class PlannedSession(Command):
    """One session."""

    number: Annotated[int, Field(ge=1, le=200)]
    held_on: Day
    starts_at: Clock
    hours: HoursOfSession
    trainer_id: Id
    venue: Name


class OpenClass(Command):
    """A class with all its sessions."""

    package: Package
    capacity: Annotated[int, Field(ge=1, le=1000)]
    fee: Yuan
    venue: Name
    trainer_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]
    sessions: Annotated[list[PlannedSession], Field(min_length=1, max_length=200)]
    offer_id: Annotated[Id | None, Field(description="The public offer under which the class is opened.")] = None


class ClassOpened(BaseModel):
    """The class as opened."""

    id: str
    number: str
    state: str
    starts_on: date
    ends_on: date
    hours: Decimal
    policy_version: str
    version: int


@use_case("training.class.open")
async def open_class(tx: Transaction, rules_as_of: RulesAsOf, command: OpenClass) -> ClassOpened:
    """Open a class after every rule held; the trainers' time is locked meanwhile."""
    organisation = tx.call.actor.organisation
    if organisation is None:
        raise NotFound(noun="institution")
    institution, _ = await load_institution(tx, organisation, tx.call.actor, lock=True)
    planned = _planned(new_id(), organisation, command)
    first = min(session.held_on for session in planned.sessions)
    last = max(session.held_on for session in planned.sessions)
    rules = rules_as_of(first)
    trainers = await lock_trainers(tx, set(planned.trainer_ids))
    busy = await teaching_times(tx, set(planned.trainer_ids), first, last)
    rooms = await room_times(tx, organisation, first, last)
    check_opening(planned, institution, trainers, busy, rooms, rules)
    if command.offer_id is not None:
        (await load_offer(tx, command.offer_id, "offer_id"))[0].check_class(planned)
    series = f"{rules.certificate_prefix}-{planned.package.value}-{first.year}-C"
    planned.number = f"{series}{await numbers.take(tx, series):03d}"
    _write(tx, planned, institution.area, rules.version, command.offer_id)
    tx.about(planned.class_id, number=planned.number)
    return ClassOpened(
        id=planned.class_id,
        number=planned.number,
        state=planned.state.value,
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
        hours=planned.hours,
        policy_version=rules.version,
        version=1,
    )


def _planned(class_id: str, institution_id: str, command: OpenClass) -> TrainingClass:
    return TrainingClass(
        class_id=class_id,
        number="",
        institution_id=institution_id,
        package=command.package,
        capacity=command.capacity,
        fee=Money(command.fee),
        venue=command.venue,
        trainer_ids=tuple(command.trainer_ids),
        sessions=tuple(
            Session(s.number, s.held_on, time.fromisoformat(s.starts_at), s.hours, s.trainer_id, s.venue)
            for s in command.sessions
        ),
    )


def _write(tx: Transaction, opened: TrainingClass, area: str, policy_version: str, offer_id: str | None) -> None:
    tx.insert(
        ClassRow,
        {
            "id": opened.class_id,
            "number": opened.number,
            "institution_id": opened.institution_id,
            "area": area,
            "package": opened.package.value,
            "capacity": opened.capacity,
            "seats_taken": 0,
            "fee": opened.fee,
            "venue": opened.venue,
            "state": opened.state.value,
            "starts_on": opened.starts_on,
            "ends_on": opened.ends_on,
            "hours": opened.hours,
            "offer_id": offer_id,
            "policy_version": policy_version,
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        ClassTrainerRow,
        *(
            {"class_id": opened.class_id, "trainer_id": trainer_id, "position": position}
            for position, trainer_id in enumerate(opened.trainer_ids)
        ),
    )
    tx.insert(
        SessionRow,
        *(
            {
                "class_id": opened.class_id,
                "number": session.number,
                "held_on": session.held_on,
                "starts_at": session.starts_at,
                "hours": session.hours,
                "trainer_id": session.trainer_id,
                "venue": session.venue,
            }
            for session in opened.sessions
        ),
    )
