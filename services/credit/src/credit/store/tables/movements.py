"""Tables: what comes into a fund and goes out of it by a bank's voucher, and what a manager lifts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import Base, at_column, id_column, money_column, percent_column, table_of, word_column


class FundMovementRow(Base, table=True):
    """A contribution, withdrawal or fee payment; never changed.

    ``attempt`` counts the movements of the same reference before it, all of which were reversed.
    """

    __tablename__ = "fund_movement"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", "attempt", name="uq_fund_movement_reference"),
        sa.UniqueConstraint("entry_id", name="uq_fund_movement_entry"),
        sa.Index("ix_fund_movement_account", "fund_id", "bank_id", "id"),
    )

    id: str = id_column(primary_key=True)
    kind: str = word_column()
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    entry_id: str = id_column(foreign_key="journal_entry.id")
    amount: Decimal = money_column()
    booked_on: date
    reference: str = Field(max_length=64)
    attempt: int
    reason: str
    recorded_by: str
    recorded_at: datetime = at_column()


class GuaranteeFeeRow(Base, table=True):
    """What a fee payment paid for one guarantee letter; never changed. ``rate_percent`` is a year's."""

    __tablename__ = "guarantee_fee"
    __table_args__: ClassVar[Any] = (sa.Index("ix_guarantee_fee_guarantee", "guarantee_id"),)

    movement_id: str = id_column(primary_key=True, foreign_key="fund_movement.id")
    guarantee_id: str = id_column(primary_key=True, foreign_key="guarantee.id")
    amount: Decimal = money_column()
    due: Decimal = money_column()
    rate_percent: Decimal = percent_column()


class EntryReversalRow(Base, table=True):
    """That an entry was taken back, once, by which entry and why; never changed."""

    __tablename__ = "entry_reversal"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("reversal_id", name="uq_entry_reversal_reversal"),)

    entry_id: str = id_column(primary_key=True, foreign_key="journal_entry.id")
    reversal_id: str = id_column(foreign_key="journal_entry.id")
    reason: str
    reversed_on: date
    recorded_by: str
    recorded_at: datetime = at_column()


class SuspensionLiftRow(Base, table=True):
    """That a manager let a stopped bank have new guarantees again; never changed."""

    __tablename__ = "suspension_lift"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["fund_id", "bank_id"], ["fund_account.fund_id", "fund_account.bank_id"], name="fk_suspension_lift_account"
        ),
        sa.Index("ix_suspension_lift_account", "fund_id", "bank_id", "id"),
    )

    id: str = id_column(primary_key=True)
    fund_id: str = id_column()
    bank_id: str = id_column()
    lifted_on: date
    compensated: Decimal = money_column()
    compensation_rate_percent: Decimal = percent_column()
    reason: str
    recorded_by: str
    recorded_at: datetime = at_column()


fund_movement = table_of(FundMovementRow)
guarantee_fee = table_of(GuaranteeFeeRow)
entry_reversal = table_of(EntryReversalRow)
suspension_lift = table_of(SuspensionLiftRow)
