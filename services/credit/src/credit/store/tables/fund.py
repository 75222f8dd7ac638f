"""Tables: the fund and its ledger."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import Base, at_column, id_column, money_column, number_column, table_of, word_column


class BankRow(Base, table=True):
    """A partner bank."""

    __tablename__ = "bank"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("name", name="uq_bank_name"),)

    id: str = id_column(primary_key=True)
    name: str = Field(max_length=100)
    recorded_by: str
    recorded_at: datetime = at_column()


class FundRow(Base, table=True):
    """A guarantee fund, and what is guaranteed (reserved and effective). Locked to reserve capacity."""

    __tablename__ = "fund"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("name", name="uq_fund_name"),)

    id: str = id_column(primary_key=True)
    name: str = Field(max_length=100)
    opened_on: date
    closed_on: date | None
    net: Decimal = money_column()
    liability: Decimal = money_column()


class FundAccountRow(Base, table=True):
    """A fund's special account at a bank and what is guaranteed through it. Locked to reserve capacity."""

    __tablename__ = "fund_account"
    __table_args__: ClassVar[Any] = (sa.CheckConstraint("liability >= 0", name="ck_fund_account_liability"),)

    fund_id: str = id_column(primary_key=True, foreign_key="fund.id")
    bank_id: str = id_column(primary_key=True, foreign_key="bank.id")
    net: Decimal = money_column()
    liability: Decimal = money_column()
    guaranteed_ever: Decimal = money_column()
    compensated: Decimal = money_column()
    lifted_compensation: Decimal | None = money_column()


class JournalEntryRow(Base, table=True):
    """An entry of the fund's ledger; never changed, its postings sum to zero (a trigger sees to both)."""

    __tablename__ = "journal_entry"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_journal_entry_bank", "bank_id", "id"),
        sa.Index("ix_journal_entry_fund", "fund_id", "id"),
    )

    id: str = id_column(primary_key=True)
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    kind: str = word_column()
    booked_on: date
    document: str = Field(max_length=100)
    recorded_at: datetime = at_column()


class PostingRow(Base, table=True):
    """A line of an entry, debit positive; never changed. Bank and day are those of its entry."""

    __tablename__ = "posting"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_posting_account", "account", "fund_id", "bank_id", "booked_on", "entry_id", "line"),
    )

    entry_id: str = id_column(primary_key=True, foreign_key="journal_entry.id")
    line: int = number_column()
    fund_id: str = id_column()
    bank_id: str = id_column()
    account: str = word_column()
    booked_on: date
    amount: Decimal = money_column()


bank = table_of(BankRow)
fund = table_of(FundRow)
fund_account = table_of(FundAccountRow)
journal_entry = table_of(JournalEntryRow)
posting = table_of(PostingRow)

letter_numbers = sa.Sequence("letter_number", metadata=Base.metadata)
"""From which guarantee letters take their numbers."""
