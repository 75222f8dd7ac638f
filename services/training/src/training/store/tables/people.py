"""Tables: what other services have told us of people and their businesses."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class ApplicantRow(Base, table=True):
    """What training knows of an applicant, from events. The row is locked while milestones are made."""

    __tablename__ = "applicant"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_applicant_referred", "referred_institution_id", "id"),
        sa.Index("ix_applicant_merged", "merged_into", postgresql_where=sa.text("merged_into IS NOT NULL")),
    )

    id: str = id_column(primary_key=True)
    accepted_on: date | None = None
    free_of_charge: bool = False
    target_group: str | None = word_column(default=None)
    area: str | None = word_column(default=None)
    screened_at: datetime | None = at_column(None)
    withdrawn_on: date | None = None
    referred_institution_id: str | None = id_column(default=None)
    referred_package: str | None = word_column(default=None)
    referred_on: date | None = None
    referred_at: datetime | None = at_column(None)
    name_mark: str | None = Field(default=None, max_length=64)
    merged_into: str | None = id_column(default=None)
    packages_used: list[str] = Field(
        sa_type=cast("Any", ARRAY(sa.String)), sa_column_kwargs={"server_default": sa.text("'{}'")}
    )
    """Packages whose one subsidised course was taken under a file that was merged into this one."""
    """One-way mark of the name in the register."""


class OwnerBusinessRow(Base, table=True):
    """A registered business of an applicant, from followup's events."""

    __tablename__ = "owner_business"

    applicant_id: str = id_column(primary_key=True)
    business_id: str = id_column(primary_key=True)
    registered_on: date


class OwnerSurvivalRow(Base, table=True):
    """A business of an applicant confirmed as surviving, from followup's events."""

    __tablename__ = "owner_survival"

    applicant_id: str = id_column(primary_key=True)
    business_id: str = id_column(primary_key=True)
    registered_on: date
    confirmed_on: date
