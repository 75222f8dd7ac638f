"""Tables: attendance sheets and plan grades."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column


class AttendanceRow(Base, table=True):
    """An attendance sheet; the highest version of a session counts; never changed."""

    __tablename__ = "attendance_sheet"

    class_id: str = id_column(primary_key=True, foreign_key="training_class.id")
    session_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_on: date
    present: list[str] = Field(sa_type=cast("Any", ARRAY(sa.String)))
    partial: dict[str, str] = json_column()
    """Hours of those present who missed a part, by enrolment."""
    reason: str | None = None
    import_id: str | None = id_column(default=None)
    """The uploaded sheet it came from."""
    recorded_by: str
    recorded_at: datetime = at_column()


class PlanGradeRow(Base, table=True):
    """A plan's grade; the highest version counts; never changed.

    ``way``: ``paper``, as an institution wrote it down with the expert's name, or ``blind``, as experts' marks made it;
    then ``grader`` holds their numbers in the register.
    """

    __tablename__ = "plan_grade"
    __table_args__: ClassVar[Any] = (sa.Index("ix_plan_grade_class", "class_id"),)

    enrolment_id: str = id_column(primary_key=True, foreign_key="enrolment.id")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    class_id: str = id_column()
    plan_grade: str = word_column()
    grader: str
    way: str = word_column()
    graded_on: date
    import_id: str | None = id_column(default=None)
    recorded_by: str
    recorded_at: datetime = at_column()
