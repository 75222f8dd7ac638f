"""Table: appeals of institutions against refuted lines and clawbacks."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa

from training.store.tables.base import Base, at_column, id_column, word_column


class AppealRow(Base, table=True):
    """One appeal; ``clawback_id`` is empty for one against a refuted line."""

    __tablename__ = "appeal"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["claim_id", "line"], ["claim_line.claim_id", "claim_line.line"], name="fk_appeal_line"
        ),
        sa.CheckConstraint("decided_by <> lodged_by", name="ck_appeal_two_people"),
        sa.Index("uq_appeal_line", "claim_id", "line", unique=True, postgresql_where=sa.text("clawback_id IS NULL")),
        sa.UniqueConstraint("clawback_id", name="uq_appeal_clawback"),
        sa.Index("ix_appeal_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    claim_id: str = id_column()
    line: int
    clawback_id: str | None = id_column(foreign_key="clawback.id", nullable=True)
    grounds: str
    lodged_on: date
    lodged_by: str
    state: str = word_column()
    decided_on: date | None = None
    decided_by: str | None = None
    reason: str | None = None
    version: int
    recorded_at: datetime = at_column()
