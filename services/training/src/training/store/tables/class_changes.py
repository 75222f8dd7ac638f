"""Tables: how classes were changed, what learners paid for them, and what institutions offer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import (
    Base,
    at_column,
    hours_column,
    id_column,
    json_column,
    money_column,
    word_column,
)


class ClassChangeRow(Base, table=True):
    """One change of a class, or its cancellation: sessions before and after, and the notice that learners got."""

    __tablename__ = "class_change"

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = word_column()
    announced_on: date
    grounds: str = word_column()
    reason: str
    days_ahead: int
    short_notice: bool
    before: list[dict[str, Any]] = json_column()
    after: list[dict[str, Any]] = json_column()
    learners: int
    policy_version: str
    recorded_by: str
    recorded_at: datetime = at_column()


class FeeEntryRow(Base, table=True):
    """Money that an institution received from a learner or gave back, in yuan; never edited."""

    __tablename__ = "fee_entry"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name="fk_fee_entry_enrolment_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.UniqueConstraint("number", name="uq_fee_entry_number"),
        sa.CheckConstraint("amount > 0", name="ck_fee_entry_amount"),
        sa.Index("ix_fee_entry_enrolment", "enrolment_id"),
        sa.Index("ix_fee_entry_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    number: str = word_column()
    institution_id: str = id_column()
    area: str = word_column()
    class_id: str = id_column(foreign_key="training_class.id")
    enrolment_id: str = id_column()
    applicant_id: str = id_column()
    kind: str = word_column()
    amount: Decimal = money_column()
    happened_on: date
    method: str = word_column()
    reason: str | None = None
    recorded_by: str
    recorded_at: datetime = at_column()


class OfferRow(Base, table=True):
    """A package that an institution offers to the public; ``fee`` in yuan."""

    __tablename__ = "offer"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("valid_from <= valid_to", name="ck_offer_period"),
        sa.Index("ix_offer_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    package: str = word_column()
    hours: Decimal = hours_column()
    fee: Decimal = money_column()
    taught_at: str = word_column()
    description: str
    valid_from: date
    valid_to: date
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    policy_version: str
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()
