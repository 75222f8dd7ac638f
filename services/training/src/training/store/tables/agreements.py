"""Tables: agreements, their budgets and their dated terms; suspensions of an institution's claims."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, money_column, word_column


class AgreementRow(Base, table=True):
    """A budget = reserved + paid − clawed back + free; the database refuses when free would be negative."""

    __tablename__ = "agreement"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint(
            "reserved >= 0 AND clawed_back >= 0 AND clawed_back <= paid AND reserved + paid - clawed_back <= budget",
            name="ck_agreement_within_budget",
        ),
        sa.Index("ix_agreement_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    valid_from: date
    valid_to: date
    budget: Decimal = money_column()
    reserved: Decimal = money_column()
    paid: Decimal = money_column()
    clawed_back: Decimal = money_column()
    ended_on: date | None = None
    ended_by: str | None = None
    end_reason: str | None = None
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()


class AgreementVersionRow(Base, table=True):
    """The terms of an agreement from a day on; proposed by one person, decided by another."""

    __tablename__ = "agreement_version"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("number = 1 OR decided_by <> proposed_by", name="ck_agreement_version_two_people"),
    )

    agreement_id: str = id_column(primary_key=True, foreign_key="agreement.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    effective_from: date
    valid_to: date
    budget: Decimal = money_column()
    prices: list[dict[str, Any]] = json_column()
    reason: str
    state: str = word_column()
    proposed_by: str
    proposed_on: date
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str | None = None
    recorded_at: datetime = at_column()


class ClaimsSuspensionRow(Base, table=True):
    """A time in which an institution may not claim; one at most is open."""

    __tablename__ = "claims_suspension"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_claims_suspension_open", "institution_id", unique=True, postgresql_where=sa.text("lifted_on IS NULL")
        ),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    claim_id: str | None = id_column(default=None)
    suspended_on: date
    reason: str
    suspended_by: str
    lifted_on: date | None = None
    lifted_by: str | None = None
    lift_reason: str | None = None
    recorded_at: datetime = at_column()
