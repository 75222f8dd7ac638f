"""Tables: trainers, whom they work for, their licences, and what is decided on these."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class TrainerRow(Base, table=True):
    """A trainer; ``institution_id`` as of the newest engagement.

    The row is locked while a class plans the trainer's time.
    """

    __tablename__ = "trainer"
    __table_args__: ClassVar[Any] = (sa.Index("ix_trainer_institution", "institution_id", "id"),)

    id: str = id_column(primary_key=True)
    institution_id: str | None = id_column(default=None, foreign_key="institution.id")
    area: str = word_column()
    name: str
    version: int
    recorded_at: datetime = at_column()


class LicenceRow(Base, table=True):
    """A trainer's licence for one package."""

    __tablename__ = "licence"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_licence_number",
            "licence_number",
            unique=True,
            postgresql_where=sa.text("licence_number IS NOT NULL"),
        ),
    )

    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    package: str = word_column()
    level: str = word_column()
    valid_from: date
    valid_to: date
    licence_number: str | None = word_column(default=None)
    issued_by: str | None = None
    renews: int | None = None
    courses_taught: int | None = None
    recorded_by: str | None = None
    recorded_at: datetime = at_column()


class EngagementRow(Base, table=True):
    """From which day a trainer works for an institution, or for none; the next one ends it. Never changed."""

    __tablename__ = "trainer_engagement"
    __table_args__: ClassVar[Any] = (sa.Index("ix_trainer_engagement_institution", "institution_id"),)

    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    engaged_from: date
    institution_id: str | None = id_column(default=None, foreign_key="institution.id")
    reason: str
    recorded_by: str
    recorded_at: datetime = at_column()


class LicenceMeasureRow(Base, table=True):
    """A licence's suspension, its lifting, or a withdrawal; never changed. ``refers_to``: the suspension lifted."""

    __tablename__ = "licence_measure"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_licence_measure_refers",
            "trainer_id",
            "refers_to",
            unique=True,
            postgresql_where=sa.text("refers_to IS NOT NULL"),
        ),
        sa.Index(
            "uq_licence_measure_withdrawal",
            "trainer_id",
            "licence",
            unique=True,
            postgresql_where=sa.text("measure = 'withdrawal'"),
        ),
        sa.CheckConstraint("(measure = 'lifting') = (refers_to IS NOT NULL)", name="ck_licence_measure_refers"),
    )

    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    licence: int
    measure: str = word_column()
    starts_on: date
    ends_on: date | None = None
    refers_to: int | None = None
    reason: str
    decided_by: str
    recorded_at: datetime = at_column()


class LicenceNoticeRow(Base, table=True):
    """That a licence's end was called to mind (``days`` ahead), or that it was noted (0); once each."""

    __tablename__ = "licence_notice"

    trainer_id: str = id_column(primary_key=True, foreign_key="trainer.id")
    licence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    days: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    noticed_on: date
    noticed_by: str
    recorded_at: datetime = at_column()
