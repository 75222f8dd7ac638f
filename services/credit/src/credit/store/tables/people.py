"""Tables: what other services have told us."""

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import Base, id_column, table_of, word_column


class ApplicantRow(Base, table=True):
    """What the applicants service has told us about a person."""

    __tablename__ = "applicant"

    applicant_id: str = id_column(primary_key=True)
    area: str = word_column()
    accepted_on: date | None
    withdrawn_on: date | None


class CertificateRow(Base, table=True):
    """What the training service has told us about a certificate."""

    __tablename__ = "certificate"
    __table_args__: ClassVar[Any] = (sa.Index("ix_certificate_applicant", "applicant_id"),)

    number: str = Field(primary_key=True, max_length=64)
    certificate_id: str = id_column()
    applicant_id: str = id_column()
    package: str = word_column()
    issued_on: date
    revoked_on: date | None = None


applicant = table_of(ApplicantRow)
certificate = table_of(CertificateRow)
