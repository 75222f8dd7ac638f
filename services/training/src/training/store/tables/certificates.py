"""Tables: certificates and the series of their numbers."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class CertificateRow(Base, table=True):
    """A certificate; never changed."""

    __tablename__ = "certificate"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("number", name="uq_certificate_number"),
        sa.UniqueConstraint("enrolment_id", name="uq_certificate_enrolment"),
        sa.Index("ix_certificate_applicant", "applicant_id"),
        sa.Index("ix_certificate_class", "class_id"),
    )

    id: str = id_column(primary_key=True)
    number: str = word_column()
    applicant_id: str = id_column()
    enrolment_id: str = id_column(foreign_key="enrolment.id")
    class_id: str = id_column()
    institution_id: str = id_column()
    area: str = word_column()
    package: str = word_column()
    issued_on: date
    issued_by: str
    recorded_at: datetime = at_column()


class NumberSeriesRow(Base, table=True):
    """The last serial given in each series of numbers."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    last: int
