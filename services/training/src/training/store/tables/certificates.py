"""Tables: certificates and the series of their numbers."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, word_column


class CertificateRow(Base, table=True):
    """A certificate; never changed. ``check_code`` is printed on it, so that numbers cannot be tried out."""

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
    check_code: str = Field(max_length=16)
    recorded_at: datetime = at_column()


class CertificateHolderRow(Base, table=True):
    """The holder's name as it is printed: encrypted, with a fingerprint; never changed."""

    __tablename__ = "certificate_holder"

    certificate_id: str = id_column(primary_key=True, foreign_key="certificate.id")
    name: str
    name_index: str = Field(max_length=64)
    noted_by: str
    recorded_at: datetime = at_column()


class CertificatePrintRow(Base, table=True):
    """A print of a certificate; never changed."""

    __tablename__ = "certificate_print"

    certificate_id: str = id_column(primary_key=True, foreign_key="certificate.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    language: str = word_column()
    printed_by: str
    recorded_at: datetime = at_column()


class CertificateRevocationRow(Base, table=True):
    """A revocation: proposed by one, decided by another; one at most is open or in force."""

    __tablename__ = "certificate_revocation"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_certificate_revocation_standing",
            "certificate_id",
            unique=True,
            postgresql_where=sa.text("state <> 'rejected'"),
        ),
        sa.Index("ix_certificate_revocation_state", "state", "id"),
        sa.CheckConstraint("decided_by <> proposed_by", name="ck_certificate_revocation_two_people"),
    )

    id: str = id_column(primary_key=True)
    certificate_id: str = id_column(foreign_key="certificate.id")
    institution_id: str = id_column()
    area: str = word_column()
    cause: str = word_column()
    reason: str
    state: str = word_column()
    proposed_on: date
    proposed_by: str
    decided_on: date | None = None
    decided_by: str | None = None
    decision_reason: str | None = None
    version: int
    recorded_at: datetime = at_column()


class NumberSeriesRow(Base, table=True):
    """The last serial given in each series of numbers."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    last: int
