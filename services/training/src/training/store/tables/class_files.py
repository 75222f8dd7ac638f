"""Tables: ratings of courses, and files of classes."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column


class RatingTicketRow(Base, table=True):
    """Whether a learner has rated their course, and the hash of the code they may do it with. Not what they said."""

    __tablename__ = "rating_ticket"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("code_hash", name="uq_rating_ticket_code"),)

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    enrolment_id: str = id_column(primary_key=True, foreign_key="enrolment.id")
    code_hash: str | None = Field(default=None, max_length=64)
    valid_to: date | None = None
    used: bool


class CourseRatingRow(Base, table=True):
    """What somebody said of a course: no person, no moment, and an id that tells no time. Never changed."""

    __tablename__ = "course_rating"
    __table_args__: ClassVar[Any] = (sa.Index("ix_course_rating_class", "class_id"),)

    id: str = id_column(primary_key=True)
    class_id: str = id_column(foreign_key="training_class.id")
    institution_id: str = id_column()
    area: str = word_column()
    scores: dict[str, Any] = json_column()
    comment: str | None = None


class ClassFileRow(Base, table=True):
    """Where a class's file stands; made with its first document or when it is handed in."""

    __tablename__ = "class_file"

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    state: str = word_column()
    handed_in_on: date | None = None
    handed_in_by: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    version: int
    recorded_at: datetime = at_column()


class ClassFileStepRow(Base, table=True):
    """A file handed in, accepted or returned, with its items as they stood; never changed."""

    __tablename__ = "class_file_step"

    class_id: str = id_column(primary_key=True, foreign_key="class_file.class_id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    step: str = word_column()
    happened_on: date
    account: str
    reasons: dict[str, Any] = json_column()
    items: list[dict[str, Any]] = json_column()
    due_on: date
    days_late: int
    policy_version: str
    recorded_at: datetime = at_column()


class ClassFileDocumentRow(Base, table=True):
    """A document of a class file; never changed. One that ``replaces`` another counts in its place."""

    __tablename__ = "class_file_document"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_class_file_document_replaces",
            "class_id",
            "replaces",
            unique=True,
            postgresql_where=sa.text("replaces IS NOT NULL"),
        ),
    )

    class_id: str = id_column(primary_key=True, foreign_key="class_file.class_id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    item: str = word_column()
    replaces: int | None = None
    content_hash: str = Field(max_length=64)
    media_type: str
    size: int
    file_name: str
    uploaded_by: str
    uploaded_at: datetime = at_column()
