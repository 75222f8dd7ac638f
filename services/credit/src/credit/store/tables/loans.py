"""Tables: loans, schedules, repayments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import (
    Base,
    at_column,
    id_column,
    money_column,
    number_column,
    percent_column,
    table_of,
    word_column,
)


class LoanRow(Base, table=True):
    """A disbursed loan. ``replays`` counts how often its repayments were allocated."""

    __tablename__ = "loan"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("application_id", name="uq_loan_application_id"),
        sa.UniqueConstraint("bank_id", "reference", name="uq_loan_reference"),
        sa.Index("ix_loan_applicant", "applicant_id"),
        sa.Index("ix_loan_bank", "bank_id", "id"),
        sa.Index("ix_loan_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        sa.Index("ix_loan_open", "id", postgresql_where=sa.text("closed_on IS NULL")),
    )

    id: str = id_column(primary_key=True)
    application_id: str = id_column(foreign_key="loan_application.id")
    applicant_id: str = id_column()
    bank_id: str = id_column(foreign_key="bank.id")
    area: str = word_column()
    principal: Decimal = money_column()
    principal_owed: Decimal = money_column()
    term_months: int
    annual_rate_percent: Decimal = percent_column()
    rate_reference: str
    method: str = word_column()
    day_count: str = word_column()
    rounding: str = word_column()
    grace_instalments: int
    policy_version: str
    disbursed_on: date
    disbursed_by: str
    reference: str = Field(max_length=64)
    state: str = word_column()
    closed_on: date | None
    replays: int
    version: int
    recorded_at: datetime = at_column()


class InstalmentRow(Base, table=True):
    """A line of a loan's schedule; never changed."""

    __tablename__ = "instalment"

    loan_id: str = id_column(primary_key=True, foreign_key="loan.id")
    number: int = number_column()
    due_on: date
    principal: Decimal = money_column()
    interest: Decimal = money_column()
    balance: Decimal = money_column()


class RepaymentRow(Base, table=True):
    """A repayment; never changed. ``number``: in which order the loan's repayments were recorded."""

    __tablename__ = "repayment"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", name="uq_repayment_reference"),
        sa.UniqueConstraint("loan_id", "number", name="uq_repayment_number"),
    )

    id: str = id_column(primary_key=True)
    bank_id: str = id_column(foreign_key="bank.id")
    reference: str = Field(max_length=64)
    loan_id: str = id_column(foreign_key="loan.id")
    number: int
    amount: Decimal = money_column()
    paid_on: date
    recorded_by: str
    recorded_at: datetime = at_column()


class AllocationRow(Base, table=True):
    """What a repayment paid; never changed. A later version supersedes it (a backdated one came in)."""

    __tablename__ = "allocation"
    __table_args__: ClassVar[Any] = (sa.Index("ix_allocation_loan", "loan_id"),)

    repayment_id: str = id_column(primary_key=True, foreign_key="repayment.id")
    version: int = number_column()
    loan_id: str = id_column(foreign_key="loan.id")
    interest: Decimal = money_column()
    principal: Decimal = money_column()
    balance: Decimal = money_column()
    guarantee_freed: Decimal = money_column()
    recorded_at: datetime = at_column()


class ArrearsSpellRow(Base, table=True):
    """An unbroken time in arrears that an assessment found and told; never changed."""

    __tablename__ = "arrears_spell"

    loan_id: str = id_column(primary_key=True, foreign_key="loan.id")
    began_on: date = Field(primary_key=True)
    assessed_on: date
    days_past_due: int
    overdue: Decimal = money_column()
    recorded_at: datetime = at_column()


loan = table_of(LoanRow)
instalment = table_of(InstalmentRow)
repayment = table_of(RepaymentRow)
allocation = table_of(AllocationRow)
arrears_spell = table_of(ArrearsSpellRow)
