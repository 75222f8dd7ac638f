"""Trainers, their licences, and when they teach."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.packages import Package
from training.domain.trainer import Level, Licence, Trainer
from training.domain.training_class import Occupied
from training.store.classes import session_of
from training.store.tables.base import table_of
from training.store.tables.classes import ClassTrainerRow, SessionRow
from training.store.tables.trainers import LicenceRow, TrainerRow

trainer = table_of(TrainerRow)
licence = table_of(LicenceRow)
session = table_of(SessionRow)
class_trainer = table_of(ClassTrainerRow)


async def lock_trainers(tx: Transaction, trainer_ids: Collection[str]) -> dict[str, Trainer]:
    """The known ones among ``trainer_ids``, locked, so that nobody else plans their time meanwhile."""
    rows = await tx.lock_all(sa.select(trainer).where(trainer.c.id.in_(trainer_ids)).order_by(trainer.c.id))
    licences = await licences_of(tx, [row["id"] for row in rows])
    return {
        row["id"]: Trainer(
            row["id"],
            row["institution_id"],
            row["name"],
            tuple(
                Licence(Package(held["package"]), Level(held["level"]), held["valid_from"], held["valid_to"])
                for held in licences
                if held["trainer_id"] == row["id"]
            ),
        )
        for row in rows
    }


async def licences_of(tx: Transaction, trainer_ids: Collection[str]) -> Sequence[RowMapping]:
    """The licences of these trainers."""
    return await tx.all(
        sa.select(licence).where(licence.c.trainer_id.in_(trainer_ids)).order_by(licence.c.trainer_id, licence.c.number)
    )


async def teaching_times(
    tx: Transaction, trainer_ids: Collection[str], first: date, last: date
) -> dict[str, list[Occupied]]:
    """When each of these trainers teaches from ``first`` to ``last``."""
    rows = await tx.all(
        sa.select(session).where(session.c.trainer_id.in_(trainer_ids), session.c.held_on.between(first, last))
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
