"""What GET answers."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from training.domain.enrolment import EnrolmentState, FeeReason
from training.domain.packages import Milestone, Package
from training.domain.results import Grade
from training.domain.training_class import ClassState


class View(BaseModel):
    """Made from a row; what the row has beyond these fields is left out."""

    model_config = ConfigDict(extra="ignore")


class ClassView(View):
    """A class."""

    id: str
    number: str
    institution_id: str
    package: Package
    capacity: int
    seats_taken: int
    fee: Decimal
    venue: str
    state: ClassState
    starts_on: date
    ends_on: date
    hours: Decimal
    completed_on: date | None
    cancelled_on: date | None
    offer_id: str | None
    enrolled: int | None
    passed: int | None
    version: int


class SessionView(View):
    """A session; ``sheet`` counts its attendance records, 0 when none; ``present`` are enrolment ids."""

    number: int
    held_on: date
    starts_at: time
    hours: Decimal
    trainer_id: str
    venue: str
    sheet: int
    present: list[str]


class ClassDetail(ClassView):
    """A class with trainers, sessions and newest attendance."""

    trainer_ids: list[str]
    sessions: list[SessionView]
    policy_version: str


class ClassPage(BaseModel):
    """A page of classes."""

    items: list[ClassView]
    next: str | None


class EnrolmentView(View):
    """A learner's place, result and certificate; the learner is an id, never a name."""

    id: str
    class_id: str
    applicant_id: str
    institution_id: str
    package: Package
    enrolled_on: date
    free: bool
    reason: FeeReason
    fee: Decimal
    state: EnrolmentState
    dropped_on: date | None
    drop_reason: str | None
    transferred_to: str | None
    hours_attended: Decimal | None
    hours_share: Decimal | None
    plan_grade: Grade | None
    outcome_reasons: list[str] | None
    certificate_number: str | None
    certificate_issued_on: date | None
    policy_version: str
    version: int


class EnrolmentPage(BaseModel):
    """A page of enrolments."""

    items: list[EnrolmentView]
    next: str | None


class CertificateView(View):
    """A certificate."""

    id: str
    number: str
    applicant_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: Package
    issued_on: date


class MilestoneView(View):
    """A milestone with the reason why it is owed."""

    id: str
    milestone: Milestone
    applicant_id: str
    package: Package
    institution_id: str
    class_id: str
    certificate_number: str
    business_id: str | None
    earned_on: date
    amount: Decimal
    state: str
    claim_id: str | None
    policy_version: str
    explanation: dict[str, Any]


class MilestonePage(BaseModel):
    """A page of milestones."""

    items: list[MilestoneView]
    next: str | None


class ReferralView(BaseModel):
    """An applicant who was sent to an institution and has not enrolled there for that package."""

    applicant_id: str
    institution_id: str
    package: str
    referred_on: date


class ReferralPage(BaseModel):
    """A page of referrals."""

    items: list[ReferralView]
    next: str | None


class LearnerView(BaseModel):
    """All that training holds of one person, within what the caller may see."""

    applicant_id: str
    enrolments: list[EnrolmentView]
    milestones: list[MilestoneView]
