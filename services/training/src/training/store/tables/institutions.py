"""Tables: institutions, their papers, inspections, certifications, and what is decided against them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column


class InstitutionRow(Base, table=True):
    """A training institution."""

    __tablename__ = "institution"
    __table_args__: ClassVar[Any] = (sa.Index("ix_institution_area", "area", "id"),)

    id: str = id_column(primary_key=True)
    name: str
    area: str = word_column()
    address: str | None = None
    applied_on: date
    state: str = word_column()
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()


class InspectionRow(Base, table=True):
    """An inspection of an institution; never changed."""

    __tablename__ = "inspection"

    institution_id: str = id_column(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    inspected_on: date
    passed: bool
    findings: str
    inspected_by: str
    score: Decimal | None = Field(default=None, max_digits=5, decimal_places=4)
    pass_score: Decimal | None = Field(default=None, max_digits=5, decimal_places=4)
    checklist: list[dict[str, Any]] | None = json_column(default=None)
    master_trainer_id: str | None = id_column(default=None)
    policy_version: str | None = None
    recorded_at: datetime = at_column()


class CertificationRow(Base, table=True):
    """A period in which an institution may teach; never changed."""

    __tablename__ = "certification"

    institution_id: str = id_column(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    certified_from: date
    certified_to: date
    certified_by: str
    inspection: int
    renews: int | None = None
    policy_version: str | None = None
    recorded_at: datetime = at_column()


class InstitutionDocumentRow(Base, table=True):
    """A paper that an institution handed in; never changed, the newest of a kind counts."""

    __tablename__ = "institution_document"

    institution_id: str = id_column(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = word_column()
    reference: str | None = None
    issued_by: str | None = None
    received_on: date
    valid_to: date | None = None
    recorded_by: str
    recorded_at: datetime = at_column()


class InstitutionMeasureRow(Base, table=True):
    """A suspension, its lifting, or a revocation; never changed.

    ``refers_to``: the number of the suspension that is lifted, or of the certificate that is revoked.
    """

    __tablename__ = "institution_measure"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_institution_measure_refers",
            "institution_id",
            "measure",
            "refers_to",
            unique=True,
            postgresql_where=sa.text("refers_to IS NOT NULL"),
        ),
        sa.CheckConstraint("(measure = 'suspension') = (refers_to IS NULL)", name="ck_institution_measure_refers"),
    )

    institution_id: str = id_column(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    measure: str = word_column()
    starts_on: date
    ends_on: date | None = None
    refers_to: int | None = None
    reason: str
    decided_by: str
    recorded_at: datetime = at_column()


class InstitutionNoticeRow(Base, table=True):
    """That a certificate's end was called to mind (``days`` ahead), or that it was noted (0); once each."""

    __tablename__ = "institution_notice"

    institution_id: str = id_column(primary_key=True, foreign_key="institution.id")
    certification: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    days: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    noticed_on: date
    noticed_by: str
    recorded_at: datetime = at_column()
