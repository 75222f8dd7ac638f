"""Training's tables. Facts carry when they happened (``*_on``) and when they were recorded."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = 36
WORD = 40


NAMES = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
"""How keys are named; indexes, unique and check constraints carry their names themselves."""


class Base(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMES))):
    """Base of training's tables, on metadata of its own."""


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table of a row class, for statements."""
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # set by SQLAlchemy on mapped classes


def _id(**options: Any) -> Any:
    return Field(max_length=ID, **options)


def _word(**options: Any) -> Any:
    return Field(max_length=WORD, **options)


def _money() -> Any:
    return Field(max_digits=16, decimal_places=2)


def _hours() -> Any:
    return Field(max_digits=6, decimal_places=2)


def _at(default: Any = ...) -> Any:
    return Field(default, sa_type=cast("Any", sa.DateTime(timezone=True)))


def _json() -> Any:
    return Field(sa_type=cast("Any", JSONB))


class InstitutionRow(Base, table=True):
    """A training institution."""

    __tablename__ = "institution"
    __table_args__: ClassVar[Any] = (sa.Index("ix_institution_area", "area", "id"),)

    id: str = _id(primary_key=True)
    name: str
    area: str = _word()
    applied_on: date
    state: str = _word()
    version: int
    recorded_by: str
    recorded_at: datetime = _at()


class InspectionRow(Base, table=True):
    """An inspection of an institution; never changed."""

    __tablename__ = "inspection"

    institution_id: str = _id(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    inspected_on: date
    passed: bool
    findings: str
    inspected_by: str
    recorded_at: datetime = _at()


class CertificationRow(Base, table=True):
    """A period in which an institution may teach; never changed."""

    __tablename__ = "certification"

    institution_id: str = _id(primary_key=True, foreign_key="institution.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    certified_from: date
    certified_to: date
    certified_by: str
    inspection: int
    recorded_at: datetime = _at()


class TrainerRow(Base, table=True):
    """A trainer of an institution. The row is locked while a class plans the trainer's time."""

    __tablename__ = "trainer"
    __table_args__: ClassVar[Any] = (sa.Index("ix_trainer_institution", "institution_id", "id"),)

    id: str = _id(primary_key=True)
    institution_id: str = _id(foreign_key="institution.id")
    area: str = _word()
    name: str
    version: int
    recorded_at: datetime = _at()


class LicenceRow(Base, table=True):
    """A trainer's licence for one package."""

    __tablename__ = "licence"

    trainer_id: str = _id(primary_key=True, foreign_key="trainer.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    package: str = _word()
    level: str = _word()
    valid_from: date
    valid_to: date
    recorded_at: datetime = _at()


class AgreementRow(Base, table=True):
    """A budget; what is reserved and paid never exceeds it, and the database refuses if it did."""

    __tablename__ = "agreement"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint(
            "reserved >= 0 AND paid >= 0 AND reserved + paid <= budget", name="ck_agreement_within_budget"
        ),
        sa.Index("ix_agreement_institution", "institution_id", "id"),
    )

    id: str = _id(primary_key=True)
    institution_id: str = _id(foreign_key="institution.id")
    area: str = _word()
    valid_from: date
    valid_to: date
    budget: Decimal = _money()
    reserved: Decimal = _money()
    paid: Decimal = _money()
    version: int
    recorded_by: str
    recorded_at: datetime = _at()


class ClassRow(Base, table=True):
    """A class; ``seats_taken`` is what enrolments race for."""

    __tablename__ = "training_class"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("seats_taken BETWEEN 0 AND capacity", name="ck_training_class_seats"),
        sa.UniqueConstraint("number", name="uq_training_class_number"),
        sa.Index("ix_training_class_institution", "institution_id", "id"),
        sa.Index("ix_training_class_area", "area", "id"),
    )

    id: str = _id(primary_key=True)
    number: str = _word()
    institution_id: str = _id(foreign_key="institution.id")
    area: str = _word()
    package: str = _word()
    capacity: int
    seats_taken: int
    fee: Decimal = _money()
    venue: str
    state: str = _word()
    starts_on: date
    ends_on: date
    hours: Decimal = _hours()
    completed_on: date | None = None
    enrolled: int | None = None
    passed: int | None = None
    policy_version: str
    version: int
    recorded_by: str
    recorded_at: datetime = _at()


class ClassTrainerRow(Base, table=True):
    """A trainer named for a class."""

    __tablename__ = "class_trainer"

    class_id: str = _id(primary_key=True, foreign_key="training_class.id")
    trainer_id: str = _id(primary_key=True, foreign_key="trainer.id")
    position: int


class SessionRow(Base, table=True):
    """A session of a class."""

    __tablename__ = "class_session"
    __table_args__: ClassVar[Any] = (sa.Index("ix_class_session_trainer", "trainer_id", "held_on"),)

    class_id: str = _id(primary_key=True, foreign_key="training_class.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    held_on: date
    starts_at: time
    hours: Decimal = _hours()
    trainer_id: str = _id(foreign_key="trainer.id")
    venue: str


class EnrolmentRow(Base, table=True):
    """A learner's place in a class, with the decision whether it is free and why."""

    __tablename__ = "enrolment"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("class_id", "applicant_id", name="uq_enrolment_class_applicant"),
        sa.Index(
            "uq_enrolment_entitlement",
            "applicant_id",
            "package",
            unique=True,
            postgresql_where=sa.text("uses_entitlement"),
        ),
        sa.Index("ix_enrolment_applicant", "applicant_id"),
    )

    id: str = _id(primary_key=True)
    class_id: str = _id(foreign_key="training_class.id")
    applicant_id: str = _id()
    institution_id: str = _id()
    area: str = _word()
    package: str = _word()
    enrolled_on: date
    free: bool
    reason: str = _word()
    fee: Decimal = _money()
    target_group: str | None = _word(default=None)
    uses_entitlement: bool
    policy_version: str
    state: str = _word()
    dropped_on: date | None = None
    drop_reason: str | None = None
    hours_attended: Decimal | None = Field(default=None, max_digits=6, decimal_places=2)
    hours_share: Decimal | None = Field(default=None, max_digits=5, decimal_places=4)
    plan_grade: str | None = _word(default=None)
    outcome_reasons: list[str] | None = Field(default=None, sa_type=cast("Any", ARRAY(sa.String)))
    version: int
    recorded_by: str
    recorded_at: datetime = _at()


class AttendanceRow(Base, table=True):
    """An attendance sheet; the highest version of a session counts; never changed."""

    __tablename__ = "attendance_sheet"

    class_id: str = _id(primary_key=True, foreign_key="training_class.id")
    session_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_on: date
    present: list[str] = Field(sa_type=cast("Any", ARRAY(sa.String)))
    recorded_by: str
    recorded_at: datetime = _at()


class PlanGradeRow(Base, table=True):
    """A plan's grade; the highest version counts; never changed."""

    __tablename__ = "plan_grade"
    __table_args__: ClassVar[Any] = (sa.Index("ix_plan_grade_class", "class_id"),)

    enrolment_id: str = _id(primary_key=True, foreign_key="enrolment.id")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    class_id: str = _id()
    plan_grade: str = _word()
    grader: str
    graded_on: date
    recorded_by: str
    recorded_at: datetime = _at()


class CertificateRow(Base, table=True):
    """A certificate; never changed."""

    __tablename__ = "certificate"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("number", name="uq_certificate_number"),
        sa.UniqueConstraint("enrolment_id", name="uq_certificate_enrolment"),
        sa.Index("ix_certificate_applicant", "applicant_id"),
        sa.Index("ix_certificate_class", "class_id"),
    )

    id: str = _id(primary_key=True)
    number: str = _word()
    applicant_id: str = _id()
    enrolment_id: str = _id(foreign_key="enrolment.id")
    class_id: str = _id()
    institution_id: str = _id()
    area: str = _word()
    package: str = _word()
    issued_on: date
    issued_by: str
    recorded_at: datetime = _at()


class NumberSeriesRow(Base, table=True):
    """The last serial given in each series of numbers."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    last: int


class ApplicantRow(Base, table=True):
    """What training knows of an applicant, from events. The row is locked while milestones are made."""

    __tablename__ = "applicant"
    __table_args__: ClassVar[Any] = (sa.Index("ix_applicant_referred", "referred_institution_id", "id"),)

    id: str = _id(primary_key=True)
    accepted_on: date | None = None
    free_of_charge: bool = False
    target_group: str | None = _word(default=None)
    area: str | None = _word(default=None)
    screened_at: datetime | None = _at(None)
    withdrawn_on: date | None = None
    referred_institution_id: str | None = _id(default=None)
    referred_package: str | None = _word(default=None)
    referred_on: date | None = None
    referred_at: datetime | None = _at(None)


class OwnerBusinessRow(Base, table=True):
    """A registered business of an applicant, from followup's events."""

    __tablename__ = "owner_business"

    applicant_id: str = _id(primary_key=True)
    business_id: str = _id(primary_key=True)
    registered_on: date


class OwnerSurvivalRow(Base, table=True):
    """A business of an applicant confirmed as surviving, from followup's events."""

    __tablename__ = "owner_survival"

    applicant_id: str = _id(primary_key=True)
    business_id: str = _id(primary_key=True)
    registered_on: date
    confirmed_on: date


class MilestoneRow(Base, table=True):
    """A milestone that a result earned; once per person, package and milestone, ever."""

    __tablename__ = "milestone"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("applicant_id", "package", "milestone", name="uq_milestone_once_ever"),
        sa.Index("ix_milestone_institution", "institution_id", "state", "id"),
        sa.Index("ix_milestone_area", "area", "id"),
    )

    id: str = _id(primary_key=True)
    milestone: str = _word()
    applicant_id: str = _id()
    package: str = _word()
    institution_id: str = _id()
    area: str = _word()
    class_id: str = _id()
    class_started_on: date
    certificate_id: str = _id(foreign_key="certificate.id")
    certificate_number: str = _word()
    certificate_issued_on: date
    business_id: str | None = _id(default=None)
    business_registered_on: date | None = None
    earned_on: date
    amount: Decimal = _money()
    state: str = _word()
    claim_id: str | None = _id(default=None)
    policy_version: str
    explanation: dict[str, Any] = _json()
    recorded_at: datetime = _at()


class ClaimRow(Base, table=True):
    """A claim of an institution."""

    __tablename__ = "claim"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("reference", name="uq_claim_reference"),
        sa.Index("ix_claim_institution", "institution_id", "id"),
        sa.Index("ix_claim_area", "area", "id"),
    )

    id: str = _id(primary_key=True)
    institution_id: str = _id(foreign_key="institution.id")
    area: str = _word()
    agreement_id: str = _id(foreign_key="agreement.id")
    claimed_on: date
    claimed_amount: Decimal = _money()
    amount: Decimal = _money()
    state: str = _word()
    lodged_by: str
    verified_on: date | None = None
    verified_by: str | None = None
    approved_on: date | None = None
    approved_by: str | None = None
    paid_on: date | None = None
    paid_by: str | None = None
    reference: str | None = None
    version: int
    recorded_at: datetime = _at()


class ClaimLineRow(Base, table=True):
    """A milestone in a claim, with its automatic checks."""

    __tablename__ = "claim_line"
    __table_args__: ClassVar[Any] = (
        sa.Index(
            "uq_claim_line_milestone", "milestone_id", unique=True, postgresql_where=sa.text("state <> 'refuted'")
        ),
        sa.Index("ix_claim_line_milestone", "milestone_id"),
    )

    claim_id: str = _id(primary_key=True, foreign_key="claim.id")
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    milestone_id: str = _id(foreign_key="milestone.id")
    milestone: str = _word()
    package: str = _word()
    applicant_id: str = _id()
    amount: Decimal = _money()
    checks: list[dict[str, Any]] = _json()
    state: str = _word()
    reason: str | None = None


APPEND_ONLY = ("inspection", "certification", "attendance_sheet", "plan_grade", "certificate")
"""Tables whose rows are facts that never change."""
