"""Tables: institutions, their inspections and certifications."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class InstitutionRow(Base, table=True):
    """A training institution."""

    __tablename__ = "institution"
    __table_args__: ClassVar[Any] = (sa.Index("ix_institution_area", "area", "id"),)

    id: str = id_column(primary_key=True)
    name: str
    area: str = word_column()
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
    recorded_at: datetime = at_column()
