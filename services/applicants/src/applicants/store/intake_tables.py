"""Tables of intake before and beside the file: drafts, and warnings of possible duplicates."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from applicants.store.tables import ID, WORD, Base, at, table_of


class DraftRow(Base, table=True):
    """An intake form that is not finished; encrypted as a whole, erased once registered or discarded."""

    __tablename__ = "intake_draft"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_intake_draft_account", "account", "id", postgresql_where=sa.text("state = 'open'")),
    )

    id: str = Field(primary_key=True, max_length=ID)
    account: str
    state: str = Field(max_length=WORD)
    form_encrypted: str | None
    applicant_id: str | None = Field(max_length=ID, foreign_key="applicant.id")
    version: int
    begun_at: datetime = at()
    saved_at: datetime = at()


class WarningRow(Base, table=True):
    """``applicant_id``, the newer file, looks like ``other_id``; open until someone decided.

    ``settled_as``: ``different`` (a supervisor's word, with reason) or ``merged``.
    """

    __tablename__ = "duplicate_warning"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_duplicate_warning_other", "other_id"),
        sa.Index(
            "ix_duplicate_warning_waiting",
            "found_at",
            "applicant_id",
            "other_id",
            postgresql_where=sa.text("settled_as IS NULL"),
        ),
        sa.Index("ix_duplicate_warning_open", "applicant_id", postgresql_where=sa.text("settled_as IS NULL")),
    )

    applicant_id: str = Field(primary_key=True, max_length=ID, foreign_key="applicant.id")
    other_id: str = Field(primary_key=True, max_length=ID, foreign_key="applicant.id")
    because: list[str] = Field(sa_type=cast("Any", JSONB))
    found_at: datetime = at()
    settled_as: str | None = Field(max_length=WORD)
    settled_on: date | None
    settled_by: str | None
    reason: str | None


draft = table_of(DraftRow)
warning = table_of(WarningRow)
