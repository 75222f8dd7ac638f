"""Tables: what the route of an application leaves behind: earlier versions, appraisals, letters."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from credit.store.tables.base import (
    Base,
    at_column,
    id_column,
    json_column,
    money_column,
    number_column,
    table_of,
    word_column,
)


class ApplicationVersionRow(Base, table=True):
    """A version of an application that was sent back, as it was; never changed."""

    __tablename__ = "application_version"

    application_id: str = id_column(primary_key=True, foreign_key="loan_application.id")
    revision: int = number_column()
    amount: Decimal = money_column()
    term_months: int
    sector: str = word_column()
    purpose: str
    plan: dict[str, Any] = json_column()
    securities_from: int
    made_by: str
    replaced_on: date
    recorded_at: datetime = at_column()


class AppraisalRow(Base, table=True):
    """An appraisal of a business plan as of a day; never changed. ``stage``: what it was made for."""

    __tablename__ = "appraisal"
    __table_args__: ClassVar[Any] = (sa.Index("ix_appraisal_application", "application_id", "id"),)

    id: str = id_column(primary_key=True)
    application_id: str = id_column(foreign_key="loan_application.id")
    revision: int
    stage: str = word_column()
    as_of: date
    recommendation: str = word_column()
    figures: dict[str, Any] = json_column()
    findings: list[dict[str, Any]] = json_column()
    policy_version: str
    taken_by: str
    recorded_at: datetime = at_column()


class LetterRow(Base, table=True):
    """A letter that went out, with all that it says; never changed."""

    __tablename__ = "letter"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("number", name="uq_letter_number"),
        sa.UniqueConstraint("code", name="uq_letter_code"),
        sa.Index("ix_letter_application", "application_id", "id"),
    )

    id: str = id_column(primary_key=True)
    application_id: str = id_column(foreign_key="loan_application.id")
    kind: str = word_column()
    number: str = word_column()
    code: str = Field(max_length=40)
    issued_on: date
    facts: dict[str, Any] = json_column()
    recorded_at: datetime = at_column()


application_version = table_of(ApplicationVersionRow)
appraisal = table_of(AppraisalRow)
letter = table_of(LetterRow)

decision_letter_numbers = sa.Sequence("decision_letter_number", metadata=Base.metadata)
"""From which decision letters take their numbers."""
