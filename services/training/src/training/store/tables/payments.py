"""Tables: institutions' bank accounts, payment batches and their orders, files sent, clawbacks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, money_column, word_column


class BankAccountRow(Base, table=True):
    """An institution's account; name and number encrypted; proposed by one person, confirmed by another."""

    __tablename__ = "bank_account"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("decided_by <> proposed_by", name="ck_bank_account_two_people"),
        sa.Index(
            "uq_bank_account_proposed", "institution_id", unique=True, postgresql_where=sa.text("state = 'proposed'")
        ),
        sa.Index("ix_bank_account_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    holder: str
    number: str
    number_masked: str = word_column()
    clearing_code: str = Field(max_length=12)
    bank_name: str
    valid_from: date
    state: str = word_column()
    proposed_on: date
    proposed_by: str
    decided_on: date | None = None
    decided_by: str | None = None
    version: int
    recorded_at: datetime = at_column()


class PaymentBatchRow(Base, table=True):
    """Orders that go to the bank together."""

    __tablename__ = "payment_batch"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("number", name="uq_payment_batch_number"),
        sa.CheckConstraint(
            "first_approved_by <> drawn_by AND approved_by <> drawn_by AND first_approved_by <> approved_by",
            name="ck_payment_batch_three_people",
        ),
        sa.CheckConstraint("net = gross - deducted AND net >= 0", name="ck_payment_batch_adds_up"),
    )

    id: str = id_column(primary_key=True)
    number: str = word_column()
    drawn_on: date
    drawn_by: str
    gross: Decimal = money_column()
    deducted: Decimal = money_column()
    net: Decimal = money_column()
    state: str = word_column()
    first_approved_on: date | None = None
    first_approved_by: str | None = None
    first_approved_role: str | None = word_column(default=None)
    approved_on: date | None = None
    approved_by: str | None = None
    approved_role: str | None = word_column(default=None)
    sent_on: date | None = None
    sent_by: str | None = None
    version: int
    recorded_at: datetime = at_column()


class PaymentOrderRow(Base, table=True):
    """What one institution gets by a batch: claims less clawbacks, never below zero."""

    __tablename__ = "payment_order"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("end_to_end_id", name="uq_payment_order_end_to_end"),
        sa.CheckConstraint("net = gross - deducted AND net >= 0", name="ck_payment_order_adds_up"),
        sa.Index("ix_payment_order_institution", "institution_id", "batch_id"),
    )

    batch_id: str = id_column(primary_key=True, foreign_key="payment_batch.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    institution_id: str = id_column(foreign_key="institution.id")
    account_id: str = id_column(foreign_key="bank_account.id")
    end_to_end_id: str = word_column()
    gross: Decimal = money_column()
    deducted: Decimal = money_column()
    net: Decimal = money_column()
    state: str = word_column()
    value_on: date | None = None
    reason: str | None = None


class PaymentPartRow(Base, table=True):
    """A claim that an order pays, or a clawback that it nets as a negative line."""

    __tablename__ = "payment_part"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("(kind = 'claim') = (amount > 0)", name="ck_payment_part_sign"),
        sa.Index("ix_payment_part_of", "of_id"),
    )

    batch_id: str = id_column(primary_key=True, foreign_key="payment_batch.id")
    order_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    of_id: str = id_column(primary_key=True)
    kind: str = word_column()
    amount: Decimal = money_column()


class PaymentFileRow(Base, table=True):
    """A file as it went to the bank, encrypted, with the SHA-256 of what was sent; never changed."""

    __tablename__ = "payment_file"

    batch_id: str = id_column(primary_key=True, foreign_key="payment_batch.id")
    format: str = word_column(primary_key=True)
    sha256: str = Field(max_length=64)
    size_bytes: int
    content: str
    made_by: str
    recorded_at: datetime = at_column()


class ClawbackRow(Base, table=True):
    """One paid line that comes back."""

    __tablename__ = "clawback"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["claim_id", "line"], ["claim_line.claim_id", "claim_line.line"], name="fk_clawback_line"
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name="ck_clawback_two_people"),
        sa.CheckConstraint("amount > 0", name="ck_clawback_amount"),
        sa.Index("uq_clawback_line", "claim_id", "line", unique=True, postgresql_where=sa.text("state <> 'rejected'")),
        sa.UniqueConstraint("receipt", name="uq_clawback_receipt"),
        sa.Index("ix_clawback_institution", "institution_id", "state", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    agreement_id: str = id_column(foreign_key="agreement.id")
    claim_id: str = id_column()
    line: int
    milestone_id: str = id_column(foreign_key="milestone.id")
    amount: Decimal = money_column()
    cause: str = word_column()
    reason: str
    state: str = word_column()
    proposed_on: date
    proposed_by: str
    decided_on: date | None = None
    decided_by: str | None = None
    appeal_until: date | None = None
    settled_on: date | None = None
    settled_by: str | None = None
    receipt: str | None = None
    write_off_reason: str | None = None
    version: int
    recorded_at: datetime = at_column()
