"""Tables: claims on the fund, their papers and steps, what was paid, called and recovered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import Base, at_column, id_column, json_column, money_column, table_of, word_column


class ClaimRow(Base, table=True):
    """A bank's claim and how far it has come; the index keeps a loan to one that is open."""

    __tablename__ = "claim"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", name="uq_claim_reference"),
        sa.Index("uq_claim_open", "loan_id", unique=True, postgresql_where=sa.text("is_open")),
        sa.Index("ix_claim_loan", "loan_id"),
        sa.Index("ix_claim_bank", "bank_id", "id"),
        sa.Index("ix_claim_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        sa.Index("ix_claim_waiting", "waiting_since", "id", postgresql_where=sa.text("is_open")),
    )

    id: str = id_column(primary_key=True)
    loan_id: str = id_column(foreign_key="loan.id")
    application_id: str = id_column(foreign_key="loan_application.id")
    applicant_id: str = id_column()
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    area: str = word_column()
    reference: str = Field(max_length=64)
    claimed: Decimal = money_column()
    lodged_on: date
    days_past_due: int
    principal_owed: Decimal = money_column()
    state: str = word_column()
    is_open: bool
    waiting_since: date
    answer_by: date | None
    approved: Decimal = money_column()
    covered_when_approved: Decimal = money_column()
    written_off: Decimal = money_column()
    ended_on: date | None
    version: int
    recorded_at: datetime = at_column()


class ClaimStepRow(Base, table=True):
    """A step of a claim: who, when, what, by which rules; never changed."""

    __tablename__ = "claim_step"
    __table_args__: ClassVar[Any] = (sa.Index("ix_claim_step_claim", "claim_id", "id"),)

    id: str = id_column(primary_key=True)
    claim_id: str = id_column(foreign_key="claim.id")
    step: str = word_column()
    outcome: str = word_column()
    taken_on: date
    taken_by: str
    amount: Decimal | None = money_column()
    due_on: date | None
    opinion: str
    policy_version: str
    verdicts: list[dict[str, Any]] = json_column()
    recorded_at: datetime = at_column()


class ClaimDocumentRow(Base, table=True):
    """A paper of a claim; never changed."""

    __tablename__ = "claim_document"
    __table_args__: ClassVar[Any] = (sa.Index("ix_claim_document_claim", "claim_id", "id"),)

    id: str = id_column(primary_key=True)
    claim_id: str = id_column(foreign_key="claim.id")
    kind: str = word_column()
    reference: str = Field(max_length=100)
    dated_on: date | None
    sha256: str | None = Field(max_length=64)
    added_on: date
    added_by: str
    recorded_at: datetime = at_column()


class ClaimPaymentRow(Base, table=True):
    """What the fund paid on a claim: once, and once for a loan; never changed. ``loss`` is the principal owed."""

    __tablename__ = "claim_payment"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("loan_id", name="uq_claim_payment_loan"),
        sa.UniqueConstraint("bank_id", "reference", name="uq_claim_payment_reference"),
        sa.Index("ix_claim_payment_paid_on", "paid_on"),
    )

    claim_id: str = id_column(primary_key=True, foreign_key="claim.id")
    loan_id: str = id_column(foreign_key="loan.id")
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    reference: str = Field(max_length=64)
    amount: Decimal = money_column()
    loss: Decimal = money_column()
    paid_on: date
    paid_by: str
    recorded_at: datetime = at_column()


class CounterGuaranteeCallRow(Base, table=True):
    """A letter that called a counter-guarantee; never changed. ``liable``: group members who owe it together."""

    __tablename__ = "counter_guarantee_call"
    __table_args__: ClassVar[Any] = (sa.Index("ix_counter_guarantee_call_claim", "claim_id", "id"),)

    id: str = id_column(primary_key=True)
    claim_id: str = id_column(foreign_key="claim.id")
    number: int
    kind: str = word_column()
    amount: Decimal = money_column()
    addressee: str
    liable: list[str] = json_column()
    letter_reference: str = Field(max_length=100)
    letter_on: date
    due_on: date
    called_by: str
    recorded_at: datetime = at_column()


class RecoveryRow(Base, table=True):
    """Money recovered for a claim, and how it was shared; never changed. A reversal names what it ``reverses``."""

    __tablename__ = "recovery"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", name="uq_recovery_reference"),
        sa.UniqueConstraint("reverses", name="uq_recovery_reverses"),
        sa.Index("ix_recovery_claim", "claim_id", "id"),
        sa.Index("ix_recovery_received_on", "received_on"),
    )

    id: str = id_column(primary_key=True)
    claim_id: str = id_column(foreign_key="claim.id")
    bank_id: str = id_column(foreign_key="bank.id")
    reference: str = Field(max_length=64)
    source: str = word_column()
    amount: Decimal = money_column()
    costs: Decimal = money_column()
    to_fund: Decimal = money_column()
    to_bank: Decimal = money_column()
    received_on: date
    booked_on: date
    call_id: str | None = id_column(foreign_key="counter_guarantee_call.id")
    payer_id: str | None = id_column()
    reverses: str | None = id_column(foreign_key="recovery.id")
    note: str
    recorded_by: str
    recorded_at: datetime = at_column()


claim = table_of(ClaimRow)
claim_step = table_of(ClaimStepRow)
claim_document = table_of(ClaimDocumentRow)
claim_payment = table_of(ClaimPaymentRow)
counter_guarantee_call = table_of(CounterGuaranteeCallRow)
recovery = table_of(RecoveryRow)
