"""Classes that a decision against their institution touches."""

from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from pydantic import BaseModel

from training.domain.training_class import ClassState
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow, SessionRow

training_class = table_of(ClassRow)
session = table_of(SessionRow)


class ClassTouched(BaseModel):
    """An open class with sessions on days on which its institution may not teach."""

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
