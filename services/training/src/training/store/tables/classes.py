"""Tables: classes and their sessions."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import (
    Base,
    at_column,
    hours_column,
    id_column,
    money_column,
    word_column,
)


class ClassRow(Base, table=True):
    """A class; ``seats_taken`` is what enrolments race for."""

    __tablename__ = "training_class"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("seats_taken BETWEEN 0 AND capacity", name="ck_training_class_seats"),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_on IS NOT NULL)", name="ck_training_class_cancelled"),
        sa.UniqueConstraint("number", name="uq_training_class_number"),
        sa.Index("ix_training_class_institution", "institution_id", "id"),
        sa.Index("ix_training_class_area", "area", "id"),
    )

    id: str = id_column(primary_key=True)
    number: str = word_column()
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    package: str = word_column()
    capacity: int
    seats_taken: int
    fee: Decimal = money_column()
    venue: str
    state: str = word_column()
    starts_on: date
    ends_on: date
    hours: Decimal = hours_column()
    completed_on: date | None = None
    cancelled_on: date | None = None
    offer_id: str | None = id_column(nullable=True, foreign_key="offer.id", default=None)
    enrolled: int | None = None
    passed: int | None = None
    policy_version: str
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()


class ClassTrainerRow(Base, table=True):
    """A trainer named for a class."""

    __tablename__ = "class_trainer"

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    position: int


class SessionRow(Base, table=True):
    """A session of a class."""

    __tablename__ = "class_session"
    __table_args__: ClassVar[Any] = (sa.Index("ix_class_session_trainer", "trainer_id", "held_on"),)

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    held_on: date
    starts_at: time
    hours: Decimal = hours_column()
    trainer_id: str = id_column(foreign_key="trainer.id")
    venue: str
