"""Tables: sheets as uploaded, and learners' names as sheets gave them."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column


class SheetImportRow(Base, table=True):
    """An uploaded sheet, checked; committed whole or not at all. Lines carry ids, never names."""

    __tablename__ = "sheet_import"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_sheet_import_institution", "institution_id", "id"),
        sa.Index("ix_sheet_import_area", "area", "id"),
        sa.Index("ix_sheet_import_content", "content_hash", "institution_id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    kind: str = word_column()
    content_hash: str = Field(max_length=64)
    recorded_on: date
    reason: str | None = None
    state: str = word_column()
    rows: int
    changes: dict[str, Any] = json_column()
    error_count: int
    errors: list[dict[str, Any]] = json_column()
    lines: list[Any] = json_column()
    basis: dict[str, Any] = json_column()
    """The version of each class against which the sheet was checked."""
    names: dict[str, Any] = json_column()
    """Names that agreed with the register, encrypted, by applicant."""
    policy_version: str
    version: int
    uploaded_by: str
    recorded_at: datetime = at_column()
    committed_by: str | None = None
    committed_at: datetime | None = at_column(None)


class LearnerNameRow(Base, table=True):
    """A learner's name, encrypted, once a sheet gave the one that is in the register."""

    __tablename__ = "learner_name"

    applicant_id: str = id_column(primary_key=True)
    name: str
    recorded_by: str
    recorded_at: datetime = at_column()
