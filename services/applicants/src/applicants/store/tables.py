"""Tables of the applicants service. Facts carry when they happened (``*_on``) and when recorded.

Identity and phone numbers are stored encrypted, with a keyed blind index to find equal ones.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = 36
WORD = 40
DIGEST = 64
NAMES = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
"""How keys are named; indexes and unique constraints carry their names themselves."""


class Base(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMES))):
    """Base of this service's tables, on metadata of its own."""


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table of a row class, for statements."""
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # set by SQLAlchemy on mapped classes


def _id(**options: Any) -> Any:
    return Field(max_length=ID, **options)


def _word(**options: Any) -> Any:
    return Field(max_length=WORD, **options)


def at() -> Any:
    """A moment with its time zone."""
    return Field(sa_type=cast("Any", sa.DateTime(timezone=True)))


def _prefix(name: str, column: str) -> sa.Index:
    """An index that finds text by its beginning, in any collation, and pages by id."""
    return sa.Index(name, column, "id", postgresql_ops={column: "text_pattern_ops"})


def _waiting(name: str, since: str, state: str) -> sa.Index:
    """An index of who waits in a state, the longest first, that answers by area and case worker from itself."""
    return sa.Index(name, since, "id", "area", "case_worker", postgresql_where=sa.text(f"state = '{state}'"))


class RosterRow(Base, table=True):
    """An imported file; ``digest`` is the SHA-256 of its bytes. Never changed."""

    __tablename__ = "roster"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("digest", name="uq_roster_digest"),)

    id: str = _id(primary_key=True)
    digest: str = Field(max_length=DIGEST)
    rows: int
    imported_by: str
    recorded_at: datetime = at()


class RosterLineRow(Base, table=True):
    """Which row of a roster became which applicant. Never changed."""

    __tablename__ = "roster_line"

    roster_id: str = _id(primary_key=True, foreign_key="roster.id")
    row: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    applicant_id: str = _id(foreign_key="applicant.id")


class ApplicantRow(Base, table=True):
    """One person's file."""

    __tablename__ = "applicant"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("identity_index", name="uq_applicant_identity"),
        sa.Index("ix_applicant_phone", "phone_index", postgresql_where=sa.text("phone_index IS NOT NULL")),
        sa.Index("ix_applicant_name_birth", "name", "birth_on"),
        sa.Index("ix_applicant_state", "state", "id"),
        sa.Index("ix_applicant_merged", "merged_into", postgresql_where=sa.text("merged_into IS NOT NULL")),
        sa.Index("ix_applicant_case_worker", "case_worker", "id", postgresql_where=sa.text("case_worker IS NOT NULL")),
        _waiting("ix_applicant_to_screen", "registered_on", "registered"),
        _waiting("ix_applicant_to_refer", "accepted_on", "accepted"),
        _waiting("ix_applicant_to_train", "referred_on", "referred"),
        _prefix("ix_applicant_area", "area"),
        _prefix("ix_applicant_name", "name"),
    )

    id: str = _id(primary_key=True)
    name: str = Field(sa_type=cast("Any", sa.Text))
    identity_encrypted: str
    identity_index: str = Field(max_length=DIGEST)
    phone_encrypted: str | None
    phone_index: str | None = Field(max_length=DIGEST)
    sex: str = _word()
    birth_on: date
    area: str = Field(sa_type=cast("Any", sa.Text))
    education: str = _word()
    employment_status: str = _word()
    unemployed_since: date | None
    target_group: str = _word()
    group_document_number: str | None
    wants: str = _word()
    sector: str | None = _word()
    idea: str | None
    own_capital: Decimal | None = Field(max_digits=16, decimal_places=2)
    consent_purpose: str
    consent_given_on: date
    runs_registered_business: bool
    registered_on: date
    state: str = _word()
    accepted_on: date | None
    declined_on: date | None
    declined_as: str | None = _word()
    referred_on: date | None
    in_training_on: date | None
    certified_on: date | None
    business_registered_on: date | None
    surviving_on: date | None
    withdrawn_on: date | None
    withdrawal_reason: str | None
    merged_into: str | None = _id(foreign_key="applicant.id")
    free_of_charge: bool
    policy_version: str | None
    referred_to: str | None = _id()
    package: str | None = _word()
    case_worker: str | None
    version: int
    recorded_by: str
    recorded_at: datetime = at()


class ScreeningRow(Base, table=True):
    """A screening as a whole. Never changed."""

    __tablename__ = "screening"
    __table_args__: ClassVar[Any] = (sa.Index("ix_screening_applicant", "applicant_id", "id"),)

    id: str = _id(primary_key=True)
    applicant_id: str = _id(foreign_key="applicant.id")
    screened_on: date
    outcome: str = _word()
    free_of_charge: bool
    policy_version: str
    screened_by: str
    recorded_at: datetime = at()


class DecisionRow(Base, table=True):
    """One rule of a screening: met or not, why, by which text of the rule. Never changed."""

    __tablename__ = "decision"

    screening_id: str = _id(primary_key=True, foreign_key="screening.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rule: str = _word()
    met: bool
    decides: bool
    reason: str
    reason_zh: str
    reference: str
    policy_version: str


class ReferralRow(Base, table=True):
    """A referral to an institution. Never changed; the newest one stands."""

    __tablename__ = "referral"
    __table_args__: ClassVar[Any] = (sa.Index("ix_referral_applicant", "applicant_id", "id"),)

    id: str = _id(primary_key=True)
    applicant_id: str = _id(foreign_key="applicant.id")
    institution_id: str = _id()
    package: str = _word()
    referred_on: date
    referred_by: str
    recorded_at: datetime = at()


roster = table_of(RosterRow)
roster_line = table_of(RosterLineRow)
applicant = table_of(ApplicantRow)
screening = table_of(ScreeningRow)
decision = table_of(DecisionRow)
referral = table_of(ReferralRow)
