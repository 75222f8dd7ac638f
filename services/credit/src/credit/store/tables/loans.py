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
    json_column,
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
    excess: Decimal = money_column(sa_column_kwargs={"server_default": "0"})
    term_months: int
    annual_rate_percent: Decimal = percent_column()
    rate_reference: str
    method: str = word_column()
    day_count: str = word_column()
    rounding: str = word_column()
    grace_instalments: int
    interest_grace_instalments: int = Field(sa_column_kwargs={"server_default": "0"})
    months_between: int = Field(sa_column_kwargs={"server_default": "1"})
    instalment_multiple_of: Decimal = money_column(sa_column_kwargs={"server_default": "0.01"})
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
        sa.Index("ix_repayment_file", "file_id", "id", postgresql_where=sa.text("file_id IS NOT NULL")),
    )

    id: str = id_column(primary_key=True)
    bank_id: str = id_column(foreign_key="bank.id")
    reference: str = Field(max_length=64)
    loan_id: str = id_column(foreign_key="loan.id")
    number: int
    amount: Decimal = money_column()
    paid_on: date
    settles: bool = Field(sa_column_kwargs={"server_default": sa.false()})
    file_id: str | None = id_column()
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
    excess: Decimal = money_column(sa_column_kwargs={"server_default": "0"})
    guarantee_freed: Decimal = money_column()
    recorded_at: datetime = at_column()


class ReversalRow(Base, table=True):
    """A repayment that bounced; never changed."""

    __tablename__ = "repayment_reversal"
    __table_args__: ClassVar[Any] = (sa.Index("ix_repayment_reversal_loan", "loan_id"),)

    repayment_id: str = id_column(primary_key=True, foreign_key="repayment.id")
    loan_id: str = id_column(foreign_key="loan.id")
    reversed_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime = at_column()


class ExtensionRow(Base, table=True):
    """A longer term that a bank asked for, and what the guarantee officer said."""

    __tablename__ = "loan_extension"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_loan_extension_asked", "loan_id", unique=True, postgresql_where=sa.text("state = 'asked'")),
        sa.Index("ix_loan_extension_loan", "loan_id", "id"),
        sa.Index("ix_loan_extension_bank", "bank_id", "id"),
    )

    id: str = id_column(primary_key=True)
    loan_id: str = id_column(foreign_key="loan.id")
    bank_id: str = id_column(foreign_key="bank.id")
    area: str = word_column()
    months: int
    extended_on: date
    reason: str
    asked_by: str
    asked_at: datetime = at_column()
    state: str = word_column()
    annual_rate_percent: Decimal | None = percent_column()
    rate_reference: str
    policy_version: str
    opinion: str
    decided_by: str
    decided_at: datetime | None = at_column()
    version: int


class StandingRow(Base, table=True):
    """Days on which a loan's standing does not change, by value dates; drawn up again with every change of the loan.

    ``to_on`` (not counted) lies at most 31 days after ``from_on``, so that what holds on a day began in the 31 days
    before it; None when nothing ends it. It has no foreign key: it follows its loan in the same transaction.
    """

    __tablename__ = "loan_standing"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "ix_loan_standing_bounded",
            "from_on",
            postgresql_include=["to_on", "oldest_due_on", "principal", "overdue", "loan_id"],
            postgresql_where=sa.text("to_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_loan_standing_unbounded",
            "from_on",
            postgresql_include=["oldest_due_on", "principal", "overdue", "loan_id"],
            postgresql_where=sa.text("to_on IS NULL"),
        ),
    )

    loan_id: str = id_column(primary_key=True)
    from_on: date = Field(primary_key=True)
    to_on: date | None
    oldest_due_on: date | None
    principal: Decimal = money_column()
    overdue: Decimal = money_column()


class RepaymentFileRow(Base, table=True):
    """A bank's file of repayments that was posted; never changed. ``refused``: lines that were left out, and why."""

    __tablename__ = "repayment_file"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_repayment_file_digest", "bank_id", "digest", unique=True),
        sa.Index("ix_repayment_file_bank", "bank_id", "id"),
    )

    id: str = id_column(primary_key=True)
    bank_id: str = id_column(foreign_key="bank.id")
    digest: str = Field(max_length=64)
    lines: int
    total: Decimal = money_column()
    recorded: int
    recorded_total: Decimal = money_column()
    duplicate: int
    refused: list[dict[str, Any]] = json_column()
    recorded_by: str
    recorded_at: datetime = at_column()


class ReconciliationRow(Base, table=True):
    """A bank's own figures of a day beside ours; never changed."""

    __tablename__ = "reconciliation"
    __table_args__: ClassVar[Any] = (sa.Index("ix_reconciliation_bank", "bank_id", "id"),)

    id: str = id_column(primary_key=True)
    bank_id: str = id_column(foreign_key="bank.id")
    kind: str = word_column()
    as_of: date
    since_on: date | None
    digest: str = Field(max_length=64)
    lines: int
    agreed: int
    differences: int
    their_total: Decimal = money_column()
    our_total: Decimal = money_column()
    recorded_by: str
    recorded_at: datetime = at_column()


class DifferenceRow(Base, table=True):
    """A line of a reconciliation that differs; never changed."""

    __tablename__ = "reconciliation_difference"

    reconciliation_id: str = id_column(primary_key=True, foreign_key="reconciliation.id")
    number: int = number_column()
    row: int | None
    kind: str = word_column()
    loan_id: str
    reference: str
    theirs: str
    ours: str


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
repayment_reversal = table_of(ReversalRow)
loan_extension = table_of(ExtensionRow)
loan_standing = table_of(StandingRow)
repayment_file = table_of(RepaymentFileRow)
reconciliation = table_of(ReconciliationRow)
reconciliation_difference = table_of(DifferenceRow)
arrears_spell = table_of(ArrearsSpellRow)
