"""Tables: applications and their guarantees."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.domain.saturation import AREA_DIGITS
from credit.store.tables.base import (
    WORD,
    Base,
    at_column,
    id_column,
    json_column,
    money_column,
    number_column,
    percent_column,
    table_of,
    word_column,
)


class LoanApplicationRow(Base, table=True):
    """A loan application; the index keeps an applicant to one that is open."""

    __tablename__ = "loan_application"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_loan_application_open", "applicant_id", unique=True, postgresql_where=sa.text("is_open")),
        sa.Index("ix_loan_application_applicant", "applicant_id"),
        sa.Index("ix_loan_application_bank", "bank_id", "id"),
        sa.Index("ix_loan_application_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        sa.Index("ix_loan_application_state", "state", "id"),
        sa.Index("ix_loan_application_waiting", "state", "waiting_since", "id"),
        sa.Index("ix_loan_application_trade", "sector", "township", "id"),
    )

    id: str = id_column(primary_key=True)
    applicant_id: str = id_column()
    bank_id: str = id_column(foreign_key="bank.id")
    area: str = word_column()
    amount: Decimal = money_column()
    term_months: int
    certificate_number: str = Field(max_length=64)
    sector: str = word_column()
    purpose: str
    plan: dict[str, Any] = json_column()
    applied_on: date
    applied_by: str
    state: str = word_column()
    recommended_on: date | None
    recommended_by: str
    reviewed_on: date | None
    reviewed_by: list[str] = json_column()
    committed_on: date | None
    committed_by: str
    decided_on: date | None
    decided_by: str
    ended_on: date | None
    revision: int
    approved_by: list[str] = json_column()
    waiting_since: date
    decide_by: date | None
    disburse_by: date | None
    hands: list[dict[str, Any]] = json_column()
    securities_from: int
    township: str = Field(
        max_length=WORD, sa_column_args=[sa.Computed(f'"left"(area::text, {AREA_DIGITS})', persisted=True)]
    )
    is_open: bool
    version: int
    recorded_at: datetime = at_column()


class CounterGuaranteeRow(Base, table=True):
    """What secures an application; never changed. ``details``: guarantor or group members.

    A revision of the application adds higher numbers; those before ``securities_from`` secured earlier versions.
    """

    __tablename__ = "counter_guarantee"

    application_id: str = id_column(primary_key=True, foreign_key="loan_application.id")
    number: int = number_column()
    kind: str = word_column()
    value: Decimal = money_column()
    counted: Decimal = money_column()
    description: str
    evidence: str
    details: dict[str, Any] = json_column()


class DecisionRow(Base, table=True):
    """A step of an application: who, when, what, by which rules; never changed."""

    __tablename__ = "decision"
    __table_args__: ClassVar[Any] = (sa.Index("ix_decision_application", "application_id", "id"),)

    id: str = id_column(primary_key=True)
    application_id: str = id_column(foreign_key="loan_application.id")
    revision: int
    step: str = word_column()
    outcome: str = word_column()
    taken_on: date
    taken_by: str
    opinion: str
    policy_version: str
    verdicts: list[dict[str, Any]] = json_column()
    recorded_at: datetime = at_column()


class GuaranteeRow(Base, table=True):
    """A guarantee and what the fund answers for today (``outstanding``)."""

    __tablename__ = "guarantee"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("application_id", name="uq_guarantee_application"),
        sa.UniqueConstraint("letter_number", name="uq_guarantee_letter_number"),
    )

    id: str = id_column(primary_key=True)
    application_id: str = id_column(foreign_key="loan_application.id")
    applicant_id: str = id_column()
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    letter_number: str = word_column()
    amount: Decimal = money_column()
    coverage_percent: Decimal = percent_column()
    outstanding: Decimal = money_column()
    issued_on: date
    state: str = word_column()
    ended_on: date | None
    recorded_at: datetime = at_column()


loan_application = table_of(LoanApplicationRow)
counter_guarantee = table_of(CounterGuaranteeRow)
decision = table_of(DecisionRow)
guarantee = table_of(GuaranteeRow)
