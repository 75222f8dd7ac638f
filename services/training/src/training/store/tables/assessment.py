"""Tables: experts, business plans with their versions, grading tasks and marks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column

_WORDS: Any = cast("Any", ARRAY(sa.String))


class ExpertRow(Base, table=True):
    """An expert of the register; their account's organisation is this id."""

    __tablename__ = "expert"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("number", name="uq_expert_number"),
        sa.Index("uq_expert_trainer", "trainer_id", unique=True, postgresql_where=sa.text("trainer_id IS NOT NULL")),
    )

    id: str = id_column(primary_key=True)
    number: str = word_column()
    name: str
    subjects: list[str] = Field(sa_type=_WORDS)
    trainer_id: str | None = id_column(default=None, foreign_key="trainer.id")
    registered_on: date
    ended_on: date | None = None
    end_reason: str | None = None
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()


class ExpertTieRow(Base, table=True):
    """What binds an expert to an institution, from when to when."""

    __tablename__ = "expert_tie"
    __table_args__: ClassVar[Any] = (sa.Index("ix_expert_tie_institution", "institution_id"),)

    expert_id: str = id_column(primary_key=True, foreign_key="expert.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    institution_id: str = id_column(foreign_key="institution.id")
    kind: str = word_column()
    from_on: date
    to_on: date | None = None
    recorded_by: str
    recorded_at: datetime = at_column()


class BusinessPlanRow(Base, table=True):
    """A learner's plan of one class; its files are versions. ``seats_open``: so many graders it waits for."""

    __tablename__ = "business_plan"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("enrolment_id", name="uq_business_plan_enrolment"),
        sa.Index("ix_business_plan_class", "class_id", "id"),
        sa.Index("ix_business_plan_waiting", "id", postgresql_where=sa.text("seats_open > 0")),
    )

    id: str = id_column(primary_key=True)
    enrolment_id: str = id_column(foreign_key="enrolment.id")
    class_id: str = id_column(foreign_key="training_class.id")
    institution_id: str = id_column()
    area: str = word_column()
    package: str = word_column()
    state: str = word_column()
    newest: int
    attempts: int
    seats_open: int
    version: int
    recorded_at: datetime = at_column()


class PlanVersionRow(Base, table=True):
    """A file of a plan; never changed. ``graders``: how many grade it, as the policy had it when it came."""

    __tablename__ = "plan_version"

    plan_id: str = id_column(primary_key=True, foreign_key="business_plan.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    handed_in_on: date
    content_hash: str = Field(max_length=64)
    media_type: str
    size: int
    file_name: str
    graders: int
    policy_version: str
    uploaded_by: str
    uploaded_at: datetime = at_column()


class GradingTaskRow(Base, table=True):
    """A version of a plan in an expert's hands."""

    __tablename__ = "grading_task"
    __table_args__: ClassVar[Any] = (
        sa.Index("ix_grading_task_expert", "expert_id", "state", "id"),
        sa.Index(
            "uq_grading_task_seat",
            "plan_id",
            "plan_version",
            "seat",
            unique=True,
            postgresql_where=sa.text("state IN ('open', 'graded')"),
        ),
        sa.UniqueConstraint("plan_id", "plan_version", "expert_id", name="uq_grading_task_expert"),
    )

    id: str = id_column(primary_key=True)
    plan_id: str = id_column(foreign_key="business_plan.id")
    plan_version: int
    seat: int
    expert_id: str = id_column(foreign_key="expert.id")
    class_id: str = id_column()
    area: str = word_column()
    package: str = word_column()
    assigned_on: date
    due_on: date
    rule: str = word_column()
    assigned_by: str
    state: str = word_column()
    back_reason: str | None = word_column(default=None)
    back_note: str | None = None
    back_on: date | None = None
    version: int
    recorded_at: datetime = at_column()


class PlanMarkRow(Base, table=True):
    """What one expert found of one version; never changed."""

    __tablename__ = "plan_mark"
    __table_args__: ClassVar[Any] = (sa.Index("ix_plan_mark_plan", "plan_id", "plan_version"),)

    task_id: str = id_column(primary_key=True, foreign_key="grading_task.id")
    plan_id: str = id_column()
    plan_version: int
    seat: int
    expert_id: str = id_column()
    grade: str = word_column()
    points: Decimal = Field(max_digits=4, decimal_places=1)
    scores: dict[str, Any] = json_column()
    remarks: str | None = None
    graded_on: date
    policy_version: str
    recorded_by: str
    recorded_at: datetime = at_column()
