"""Tables: milestones and the claims made of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, money_column, word_column


class MilestoneRow(Base, table=True):
    """A milestone that a result earned; once per person, package and milestone, ever.

    ``invalid_on``: the facts no longer support it; what was paid for it is to be clawed back.
    """

    __tablename__ = "milestone"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("applicant_id", "package", "milestone", name="uq_milestone_once_ever"),
        sa.Index("ix_milestone_institution", "institution_id", "state", "id"),
        sa.Index("ix_milestone_area", "area", "id"),
        sa.Index("ix_milestone_certificate", "certificate_id"),
        sa.Index("ix_milestone_business", "business_id", postgresql_where=sa.text("business_id IS NOT NULL")),
        sa.Index("ix_milestone_class", "class_id"),
        sa.Index("ix_milestone_earned", "id", postgresql_where=sa.text("state = 'earned'")),
    )

    id: str = id_column(primary_key=True)
    milestone: str = word_column()
    applicant_id: str = id_column()
    package: str = word_column()
    institution_id: str = id_column()
    area: str = word_column()
    class_id: str = id_column()
    class_started_on: date
    certificate_id: str = id_column(foreign_key="certificate.id")
    certificate_number: str = word_column()
    certificate_issued_on: date
    business_id: str | None = id_column(default=None)
    business_registered_on: date | None = None
    earned_on: date
    amount: Decimal = money_column()
    state: str = word_column()
    claim_id: str | None = id_column(default=None)
    policy_version: str
    explanation: dict[str, Any] = json_column()
    invalid_on: date | None = None
    invalid_reason: str | None = None
    recorded_at: datetime = at_column()


class ClaimRow(Base, table=True):
    """A claim of an institution; what it locked is never changed: the database refuses."""

    __tablename__ = "claim"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_claim_reference", "reference"),
        sa.Index("ix_claim_institution", "institution_id", "id"),
        sa.Index("ix_claim_area", "area", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    agreement_id: str = id_column(foreign_key="agreement.id")
    claimed_on: date
    content_hash: str = Field(max_length=64)
    claimed_amount: Decimal = money_column()
    amount: Decimal = money_column()
    state: str = word_column()
    lodged_by: str
    withdrawn_on: date | None = None
    drawn_on: date | None = None
    verified_on: date | None = None
    verified_by: str | None = None
    decision: str | None = word_column(default=None)
    decision_reason: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    first_approved_on: date | None = None
    first_approved_by: str | None = None
    first_approved_role: str | None = word_column(default=None)
    approved_on: date | None = None
    approved_by: str | None = None
    approved_role: str | None = word_column(default=None)
    paid_on: date | None = None
    paid_by: str | None = None
    reference: str | None = None
    version: int
    recorded_at: datetime = at_column()


class ClaimLineRow(Base, table=True):
    """A milestone in a claim, with its price, its automatic checks and the facts it claims; locked.

    Only state, reason, part and finding change: the database refuses anything else.
    """

    __tablename__ = "claim_line"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_claim_line_milestone",
            "milestone_id",
            unique=True,
            postgresql_where=sa.text("state NOT IN ('refuted', 'withdrawn', 'clawed_back')"),
        ),
        sa.Index("ix_claim_line_milestone", "milestone_id"),
    )

    claim_id: str = id_column(primary_key=True, foreign_key="claim.id")
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    milestone_id: str = id_column(foreign_key="milestone.id")
    milestone: str = word_column()
    package: str = word_column()
    applicant_id: str = id_column()
    amount: Decimal = money_column()
    facts: dict[str, Any] | None = json_column(default=None)
    price_source: str = word_column()
    price_en: str
    price_zh: str
    checks: list[dict[str, Any]] = json_column()
    state: str = word_column()
    reason: str | None = None
    reason_zh: str | None = None
    part: str | None = word_column(default=None)
    finding: str | None = word_column(default=None)
