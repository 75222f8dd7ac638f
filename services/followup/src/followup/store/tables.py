"""The tables of follow-up.

``fact`` holds what happened, from every service, never changed. ``participant_progress`` and
``business_progress`` are what the facts add up to: a trigger brings them up to date, once for all
facts that one statement adds (``migrations/measures_0001.sql``).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CheckConstraint, DateTime, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

YUAN: Any = Numeric(16, 2)
MOMENT: Any = DateTime(timezone=True)
PREFIX = {"area": "varchar_pattern_ops"}
"""So that a subtree, which is a prefix, is found by the index whatever the collation."""


class Table(SQLModel, registry=registry()):
    """Base of follow-up's tables, with metadata of their own."""


Table.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


def table_of(row: type[Table]) -> SqlTable:
    """The Core table behind a row's class."""
    return cast("SqlTable", vars(row)["__table__"])


class BusinessRow(Table, table=True):
    """A registered business as it stands; ``survival_said`` and ``jobs_*`` are what was published."""

    __tablename__ = "business"
    __table_args__ = (
        UniqueConstraint("licence_number", name="uq_business_licence_number"),
        Index("ix_business_area", "area", "id", postgresql_ops=PREFIX),
        Index("ix_business_state", "state", "id"),
        Index("ix_business_address_key", "address_key"),
    )
    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(sa_type=Text)
    licence_number: str = Field(max_length=18)
    registered_on: date
    sector: str = Field(max_length=4)
    area: str = Field(max_length=12)
    address: str = Field(sa_type=Text)
    address_key: str = Field(max_length=64)
    form: str = Field(max_length=20)
    licence_seen_on: date
    survives_after: date
    state: str = Field(max_length=12)
    closed_on: date | None = None
    survival_said: date | None = None
    jobs_workers: int | None = None
    jobs_on: date | None = None
    policy_version: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=MOMENT)
    version: int


class OwnerRow(Table, table=True):
    """One owner of one business."""

    __tablename__ = "business_owner"
    __table_args__ = (Index("ix_business_owner_applicant_id", "applicant_id"),)
    business_id: str = Field(primary_key=True, max_length=36, foreign_key="business.id")
    applicant_id: str = Field(primary_key=True, max_length=36)


class VisitRow(Table, table=True):
    """A visit, planned or not; its records are in ``visit_record``. ``area`` is the business's."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_business_id", "business_id"),
        Index("ix_visit_state_due", "state", "due_by", "id"),
        Index("ix_visit_area", "area", "state", "due_by", postgresql_ops=PREFIX),
    )
    id: str = Field(primary_key=True, max_length=36)
    business_id: str = Field(max_length=36, foreign_key="business.id")
    area: str = Field(max_length=12)
    kind: str = Field(max_length=12)
    state: str = Field(max_length=12)
    due_from: date | None = None
    due_by: date | None = None
    version: int


class VisitRecordRow(Table, table=True):
    """One record of a visit; the highest version of a visit is in force. Never changed."""

    __tablename__ = "visit_record"
    __table_args__ = (
        UniqueConstraint("visit_id", "version", name="uq_visit_record_visit_id_version"),
        Index("ix_visit_record_business_id", "business_id", "sequence"),
        CheckConstraint("(outcome = 'closed') = (closed_on IS NOT NULL)", name="ck_visit_record_closed_on"),
    )
    id: str = Field(primary_key=True, max_length=36)
    visit_id: str = Field(max_length=36, foreign_key="visit.id")
    business_id: str = Field(max_length=36, foreign_key="business.id")
    version: int
    sequence: int
    visited_on: date
    outcome: str = Field(max_length=12)
    closed_on: date | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    people: dict[str, int] | None = Field(default=None, sa_type=JSONB)
    turnover: Decimal | None = Field(default=None, sa_type=YUAN)
    costs: Decimal | None = Field(default=None, sa_type=YUAN)
    owner_income: Decimal | None = Field(default=None, sa_type=YUAN)
    problems: str | None = Field(default=None, sa_type=Text)
    evidence: list[str] = Field(sa_type=JSONB)
    policy_version: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=MOMENT)


class FactRow(Table, table=True):
    """One thing that happened to one person or business.

    ``id`` is the event's (or, for follow-up's own facts, the record's), ``line`` tells apart what one event
    says of several people. Of the facts of one ``series`` only those of the highest version known hold.
    ``about_id``: the loan application, loan, enrolment … that it is about. ``amount`` in yuan.
    """

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_applicant_id", "applicant_id"),
        Index("ix_fact_business_id", "business_id", postgresql_where=text("business_id IS NOT NULL")),
        Index("ix_fact_series", "series", "version", postgresql_where=text("series IS NOT NULL")),
        Index(
            "ix_fact_merged",
            "applicant_id",
            text("recorded_at DESC"),
            text("id DESC"),
            postgresql_where=text("kind = 'applicants.applicant.merged'"),
        ),
        CheckConstraint("version >= 1", name="ck_fact_version"),
    )
    id: str = Field(primary_key=True, max_length=36)
    line: int = Field(primary_key=True)
    kind: str = Field(max_length=48)
    applicant_id: str | None = Field(default=None, max_length=36)
    business_id: str | None = Field(default=None, max_length=36)
    about_id: str | None = Field(default=None, max_length=36)
    series: str | None = Field(default=None, max_length=64)
    version: int
    happened_on: date
    recorded_at: datetime = Field(sa_type=MOMENT)
    amount: Decimal | None = Field(default=None, sa_type=YUAN)
    data: dict[str, Any] = Field(sa_type=JSONB)


class BusinessProgressRow(Table, table=True):
    """What the facts about a business add up to. ``workers``: owners apart; unknown is NULL."""

    __tablename__ = "business_progress"
    business_id: str = Field(primary_key=True, max_length=36)
    registered_on: date | None = None
    survives_after: date | None = None
    survived_on: date | None = None
    closed_on: date | None = None
    workers: int | None = None


class ProgressRow(Table, table=True):
    """What the facts about a person add up to: the baseline, the first dates, and money in yuan.

    ``due_after``: from the day after it, a business of theirs is due for the six-month check.
    ``unverified_after``: the same of businesses neither verified surviving nor closed.
    ``closed_on``: set when all their businesses closed.
    """

    __tablename__ = "participant_progress"
    __table_args__ = (Index("ix_participant_progress_area", "area", "applicant_id", postgresql_ops=PREFIX),)
    applicant_id: str = Field(primary_key=True, max_length=36)
    area: str | None = Field(default=None, max_length=12)
    baseline_area: str | None = Field(default=None, max_length=12)
    sex: str | None = Field(default=None, max_length=1)
    birth_year: int | None = None
    education: str | None = Field(default=None, max_length=32)
    target_group: str | None = Field(default=None, max_length=32)
    employment_status: str | None = Field(default=None, max_length=32)
    unemployed_since: date | None = None
    sector: str | None = Field(default=None, max_length=16)
    free_of_charge: bool | None = None
    registered_on: date | None = None
    accepted_on: date | None = None
    declined_on: date | None = None
    referred_on: date | None = None
    enrolled_on: date | None = None
    first_session_on: date | None = None
    certified_on: date | None = None
    loan_applied_on: date | None = None
    loan_disbursed_on: date | None = None
    business_registered_on: date | None = None
    due_after: date | None = None
    unverified_after: date | None = None
    survived_on: date | None = None
    closed_on: date | None = None
    withdrawn_on: date | None = None
    subsidies_paid: Decimal = Field(sa_type=YUAN, sa_column_kwargs={"server_default": "0"})
    loans_disbursed: Decimal = Field(sa_type=YUAN, sa_column_kwargs={"server_default": "0"})
    outstanding_principal: Decimal = Field(sa_type=YUAN, sa_column_kwargs={"server_default": "0"})
    guarantees_outstanding: Decimal = Field(sa_type=YUAN, sa_column_kwargs={"server_default": "0"})
