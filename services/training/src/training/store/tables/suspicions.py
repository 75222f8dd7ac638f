"""Tables: what other services told that a check needs, flags of what may be false, and their story."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column

_WORDS: Any = cast("Any", ARRAY(sa.String))


class BusinessRow(Base, table=True):
    """A business as follow-up told of it: no name, number or address. The newest word on closing counts."""

    __tablename__ = "business"

    id: str = id_column(primary_key=True)
    registered_on: date | None = None
    area: str | None = word_column(default=None)
    form: str | None = word_column(default=None)
    number_valid: bool | None = None
    number_kind: str | None = word_column(default=None)
    authority: str | None = Field(default=None, max_length=6)
    seen_on: date | None = None
    closed_on: date | None = None
    standing_at: datetime | None = at_column(None)


class SharedStatementRow(Base, table=True):
    """When somebody's contact was last compared, by kind: ``phone`` of applicants, ``address`` of businesses."""

    __tablename__ = "shared_statement"

    kind: str = word_column(primary_key=True)
    subject_id: str = id_column(primary_key=True)
    told_at: datetime = at_column()


class SharedLinkRow(Base, table=True):
    """With whom the subject shares it, by the subject's newest statement."""

    __tablename__ = "shared_link"
    __table_args__: ClassVar[Any] = (sa.Index("ix_shared_link_other", "kind", "other_id"),)

    kind: str = word_column(primary_key=True)
    subject_id: str = id_column(primary_key=True)
    other_id: str = id_column(primary_key=True)


class FlagRow(Base, table=True):
    """A suspicion: one for each fact of each subject. ``marks``: the ids and dates that it rests on, all ever met."""

    __tablename__ = "flag"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("kind", "subject_id", name="uq_flag_fact"),
        sa.Index("ix_flag_risk", "points", "id", postgresql_where=sa.text("state IN ('open', 'in_work')")),
        sa.Index("ix_flag_area", "area", "id"),
        sa.CheckConstraint("closed_by IS NULL OR state NOT IN ('open', 'in_work')", name="ck_flag_closed"),
    )

    id: str = id_column(primary_key=True)
    kind: str = word_column()
    subject: str = word_column()
    subject_id: str = id_column()
    area: str = word_column()
    severity: str = word_column()
    points: int
    reference: str
    detail: str
    detail_zh: str
    evidence: dict[str, Any] = json_column()
    marks: list[str] = Field(sa_type=_WORDS)
    state: str = word_column()
    raised_on: date
    due_on: date
    times_raised: int
    worker: str | None = None
    outcome_reason: str | None = None
    closed_on: date | None = None
    closed_by: str | None = None
    policy_version: str
    version: int
    recorded_at: datetime = at_column()


class FlagLinkRow(Base, table=True):
    """What a flag touches: milestones, applicants, classes, businesses, certificates, institutions."""

    __tablename__ = "flag_link"
    __table_args__: ClassVar[Any] = (sa.Index("ix_flag_link_subject", "subject_id", "flag_id"),)

    flag_id: str = id_column(primary_key=True, foreign_key="flag.id")
    subject: str = word_column(primary_key=True)
    subject_id: str = id_column(primary_key=True)


class FlagStepRow(Base, table=True):
    """What happened to a flag: raised, evidence added, reopened, taken, handed back, noted, closed; never changed."""

    __tablename__ = "flag_step"
    __table_args__: ClassVar[Any] = (sa.Index("ix_flag_step_flag", "flag_id", "id"),)

    id: str = id_column(primary_key=True)
    flag_id: str = id_column(foreign_key="flag.id")
    step: str = word_column()
    happened_on: date
    account: str
    note: str | None = None
    evidence: dict[str, Any] | None = json_column(default=None)
    recorded_at: datetime = at_column()
