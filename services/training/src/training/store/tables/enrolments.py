"""Tables: learners' places in classes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, money_column, word_column


class EnrolmentRow(Base, table=True):
    """A learner's place in a class, with the decision whether it is free and why."""

    __tablename__ = "enrolment"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["transferred_to"],
            ["enrolment.id"],
            name="fk_enrolment_transferred_to",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("(state = 'transferred') = (transferred_to IS NOT NULL)", name="ck_enrolment_transferred"),
        sa.UniqueConstraint("class_id", "applicant_id", name="uq_enrolment_class_applicant"),
        sa.Index(
            "uq_enrolment_entitlement",
            "applicant_id",
            "package",
            unique=True,
            postgresql_where=sa.text("uses_entitlement"),
        ),
        sa.Index("ix_enrolment_applicant", "applicant_id"),
    )

    id: str = id_column(primary_key=True)
    class_id: str = id_column(foreign_key="training_class.id")
    applicant_id: str = id_column()
    institution_id: str = id_column()
    area: str = word_column()
    package: str = word_column()
    enrolled_on: date
    free: bool
    reason: str = word_column()
    fee: Decimal = money_column()
    target_group: str | None = word_column(default=None)
    uses_entitlement: bool
    policy_version: str
    state: str = word_column()
    dropped_on: date | None = None
    drop_reason: str | None = None
    transferred_to: str | None = id_column(nullable=True, default=None)
    hours_attended: Decimal | None = Field(default=None, max_digits=6, decimal_places=2)
    hours_share: Decimal | None = Field(default=None, max_digits=5, decimal_places=4)
    plan_grade: str | None = word_column(default=None)
    outcome_reasons: list[str] | None = Field(default=None, sa_type=cast("Any", ARRAY(sa.String)))
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()
