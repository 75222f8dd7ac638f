"""Tables: samples of claims, verification tasks, and what was found."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training.store.tables.base import Base, at_column, id_column, json_column, word_column


class ClaimSampleRow(Base, table=True):
    """How a claim's sample was drawn, and which lines it took; never changed."""

    __tablename__ = "claim_sample"

    claim_id: str = id_column(primary_key=True, foreign_key="claim.id")
    drawn_on: date
    drawn_by: str
    content_hash: str = Field(max_length=64)
    beacon: str = Field(max_length=64)
    seed: str = Field(max_length=64)
    false_share: Decimal = Field(max_digits=5, decimal_places=4)
    confidence: Decimal = Field(max_digits=5, decimal_places=4)
    eligible: list[int] = Field(sa_type=cast("Any", ARRAY(sa.Integer)))
    random: list[int] = Field(sa_type=cast("Any", ARRAY(sa.Integer)))
    topup: list[int] = Field(sa_type=cast("Any", ARRAY(sa.Integer)))
    policy_version: str
    recorded_at: datetime = at_column()


class VerificationTaskRow(Base, table=True):
    """A line that somebody goes and looks at; it holds the question, never the claimed answer."""

    __tablename__ = "verification_task"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("claim_id", "line", name="uq_verification_task_line"),
        sa.Index("ix_verification_task_area", "area", "state", "id"),
    )

    id: str = id_column(primary_key=True)
    claim_id: str = id_column(foreign_key="claim.id")
    line: int
    institution_id: str = id_column()
    area: str = word_column()
    applicant_id: str = id_column()
    milestone: str = word_column()
    package: str = word_column()
    part: str = word_column()
    due_on: date
    state: str = word_column()
    verifier: str | None = None
    outcome: str | None = word_column(default=None)
    version: int
    recorded_at: datetime = at_column()


class VerificationFindingRow(Base, table=True):
    """One attempt at a task: what was seen and what it says of the claim; never changed."""

    __tablename__ = "verification_finding"

    task_id: str = id_column(primary_key=True, foreign_key="verification_task.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    found_on: date
    kind: str = word_column()
    answers: dict[str, Any] | None = json_column(default=None)
    evidence: str
    verdict: str = word_column()
    why: str
    why_zh: str
    recorded_by: str
    recorded_at: datetime = at_column()
