"""Open classes that a decision against their institution, or against a trainer's licence, touches."""

from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from pydantic import BaseModel

from training.domain.packages import Package
from training.domain.trainer import Trainer
from training.domain.training_class import ClassState
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow, SessionRow

training_class = table_of(ClassRow)
session = table_of(SessionRow)


class ClassTouched(BaseModel):
    """An open class with sessions on days on which its institution, or their trainer, may not teach."""

    class_id: str
    number: str
    sessions: int
    first_held_on: date


async def classes_touched(tx: Transaction, institution_id: str, first: date, last: date | None) -> list[ClassTouched]:
    """The open classes of an institution with sessions from ``first`` to ``last`` (None: without end)."""
    days = session.c.held_on >= first
    if last is not None:
        days = sa.and_(days, session.c.held_on <= last)
    rows = await tx.all(
        sa.select(
            training_class.c.id.label("class_id"),
            training_class.c.number,
            sa.func.count().label("sessions"),
            sa.func.min(session.c.held_on).label("first_held_on"),
        )
        .join(session, session.c.class_id == training_class.c.id)
        .where(
            training_class.c.institution_id == institution_id,
            training_class.c.state == ClassState.OPEN.value,
            days,
        )
        .group_by(training_class.c.id)
        .order_by(training_class.c.id)
    )
    return [ClassTouched(**row) for row in rows]


async def classes_without_licence(tx: Transaction, trainer: Trainer, package: Package) -> list[ClassTouched]:
    """The open classes of ``package`` in which the trainer is to hold sessions without a licence on their days."""
    rows = await tx.all(
        sa.select(training_class.c.id.label("class_id"), training_class.c.number, session.c.held_on)
        .join(session, session.c.class_id == training_class.c.id)
        .where(
            session.c.trainer_id == trainer.trainer_id,
            training_class.c.package == package.value,
            training_class.c.state == ClassState.OPEN.value,
        )
        .order_by(training_class.c.id, session.c.held_on)
    )
    touched: dict[str, ClassTouched] = {}
    for row in rows:
        if trainer.licensed(package, row["held_on"]):
            continue
        found = touched.setdefault(
            row["class_id"],
            ClassTouched(class_id=row["class_id"], number=row["number"], sessions=0, first_held_on=row["held_on"]),
        )
        found.sessions += 1
    return list(touched.values())
