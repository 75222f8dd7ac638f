"""Classes with their sessions and trainers."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import IllegalTransition, NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.domain.errors.enrolments import ClassFull
from training.domain.packages import Package
from training.domain.training_class import ClassState, Occupied, Session, TrainingClass, room
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow, ClassTrainerRow, SessionRow

training_class = table_of(ClassRow)
session = table_of(SessionRow)
class_trainer = table_of(ClassTrainerRow)


def session_of(row: RowMapping) -> Session:
    """A session from its row."""
    return Session(row["number"], row["held_on"], row["starts_at"], row["hours"], row["trainer_id"], row["venue"])


async def lock_class(
    tx: Transaction, class_id: str, actor: Actor, *, expect_version: bool = True
) -> tuple[TrainingClass, RowMapping]:
    """The class, locked until the end, if ``actor`` may see it. Raises NotFound, VersionStale.

    Whoever changes a class's enrolments, sheets or grades locks the class first.
    """
    row = await tx.lock_one(
        sa.select(training_class).where(
            training_class.c.id == class_id,
            within(actor, training_class.c.institution_id, training_class.c.area),
        )
    )
    if row is None:
        raise NotFound(noun="class")
    if expect_version:
        tx.expect_version(row["version"])
    return await _with_sessions(tx, row), row


async def classes_of(
    tx: Transaction, condition: ColumnElement[bool], actor: Actor, *, lock: bool = False
) -> dict[str, tuple[TrainingClass, RowMapping]]:
    """The classes that fulfil ``condition`` and ``actor`` may see, by id; locked in that order when asked for."""
    query = (
        sa.select(training_class)
        .where(condition, within(actor, training_class.c.institution_id, training_class.c.area))
        .order_by(training_class.c.id)
    )
    rows = await (tx.lock_all(query) if lock else tx.all(query))
    held: dict[str, list[Session]] = {row["id"]: [] for row in rows}
    for found in await sessions_of(tx, list(held)):
        held[found["class_id"]].append(session_of(found))
    return {row["id"]: (_class_of(row, held[row["id"]]), row) for row in rows}


async def raise_versions(tx: Transaction, class_ids: Collection[str]) -> None:
    """Raise the version of locked classes."""
    await tx.execute(
        sa.update(training_class).where(training_class.c.id.in_(class_ids)).values(version=training_class.c.version + 1)
    )


async def reserve_seat(tx: Transaction, class_id: str, actor: Actor) -> tuple[TrainingClass, RowMapping]:
    """Take a seat in the row that holds the count, or refuse: no check that others can overtake.

    Raises NotFound, IllegalTransition, ClassFull, VersionStale.
    """
    seen = (
        training_class.c.id == class_id,
        within(actor, training_class.c.institution_id, training_class.c.area),
    )
    taken = await tx.execute(
        sa.update(training_class)
        .where(
            *seen,
            training_class.c.state == ClassState.OPEN.value,
            training_class.c.seats_taken < training_class.c.capacity,
        )
        .values(seats_taken=training_class.c.seats_taken + 1, version=training_class.c.version + 1)
        .returning(training_class)
    )
    row = taken.mappings().first()
    if row is None:
        found = await tx.one(sa.select(training_class).where(*seen))
        if found is None:
            raise NotFound(noun="class")
        if found["state"] != ClassState.OPEN.value:
            raise IllegalTransition(noun="class", state=found["state"], verb="joined")
        raise ClassFull(capacity=found["capacity"])
    tx.expect_version(row["version"] - 1)
    return await _with_sessions(tx, row), row


async def _with_sessions(tx: Transaction, row: RowMapping) -> TrainingClass:
    sessions = await sessions_of(tx, [row["id"]])
    return _class_of(row, [session_of(held) for held in sessions])


def _class_of(row: RowMapping, sessions: Sequence[Session]) -> TrainingClass:
    return TrainingClass(
        class_id=row["id"],
        number=row["number"],
        institution_id=row["institution_id"],
        package=Package(row["package"]),
        capacity=row["capacity"],
        fee=Money(row["fee"]),
        venue=row["venue"],
        trainer_ids=(),
        sessions=tuple(sessions),
        state=ClassState(row["state"]),
        completed_on=row["completed_on"],
    )


async def sessions_of(tx: Transaction, class_ids: Sequence[str]) -> Sequence[RowMapping]:
    """The sessions of these classes, by class and number."""
    return await tx.all(
        sa.select(session).where(session.c.class_id.in_(class_ids)).order_by(session.c.class_id, session.c.number)
    )


async def room_times(
    tx: Transaction, institution_id: str, first: date, last: date, apart: str = ""
) -> dict[str, list[Occupied]]:
    """When an institution's classes use each of its rooms from ``first`` to ``last``, but the class ``apart``.

    Lock the institution first, so that nobody else plans its rooms meanwhile.
    """
    rows = await tx.all(
        sa.select(session)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(
            training_class.c.institution_id == institution_id,
            training_class.c.state != ClassState.CANCELLED.value,
            training_class.c.id != apart,
            session.c.held_on.between(first, last),
        )
    )
    taken: dict[str, list[Occupied]] = {}
    for row in rows:
        taken.setdefault(room(row["venue"]), []).append(session_of(row).occupied)
    return taken


async def raise_version(tx: Transaction, class_id: str, **values: object) -> int:
    """Write ``values`` to a locked class and raise its version; the new version."""
    changed = await tx.execute(
        sa.update(training_class)
        .where(training_class.c.id == class_id)
        .values(version=training_class.c.version + 1, **values)
        .returning(training_class.c.version)
    )
    return int(changed.scalar_one())
