"""Tables that people are found by: readings of their names, and numbers of their certificates."""

from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlmodel import Field

from applicants.store.tables import ID, Base, table_of


class NameReadingRow(Base, table=True):
    """One pinyin reading of a name, whole or by initials; ordered by its bytes, so that a beginning is a range."""

    __tablename__ = "name_reading"
    __table_args__: ClassVar[Any] = (sa.Index("ix_name_reading", "reading", "applicant_id"),)

    applicant_id: str = Field(primary_key=True, max_length=ID, foreign_key="applicant.id")
    reading: str = Field(primary_key=True, sa_type=cast("Any", sa.Text(collation="C")))


class KnownCertificateRow(Base, table=True):
    """A certificate's number, as training told it."""

    __tablename__ = "known_certificate"

    number: str = Field(primary_key=True)
    applicant_id: str = Field(max_length=ID, foreign_key="applicant.id")


name_reading = table_of(NameReadingRow)
known_certificate = table_of(KnownCertificateRow)
