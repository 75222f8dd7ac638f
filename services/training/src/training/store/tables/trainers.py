"""Tables: trainers and their licences."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class TrainerRow(Base, table=True):
    """A trainer of an institution. The row is locked while a class plans the trainer's time."""

    __tablename__ = "trainer"
    __table_args__: ClassVar[Any] = (sa.Index("ix_trainer_institution", "institution_id", "id"),)

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    name: str
    version: int
    recorded_at: datetime = at_column()


class LicenceRow(Base, table=True):
    """A trainer's licence for one package."""

    __tablename__ = "licence"

    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    package: str = word_column()
    level: str = word_column()
    valid_from: date
    valid_to: date
    recorded_at: datetime = at_column()
