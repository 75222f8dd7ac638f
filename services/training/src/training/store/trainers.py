"""Trainers, their licences, whom they work for, and when they teach."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.packages import Package
from training.domain.trainer import Engagement, Level, Licence, Trainer
from training.domain.training_class import ClassState, Occupied
from training.store.classes import session_of
from training.store.institutions import suspensions_from
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow, ClassTrainerRow, SessionRow
from training.store.tables.trainers import (
    EngagementRow,
    LicenceMeasureRow,
    LicenceNoticeRow,
    LicenceRow,
    TrainerRow,
)

trainer = table_of(TrainerRow)
licence = table_of(LicenceRow)
engagement = table_of(EngagementRow)
measure = table_of(LicenceMeasureRow)
notice = table_of(LicenceNoticeRow)
session = table_of(SessionRow)
training_class = table_of(ClassRow)
class_trainer = table_of(ClassTrainerRow)

WITHDRAWAL = "withdrawal"


async def lock_trainers(tx: Transaction, trainer_ids: Collection[str]) -> dict[str, Trainer]:
    """The known ones among ``trainer_ids``, locked, so that nobody else plans their time meanwhile."""
    rows = await tx.lock_all(sa.select(trainer).where(trainer.c.id.in_(trainer_ids)).order_by(trainer.c.id))
    return await trainers_from(tx, rows)


async def load_trainer(
    tx: Transaction, trainer_id: str, actor: Actor, *, lock: bool = False, where: str = ""
) -> tuple[Trainer, RowMapping]:
    """The trainer and the row, if ``actor`` may see it. Raises NotFound."""
    query = sa.select(trainer).where(
        trainer.c.id == trainer_id, within(actor, trainer.c.institution_id, trainer.c.area)
    )
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(where, noun="trainer")
    return (await trainers_from(tx, [row]))[trainer_id], row


async def trainers_from(tx: Transaction, rows: Sequence[RowMapping]) -> dict[str, Trainer]:
    """The aggregates of these rows by id: three statements, however many there are."""
    ids = [row["id"] for row in rows]
    licences = _by_trainer(await licences_of(tx, ids))
    engagements = _by_trainer(await engagements_of(tx, ids))
    measures = _by_trainer(await measures_of(tx, ids))
    return {
        row["id"]: Trainer(
            row["id"],
            row["institution_id"],
            row["name"],
            [_licence(held, measures.get(row["id"], [])) for held in licences.get(row["id"], [])],
            [Engagement(e["engaged_from"], e["institution_id"]) for e in engagements.get(row["id"], [])],
        )
        for row in rows
    }


def _licence(held: RowMapping, measures: Sequence[RowMapping]) -> Licence:
    own = [m for m in measures if m["licence"] == held["number"]]
    return Licence(
        Package(held["package"]),
        Level(held["level"]),
        held["valid_from"],
        held["valid_to"],
        suspensions_from(own),
        next((m["starts_on"] for m in own if m["measure"] == WITHDRAWAL), None),
        held["renews"],
    )


def _by_trainer(rows: Sequence[RowMapping]) -> dict[str, list[RowMapping]]:
    grouped: dict[str, list[RowMapping]] = {}
    for row in rows:
        grouped.setdefault(row["trainer_id"], []).append(row)
    return grouped


async def licences_of(tx: Transaction, trainer_ids: Collection[str]) -> Sequence[RowMapping]:
    """The licences of these trainers, oldest first."""
    return await _facts(tx, licence, trainer_ids)


async def engagements_of(tx: Transaction, trainer_ids: Collection[str]) -> Sequence[RowMapping]:
    """For whom these trainers work since when, oldest first."""
    return await _facts(tx, engagement, trainer_ids)


async def measures_of(tx: Transaction, trainer_ids: Collection[str]) -> Sequence[RowMapping]:
    """What was decided on the licences of these trainers, oldest first."""
    return await _facts(tx, measure, trainer_ids)


async def _facts(tx: Transaction, table: sa.Table, trainer_ids: Collection[str]) -> Sequence[RowMapping]:
    return await tx.all(
        sa.select(table).where(table.c.trainer_id.in_(trainer_ids)).order_by(table.c.trainer_id, table.c.number)
    )


async def next_measure(tx: Transaction, trainer_id: str) -> int:
    """The number that the next measure on a locked trainer's licences gets."""
    last = await tx.value(sa.select(sa.func.max(measure.c.number)).where(measure.c.trainer_id == trainer_id))
    return int(last or 0) + 1


def note_measure(tx: Transaction, trainer_id: str, number: int, kind: str, **facts: Any) -> None:
    """Write a measure: ``licence``, ``starts_on``, ``ends_on``, ``refers_to`` and ``reason``."""
    tx.insert(
        LicenceMeasureRow,
        {
            "trainer_id": trainer_id,
            "number": number,
            "licence": facts["licence"],
            "measure": kind,
            "starts_on": facts["starts_on"],
            "ends_on": facts.get("ends_on"),
            "refers_to": facts.get("refers_to"),
            "reason": facts["reason"],
            "decided_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )


async def notices_of(tx: Transaction, trainer_ids: Sequence[str]) -> Mapping[tuple[str, int], dict[int, Any]]:
    """By trainer and licence: the days ahead of which notice was given, and when; 0 is the end itself."""
    rows = await tx.all(sa.select(notice).where(notice.c.trainer_id.in_(trainer_ids)))
    found: dict[tuple[str, int], dict[int, Any]] = {}
    for row in rows:
        found.setdefault((row["trainer_id"], row["licence"]), {})[row["days"]] = row["noticed_on"]
    return found


async def raise_trainer_version(tx: Transaction, trainer_id: str, **values: Any) -> None:
    """Write ``values`` to a locked trainer and raise the version."""
    await tx.execute(
        sa.update(trainer).where(trainer.c.id == trainer_id).values(version=trainer.c.version + 1, **values)
    )


async def courses_taught(tx: Transaction, trainer_id: str, package: Package, first: date, last: date) -> int:
    """How many completed classes of ``package`` the trainer held sessions of from ``first`` to ``last``."""
    count = await tx.value(
        sa.select(sa.func.count(sa.distinct(session.c.class_id)))
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(
            session.c.trainer_id == trainer_id,
            session.c.held_on.between(first, last),
            training_class.c.package == package.value,
            training_class.c.state == ClassState.COMPLETED.value,
        )
    )
    return int(count or 0)


async def taught_under(tx: Transaction, trainer_ids: Sequence[str]) -> dict[tuple[str, int], int]:
    """By trainer and licence: how many completed classes of its package were taught within it."""
    rows = await tx.all(
        sa.select(
            licence.c.trainer_id,
            licence.c.number,
            sa.func.count(sa.distinct(session.c.class_id)).label("courses"),
        )
        .join(session, session.c.trainer_id == licence.c.trainer_id)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(
            licence.c.trainer_id.in_(trainer_ids),
            session.c.held_on.between(licence.c.valid_from, licence.c.valid_to),
            training_class.c.package == licence.c.package,
            training_class.c.state == ClassState.COMPLETED.value,
        )
        .group_by(licence.c.trainer_id, licence.c.number)
    )
    return {(row["trainer_id"], row["number"]): row["courses"] for row in rows}


async def sessions_planned(tx: Transaction, trainer_id: str, institution_id: str, since: date) -> int:
    """How many sessions of an institution's open classes the trainer is to hold from ``since`` on."""
    count = await tx.value(
        sa.select(sa.func.count())
        .select_from(session)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(
            session.c.trainer_id == trainer_id,
            session.c.held_on >= since,
            training_class.c.institution_id == institution_id,
            training_class.c.state == ClassState.OPEN.value,
        )
    )
    return int(count or 0)


async def teaching_times(
    tx: Transaction, trainer_ids: Collection[str], first: date, last: date, apart: str = ""
) -> dict[str, list[Occupied]]:
    """When each of these trainers teaches from ``first`` to ``last``, but in the class ``apart``."""
    rows = await tx.all(
        sa.select(session)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(
            session.c.trainer_id.in_(trainer_ids),
            session.c.held_on.between(first, last),
            training_class.c.state != ClassState.CANCELLED.value,
            training_class.c.id != apart,
        )
    )
    busy: dict[str, list[Occupied]] = {}
    for row in rows:
        busy.setdefault(row["trainer_id"], []).append(session_of(row).occupied)
    return busy


async def trainer_names(tx: Transaction, class_id: str) -> list[str]:
    """The names of the trainers of a class."""
    rows = await tx.all(
        sa.select(trainer.c.name)
        .join(class_trainer, class_trainer.c.trainer_id == trainer.c.id)
        .where(class_trainer.c.class_id == class_id)
    )
    return [row["name"] for row in rows]


async def trainer_names_of(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[str]]:
    """The names of the trainers, by class."""
    rows = await tx.all(
        sa.select(class_trainer.c.class_id, trainer.c.name)
        .join(trainer, class_trainer.c.trainer_id == trainer.c.id)
        .where(class_trainer.c.class_id.in_(class_ids))
    )
    found: dict[str, list[str]] = {class_id: [] for class_id in class_ids}
    for row in rows:
        found[row["class_id"]].append(row["name"])
    return found
