"""Table: who waits for a seat in a full class."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa

from training.store.tables.base import Base, at_column, id_column, word_column


class WaitingRow(Base, table=True):
    """One person's place on the waiting list of one class; ``position`` is never given twice."""

    __tablename__ = "waiting"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name="fk_waiting_enrolment", deferrable=True, initially="DEFERRED"
        ),
        sa.UniqueConstraint("class_id", "position", name="uq_waiting_position"),
        sa.CheckConstraint("(state = 'seated') = (enrolment_id IS NOT NULL)", name="ck_waiting_seated"),
        sa.CheckConstraint("(state = 'waiting') = (ended_on IS NULL)", name="ck_waiting_ended"),
        sa.Index(
            "uq_waiting_open",
            "class_id",
            "applicant_id",
            unique=True,
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_waiting_applicant", "applicant_id"),
    )

    id: str = id_column(primary_key=True)
    class_id: str = id_column(foreign_key="training_class.id")
    applicant_id: str = id_column()
    institution_id: str = id_column()
    area: str = word_column()
    position: int
    joined_on: date
    free: bool
    fee_reason: str = word_column()
    state: str = word_column()
    ended_on: date | None = None
    end_reason: str | None = None
    enrolment_id: str | None = id_column(nullable=True)
    policy_version: str
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()
