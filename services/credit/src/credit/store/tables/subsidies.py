"""Tables: interest subsidies, batch by batch, and what figures need to know of borrowers and their businesses."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import Base, at_column, id_column, money_column, number_column, table_of, word_column

_OPEN = "state IN ('claimed', 'approved')"


class SubsidyBatchRow(Base, table=True):
    """A bank's claim on finance for a quarter; the indexes keep a bank to one unsettled batch and one for a quarter.

    ``number`` counts a bank's batches: two that were drawn up from the same state of things cannot both be recorded.
    """

    __tablename__ = "subsidy_batch"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "number", name="uq_subsidy_batch_number"),
        sa.UniqueConstraint("reference", name="uq_subsidy_batch_reference"),
        sa.Index("uq_subsidy_batch_open", "bank_id", unique=True, postgresql_where=sa.text(_OPEN)),
        sa.Index(
            "uq_subsidy_batch_quarter",
            "bank_id",
            "quarter",
            unique=True,
            postgresql_where=sa.text("state <> 'returned'"),
        ),
        sa.Index("ix_subsidy_batch_settled_on", "settled_on"),
    )

    id: str = id_column(primary_key=True)
    bank_id: str = id_column(foreign_key="bank.id")
    number: int
    quarter: str = word_column()
    state: str = word_column()
    loans: int
    interest: Decimal = money_column()
    interest_subsidised: Decimal = money_column()
    amount: Decimal = money_column()
    corrections: Decimal = money_column()
    carried_in: Decimal = money_column()
    payable: Decimal = money_column()
    policy_version: str
    claimed_on: date
    claimed_by: str
    decided_on: date | None
    decided_by: str
    opinion: str
    settled_on: date | None
    settled_by: str
    reference: str | None = Field(max_length=64)
    carried_into: str | None = id_column(foreign_key="subsidy_batch.id")
    version: int
    recorded_at: datetime = at_column()


class SubsidyLineRow(Base, table=True):
    """A loan in a batch; never changed. ``interest``: in the parts shown."""

    __tablename__ = "subsidy_line"
    __table_args__: ClassVar[Any] = (sa.Index("ix_subsidy_line_loan", "loan_id"),)

    batch_id: str = id_column(primary_key=True, foreign_key="subsidy_batch.id")
    loan_id: str = id_column(primary_key=True, foreign_key="loan.id")
    interest: Decimal = money_column()
    amount: Decimal = money_column()


class SubsidyPartRow(Base, table=True):
    """An instalment's interest in a repayment, in a batch; never changed. ``amount`` = due now − claimed before."""

    __tablename__ = "subsidy_part"
    __table_args__: ClassVar[Any] = (sa.Index("ix_subsidy_part_loan", "loan_id"),)

    batch_id: str = id_column(primary_key=True, foreign_key="subsidy_batch.id")
    loan_id: str = id_column(primary_key=True, foreign_key="loan.id")
    repayment_id: str = id_column(primary_key=True, foreign_key="repayment.id")
    instalment_number: int = number_column()
    paid_on: date
    due_on: date
    interest: Decimal = money_column()
    due_now: Decimal = money_column()
    claimed_before: Decimal = money_column()
    amount: Decimal = money_column()
    why: str = word_column()


class SubsidyClawbackRow(Base, table=True):
    """A loan whose trade was found not to be a micro-profit one; never changed. ``amount``: claimed until then."""

    __tablename__ = "subsidy_clawback"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("notice_number", name="uq_subsidy_clawback_notice"),
        sa.Index("ix_subsidy_clawback_bank", "bank_id", "notice_number"),
    )

    loan_id: str = id_column(primary_key=True, foreign_key="loan.id")
    bank_id: str = id_column(foreign_key="bank.id")
    notice_number: str = word_column()
    found_on: date
    reason: str
    amount: Decimal = money_column()
    recorded_by: str
    recorded_at: datetime = at_column()


class PersonRow(Base, table=True):
    """What figures need to know of a person: ``f`` or ``m``."""

    __tablename__ = "person"

    applicant_id: str = id_column(primary_key=True)
    sex: str = word_column()


class BusinessRow(Base, table=True):
    """A business as the follow-up service knows it; ``closed_on`` until it is reopened."""

    __tablename__ = "business"

    business_id: str = id_column(primary_key=True)
    registered_on: date | None
    closed_on: date | None


class BusinessOwnerRow(Base, table=True):
    """A participant who owns a business."""

    __tablename__ = "business_owner"
    __table_args__: ClassVar[Any] = (sa.Index("ix_business_owner_applicant", "applicant_id"),)

    business_id: str = id_column(primary_key=True)
    applicant_id: str = id_column(primary_key=True)


class BusinessJobsRow(Base, table=True):
    """People other than the owners who worked in a surviving business, as a visit on that day counted them."""

    __tablename__ = "business_jobs"

    business_id: str = id_column(primary_key=True)
    confirmed_on: date = Field(primary_key=True)
    workers: int


subsidy_batch = table_of(SubsidyBatchRow)
subsidy_line = table_of(SubsidyLineRow)
subsidy_part = table_of(SubsidyPartRow)
subsidy_clawback = table_of(SubsidyClawbackRow)
person = table_of(PersonRow)
business = table_of(BusinessRow)
business_owner = table_of(BusinessOwnerRow)
business_jobs = table_of(BusinessJobsRow)

notice_numbers = sa.Sequence("subsidy_notice_number", metadata=Base.metadata)
"""From which clawback notices take their numbers."""
