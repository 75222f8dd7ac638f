"""What GET answers of changed classes, fees and offers."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from training.api.register_views import ResultsShown
from training.api.views import View
from training.domain.enrolment import EnrolmentState, FeeReason
from training.domain.offer import TaughtAt
from training.domain.packages import Package
from training.domain.plan_rules import Grounds
from training.domain.receipts import EntryKind, Method


class SessionKept(View):
    """A session as it was planned."""

    number: int
    held_on: date
    starts_at: str
    hours: Decimal
    trainer_id: str
    venue: str


class ClassChangeView(View):
    """A change or the cancellation; ``days_ahead`` is the notice that learners got."""

    number: int
    kind: str = Field(description="`rescheduled`, `trainer_replaced` or `cancelled`.")
    announced_on: date
    grounds: Grounds
    reason: str
    days_ahead: int
    short_notice: bool
    before: list[SessionKept]
    after: list[SessionKept]
    learners: int = Field(description="How many were in the class then.")
    policy_version: str
    recorded_by: str
    recorded_at: datetime


class ClassChanges(BaseModel):
    """Every change of a class, oldest first."""

    items: list[ClassChangeView]


class FeeEntryView(View):
    """Money received from a learner or given back, in yuan."""

    id: str
    number: str
    institution_id: str
    class_id: str
    enrolment_id: str
    applicant_id: str
    kind: EntryKind
    amount: Decimal
    happened_on: date
    method: Method
    reason: str | None
    recorded_by: str


class FeeEntryPage(BaseModel):
    """A page of entries."""

    items: list[FeeEntryView]
    next: str | None


class FeeAccountView(BaseModel):
    """What one learner owes and paid, in yuan."""

    enrolment_id: str
    applicant_id: str
    state: EnrolmentState
    free: bool
    reason: FeeReason
    fee: Decimal
    owed: Decimal
    paid: Decimal
    due: Decimal
    to_refund: Decimal


class FeeAccountPage(BaseModel):
    """A page of a class's accounts."""

    items: list[FeeAccountView]
    next: str | None


class OfferView(View):
    """An offer; ``fee`` in yuan."""

    id: str
    institution_id: str
    area: str
    package: Package
    hours: Decimal
    fee: Decimal
    taught_at: TaughtAt
    description: str
    valid_from: date
    valid_to: date
    withdrawn_on: date | None
    version: int


class OfferPage(BaseModel):
    """A page of offers."""

    items: list[OfferView]
    next: str | None


class PublicOffer(OfferView):
    """An offer with whose it is and what came of its courses: rates only where enough people are behind them."""

    institution_name: str
    results: ResultsShown | None


class PublicOfferPage(BaseModel):
    """A page of offers that stand; rates need ``minimum_volume`` people."""

    as_of: date
    minimum_volume: int
    items: list[PublicOffer]
    next: str | None


class EntitlementView(BaseModel):
    """Whether a course of a package would be free for a person, and why; in yuan what it could cost at most."""

    package: Package
    free: bool
    reason: FeeReason
    explained: str
    explained_zh: str
    rule: str
    used_in_enrolment: str | None
    fee_cap: Decimal


class EntitlementsView(BaseModel):
    """Every package, as of a day."""

    applicant_id: str
    as_of: date
    accepted_on: date | None
    withdrawn_on: date | None
    items: list[EntitlementView]
    policy_version: str
