"""Who may enrol in a class, and whether the course is free for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    EnrolmentClosed,
    LearnerBusy,
)
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.training_class import ClassState, Occupied, TrainingClass, overlapping


class EnrolmentState(StrEnum):
    """Enrolled → passed or failed at completion → certified; or dropped out."""

    ENROLLED = "enrolled"
    DROPPED_OUT = "dropped_out"
    PASSED = "passed"
    FAILED = "failed"
    CERTIFIED = "certified"


class FeeReason(StrEnum):
    """Why a course is free or must be paid for."""

    ENTITLED = "entitled"
    NOT_ENTITLED = "not_entitled"
    SUBSIDISED_COURSE_USED = "subsidised_course_used"
    PACKAGE_NOT_SUBSIDISED = "package_not_subsidised"


@dataclass(frozen=True)
class Applicant:
    """What training knows of an applicant, from the events of the applicants service."""

    applicant_id: str
    accepted_on: date | None
    free_of_charge: bool
    target_group: str | None
    withdrawn_on: date | None


@dataclass(frozen=True)
class EnrolmentConfirmed:
    """A seat was taken."""

    enrolment_id: str
    applicant_id: str
    class_id: str
    institution_id: str
    package: Package
    free: bool
    enrolled_on: date


@dataclass
class Enrolment:
    """One learner's place in one class. Holds the id of the applicant, never a name."""

    enrolment_id: str
    class_id: str
    applicant_id: str
    package: Package
    enrolled_on: date
    free: bool
    reason: FeeReason
    target_group: str | None
    uses_entitlement: bool
    """Whether it takes up the person's one subsidised course of the package."""
    state: EnrolmentState = EnrolmentState.ENROLLED
    dropped_on: date | None = None

    def there_on(self, day: date) -> bool:
        """Whether this was a learner of the class on ``day``."""
        return self.enrolled_on <= day and (self.dropped_on is None or day <= self.dropped_on)

    def drop_out(self, dropped_on: date, *, attended: bool) -> None:
        """Leave the class. Who never attended a session keeps the one subsidised course of the package."""
        if self.state is not EnrolmentState.ENROLLED:
            raise IllegalTransition(noun="enrolment", state=self.state.value, verb="dropped out of")
        if dropped_on < self.enrolled_on:
            raise DatesOutOfOrder("dropped_on", later="dropped_on", earlier="enrolled_on")
        self.state = EnrolmentState.DROPPED_OUT
        self.dropped_on = dropped_on
        self.uses_entitlement = self.uses_entitlement and attended


def fee_reason(package: Package, *, free_of_charge: bool, entitlement_used: bool, rules: Rules) -> FeeReason:
    """Free only for those entitled, once per package and person, and only if the package is subsidised [S]."""
    if not rules.packages[package].subsidy:
        return FeeReason.PACKAGE_NOT_SUBSIDISED
    if not free_of_charge:
        return FeeReason.NOT_ENTITLED
    return FeeReason.SUBSIDISED_COURSE_USED if entitlement_used else FeeReason.ENTITLED


def check_applicant(applicant: Applicant | None, enrolled_on: date) -> Applicant:
    """The applicant, if accepted by ``enrolled_on`` and not withdrawn; refuses otherwise."""
    if applicant is None or applicant.accepted_on is None:
        raise ApplicantNotAccepted("applicant_id")
    if applicant.withdrawn_on is not None:
        raise ApplicantWithdrawn("applicant_id", withdrawn_on=applicant.withdrawn_on)
    if enrolled_on < applicant.accepted_on:
        raise DatesOutOfOrder("enrolled_on", later="enrolled_on", earlier="accepted_on")
    return applicant


def enrol(
    enrolment_id: str,
    joined: TrainingClass,
    applicant: Applicant | None,
    enrolled_on: date,
    *,
    already_in_class: bool,
    busy: Sequence[Occupied],
    entitlement_used: bool,
    rules: Rules,
) -> tuple[Enrolment, EnrolmentConfirmed]:
    """Enrol into a class in which a seat has been reserved; ``rules`` as of ``enrolled_on``.

    ``busy``: when the learner has sessions of other classes.
    """
    joined.must_be(ClassState.OPEN, "joined")
    person = check_applicant(applicant, enrolled_on)
    if already_in_class:
        raise AlreadyEnrolled("applicant_id")
    closed_on = joined.starts_on + timedelta(days=rules.enrolment_open_days)
    if enrolled_on > closed_on:
        raise EnrolmentClosed("enrolled_on", closed_on=closed_on)
    clash = overlapping(joined.sessions, busy)
    if clash is not None:
        raise LearnerBusy("applicant_id", day=clash.held_on)
    reason = fee_reason(
        joined.package,
        free_of_charge=person.free_of_charge,
        entitlement_used=entitlement_used,
        rules=rules,
    )
    free = reason is FeeReason.ENTITLED
    enrolment = Enrolment(
        enrolment_id=enrolment_id,
        class_id=joined.class_id,
        applicant_id=person.applicant_id,
        package=joined.package,
        enrolled_on=enrolled_on,
        free=free,
        reason=reason,
        target_group=person.target_group,
        uses_entitlement=free,
    )
    return enrolment, EnrolmentConfirmed(
        enrolment_id,
        person.applicant_id,
        joined.class_id,
        joined.institution_id,
        joined.package,
        free,
        enrolled_on,
    )
