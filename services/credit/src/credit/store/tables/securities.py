"""Tables: guarantors, joint groups, the mutual guarantee fund, credit communities, and what is bound for a loan."""

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

OPEN = sa.text("freed_on IS NULL")
NAMED = sa.text("freed_on IS NULL AND asset_reference IS NOT NULL")


class GuarantorRow(Base, table=True):
    """A guarantor, registered once; name and identity number are encrypted. Locked to promise something."""

    __tablename__ = "guarantor"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("identity_index", name="uq_guarantor_identity"),
        sa.UniqueConstraint("applicant_id", name="uq_guarantor_applicant"),
        sa.Index("ix_guarantor_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
    )

    id: str = id_column(primary_key=True)
    area: str = word_column()
    name_encrypted: str
    identity_encrypted: str
    identity_index: str = Field(max_length=64)
    applicant_id: str | None = id_column()
    employer: str = word_column()
    employer_name: str = Field(max_length=100)
    annual_income: Decimal = money_column()
    insured_months: int
    retires_on: date
    facts_on: date
    registered_on: date
    recorded_by: str
    recorded_at: datetime = at_column()
    version: int


class GuarantorRelationRow(Base, table=True):
    """A guarantor's spouse or business partner: another guarantor or an applicant."""

    __tablename__ = "guarantor_relation"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_guarantor_relation_guarantor", "guarantor_id"),
        sa.Index("ix_guarantor_relation_other_guarantor", "other_guarantor_id"),
        sa.Index("ix_guarantor_relation_other_applicant", "other_applicant_id"),
        sa.CheckConstraint(
            "(other_guarantor_id IS NULL) <> (other_applicant_id IS NULL)", name="ck_guarantor_relation_other"
        ),
    )

    id: str = id_column(primary_key=True)
    guarantor_id: str = id_column(foreign_key="guarantor.id")
    other_guarantor_id: str | None = id_column(foreign_key="guarantor.id")
    other_applicant_id: str | None = id_column()
    relation: str = word_column()
    since_on: date
    ended_on: date | None
    recorded_by: str
    recorded_at: datetime = at_column()


class JointGroupRow(Base, table=True):
    """A joint guarantee group. Locked to change it or to let a member borrow on it."""

    __tablename__ = "joint_group"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("agreement_number", name="uq_joint_group_agreement_number"),
        sa.Index("ix_joint_group_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
    )

    id: str = id_column(primary_key=True)
    area: str = word_column()
    agreement_number: str = Field(max_length=64)
    formed_on: date
    last_changed_on: date
    dissolved_on: date | None
    blocked_on: date | None
    days_late: int
    assessed_on: date | None
    recorded_by: str
    recorded_at: datetime = at_column()
    version: int


class GroupMemberRow(Base, table=True):
    """A time of membership; a participant is in one group at a time."""

    __tablename__ = "group_member"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_group_member_open", "applicant_id", unique=True, postgresql_where=sa.text("left_on IS NULL")),
        sa.Index("ix_group_member_group", "group_id"),
    )

    id: str = id_column(primary_key=True)
    group_id: str = id_column(foreign_key="joint_group.id")
    applicant_id: str = id_column()
    household: str = word_column()
    joined_on: date
    left_on: date | None
    document: str = Field(max_length=64)
    recorded_by: str
    recorded_at: datetime = at_column()


class MutualEntryRow(Base, table=True):
    """A deposit (positive) in the mutual guarantee fund or its return (negative); never changed."""

    __tablename__ = "mutual_entry"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", name="uq_mutual_entry_reference"),
        sa.Index("ix_mutual_entry_applicant", "applicant_id"),
    )

    id: str = id_column(primary_key=True)
    applicant_id: str = id_column(foreign_key="mutual_member.applicant_id")
    fund_id: str = id_column(foreign_key="fund.id")
    bank_id: str = id_column(foreign_key="bank.id")
    amount: Decimal = money_column()
    booked_on: date
    reference: str = Field(max_length=64)
    recorded_by: str
    recorded_at: datetime = at_column()


class MutualMemberRow(Base, table=True):
    """A member of the mutual guarantee fund. Locked to pledge a deposit or to return it."""

    __tablename__ = "mutual_member"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_mutual_member_area", "area", "applicant_id", postgresql_ops={"area": "text_pattern_ops"}),
    )

    applicant_id: str = id_column(primary_key=True)
    area: str = word_column()
    joined_on: date


class CreditCommunityRow(Base, table=True):
    """An area recognised as credit community; once at a time."""

    __tablename__ = "credit_community"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_credit_community_open", "area", unique=True, postgresql_where=sa.text("withdrawn_on IS NULL")),
    )

    id: str = id_column(primary_key=True)
    area: str = word_column()
    loans: int
    rate_percent: Decimal = percent_column()
    recognised_on: date
    recognised_by: str
    withdrawn_on: date | None
    withdrawn_by: str
    withdrawal_reason: str
    recorded_at: datetime = at_column()
    version: int


class BoundSecurityRow(Base, table=True):
    """What is bound by a counter-guarantee of an application, until it is freed: a promise, a pledge, a group."""

    __tablename__ = "bound_security"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["application_id", "number"],
            ["counter_guarantee.application_id", "counter_guarantee.number"],
            name="fk_bound_security_counter_guarantee",
        ),
        sa.Index("ix_bound_security_guarantor", "guarantor_id", postgresql_where=OPEN),
        sa.Index("ix_bound_security_borrower", "borrower_id", postgresql_where=OPEN),
        sa.Index("ix_bound_security_group", "group_id", postgresql_where=OPEN),
        sa.Index("uq_bound_security_asset", "kind", "asset_reference", unique=True, postgresql_where=NAMED),
    )

    application_id: str = id_column(primary_key=True)
    number: int = number_column()
    borrower_id: str = id_column()
    kind: str = word_column()
    amount: Decimal = money_column()
    guarantor_id: str | None = id_column(foreign_key="guarantor.id")
    group_id: str | None = id_column(foreign_key="joint_group.id")
    asset_reference: str | None = Field(max_length=64)
    bound_on: date
    freed_on: date | None


class EvidenceStepRow(Base, table=True):
    """Documents of a counter-guarantee were seen, verified or rejected; never changed, the last one counts."""

    __tablename__ = "evidence_step"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["application_id", "number"],
            ["counter_guarantee.application_id", "counter_guarantee.number"],
            name="fk_evidence_step_counter_guarantee",
        ),
        sa.Index("ix_evidence_step_counter_guarantee", "application_id", "number", "id"),
    )

    id: str = id_column(primary_key=True)
    application_id: str = id_column()
    number: int
    status: str = word_column()
    documents: list[str] = json_column()
    noted_on: date
    noted_by: str
    note: str
    recorded_at: datetime = at_column()


guarantor = table_of(GuarantorRow)
guarantor_relation = table_of(GuarantorRelationRow)
joint_group = table_of(JointGroupRow)
group_member = table_of(GroupMemberRow)
mutual_entry = table_of(MutualEntryRow)
mutual_member = table_of(MutualMemberRow)
credit_community = table_of(CreditCommunityRow)
bound_security = table_of(BoundSecurityRow)
evidence_step = table_of(EvidenceStepRow)
