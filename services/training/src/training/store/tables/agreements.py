"""Tables: agreements and their budgets."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa

from training.store.tables.base import Base, at_column, id_column, money_column, word_column


class AgreementRow(Base, table=True):
    """A budget; what is reserved and paid never exceeds it, and the database refuses if it did."""

    __tablename__ = "agreement"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint(
            "reserved >= 0 AND paid >= 0 AND reserved + paid <= budget", name="ck_agreement_within_budget"
        ),
        sa.Index("ix_agreement_institution", "institution_id", "id"),
    )

    id: str = id_column(primary_key=True)
    institution_id: str = id_column(foreign_key="institution.id")
    area: str = word_column()
    valid_from: date
    valid_to: date
    budget: Decimal = money_column()
    reserved: Decimal = money_column()
    paid: Decimal = money_column()
    version: int
    recorded_by: str
    recorded_at: datetime = at_column()
