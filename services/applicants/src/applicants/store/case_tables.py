"""Tables of case work: who is in charge, what was said and advised, and what is to be done by when.

Free text about people is stored encrypted.
"""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from applicants.store.tables import ID, WORD, Base, at, table_of


class AreaWorkerRow(Base, table=True):
    """Who is in charge of the cases of an area; of two areas the smaller one counts."""

    __tablename__ = "area_worker"

    area: str = Field(primary_key=True)
    case_worker: str
    version: int
    assigned_by: str
    recorded_at: datetime = at()


class AssignmentRow(Base, table=True):
    """A case given to somebody else. Never changed."""

    __tablename__ = "case_assignment"
    __table_args__: ClassVar[Any] = (sa.Index("ix_case_assignment_applicant", "applicant_id", "id"),)

    id: str = Field(primary_key=True, max_length=ID)
    applicant_id: str = Field(max_length=ID, foreign_key="applicant.id")
    from_worker: str | None
    case_worker: str
    reason: str
    assigned_by: str
    recorded_at: datetime = at()


class EntryRow(Base, table=True):
    """A note or a consultation. Never changed."""

    __tablename__ = "case_entry"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_case_entry_applicant", "applicant_id", "id"),
        sa.CheckConstraint("(kind = 'consultation') = (service IS NOT NULL)", name="ck_case_entry_service"),
    )

    id: str = Field(primary_key=True, max_length=ID)
    applicant_id: str = Field(max_length=ID, foreign_key="applicant.id")
    kind: str = Field(max_length=WORD)
    service: str | None = Field(max_length=WORD)
    happened_on: date
    text_encrypted: str
    written_by: str
    recorded_at: datetime = at()


class TaskRow(Base, table=True):
    """A next step: due until somebody says what came of it."""

    __tablename__ = "case_task"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_case_task_due", "due_on", "id", postgresql_where=sa.text("done_on IS NULL")),
        sa.Index("ix_case_task_applicant", "applicant_id", "id"),
        sa.CheckConstraint("(done_on IS NULL) = (done_by IS NULL)", name="ck_case_task_done"),
    )

    id: str = Field(primary_key=True, max_length=ID)
    applicant_id: str = Field(max_length=ID, foreign_key="applicant.id")
    entry_id: str = Field(max_length=ID)
    text_encrypted: str
    first_due_on: date
    due_on: date
    postponed: int
    done_on: date | None
    done_by: str | None
    outcome_encrypted: str | None
    version: int
    recorded_at: datetime = at()


area_worker = table_of(AreaWorkerRow)
assignment = table_of(AssignmentRow)
entry = table_of(EntryRow)
task = table_of(TaskRow)
