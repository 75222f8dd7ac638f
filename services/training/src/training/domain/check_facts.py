"""The facts that the automatic checks look at: of a course, a learner, a certificate, a business.

Ids, dates and counts only: no name, phone number or address ever gets here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kit.money import Money

from training.domain.packages import Milestone, Package


@dataclass(frozen=True)
class Sheets:
    """How the newest attendance sheets of a class look, drop-outs left aside."""

    count: int = 0
    learners: int = 0
    """Learners who stayed to the end."""
    different: int = 0
    """Different sets of learners present."""
    late: int = 0
    """Sheets recorded later than the policy's days after their session."""
    latest_days: int = 0
    """Days between session and record of the latest one."""
    early: tuple[date, ...] = ()
    """Days of sessions that were recorded before they took place."""


@dataclass(frozen=True)
class CourseFacts:
    """A class; pairs are of an id and a day."""

    class_id: str = ""
    hours_taught: Decimal | None = None
    """Class hours of the sessions that have a sheet with somebody present; None when nothing is known."""
    unlicensed: tuple[tuple[str, date], ...] = ()
    """Trainers who held no valid licence on a day on which they taught."""
    clashes: tuple[tuple[str, str, date], ...] = ()
    """Trainer, other class, day: recorded as teaching in two places at once."""
    uncertified: tuple[date, ...] = ()
    """Days of sessions on which the institution was not certified."""
    sheets: Sheets = Sheets()
    files_with: tuple[str, ...] = ()
    """All classes whose file holds a paper of this class's file, this one among them; empty when no other does."""


@dataclass(frozen=True)
class LearnerFacts:
    """A learner."""

    overlaps: tuple[tuple[str, date], ...] = ()
    """Other class and day: recorded present in two classes at one time."""
    hours_share: Decimal | None = None
    """Share of the class hours attended, by the newest sheets; None when nothing is known."""
    phone_with: tuple[str, ...] = ()
    """Other applicants under the same phone number."""
    plan_with: tuple[str, ...] = ()
    """All enrolments that handed in the same file as business plan, this one among them; empty when no other did."""


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate."""

    certificate_id: str = ""
    revoked_on: date | None = None
    holder: str | None = None
    """The applicant to whom it was issued."""
    behind: tuple[str, ...] = ()
    """Other people whose milestones rest on it."""


@dataclass(frozen=True)
class BusinessFacts:
    """A business, as follow-up told of it; None where it did not."""

    business_id: str = ""
    form: str | None = None
    area: str | None = None
    number_valid: bool | None = None
    number_kind: str | None = None
    """``registration_15`` or ``unified_18``."""
    authority: str | None = None
    """The six digits of the registering authority's division."""
    seen_on: date | None = None
    closed_on: date | None = None
    people: tuple[str, ...] = ()
    """All applicants whose milestones rest on it."""
    institutions: tuple[str, ...] = ()
    """All institutions whose milestones rest on it."""
    address_with: tuple[str, ...] = ()
    """Other businesses at the same address."""
    owned: tuple[tuple[str, date], ...] = ()
    """All businesses of this owner with the day of their registration."""
    same_day: tuple[str, ...] = ()
    """Businesses of learners of this class registered on the same day, this one among them."""


@dataclass(frozen=True)
class Claimable:
    """An earned, unclaimed milestone with the facts that the automatic checks look at."""

    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    amount: Money
    earned_on: date
    certificate_number: str
    certificate_issued_on: date
    class_started_on: date
    business_registered_on: date | None
    institution_id: str = ""
    area: str = ""
    course: CourseFacts = field(default=CourseFacts())
    learner: LearnerFacts = field(default=LearnerFacts())
    certificate: CertificateFacts = field(default=CertificateFacts())
    business: BusinessFacts | None = None
    claimed_in: str | None = None
    """An earlier claim that holds the same person, package and milestone."""
