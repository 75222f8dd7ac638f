"""Who may enrol in a class, and whether the course is free for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    ApplicantMerged,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    EnrolmentClosed,
    LearnerBusy,
)
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.training_class import ClassState, Occupied, TrainingClass, overlapping


class EnrolmentState(StrEnum):
    """Enrolled → passed or failed at completion → certified; or left: dropped out, transferred, class cancelled."""

    ENROLLED = "enrolled"
    DROPPED_OUT = "dropped_out"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    PASSED = "passed"
    FAILED = "failed"
    CERTIFIED = "certified"


LEFT = frozenset({EnrolmentState.DROPPED_OUT, EnrolmentState.TRANSFERRED, EnrolmentState.CANCELLED})
"""Who is no longer in the class. Drop-outs stay in its cohort; who was transferred counts where they went."""


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
    merged_into: str | None = None
    packages_used: frozenset[Package] = frozenset()
    """Packages whose one subsidised course was taken under a file that was merged into this one."""


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

    @property
    def left(self) -> bool:
        """Whether this is no longer a learner of the class."""
        return self.state in LEFT

    def there_on(self, day: date) -> bool:
        """Whether this was a learner of the class on ``day``."""
        return self.enrolled_on <= day and (self.dropped_on is None or day <= self.dropped_on)

    def drop_out(self, dropped_on: date, *, attended: bool) -> None:
        """Leave the class. Who never attended a session keeps the one subsidised course of the package."""
        self._leave(EnrolmentState.DROPPED_OUT, dropped_on, "dropped_on", "dropped out of")
        self.uses_entitlement = self.uses_entitlement and attended

    def transfer(self, transferred_on: date) -> None:
        """Leave for another class, which takes the one subsidised course of the package along."""
        self._leave(EnrolmentState.TRANSFERRED, transferred_on, "transferred_on", "transferred")
        self.uses_entitlement = False

    def cancel(self, cancelled_on: date) -> None:
        """Lose the class, which is cancelled; the one subsidised course of the package is not used up by it."""
        self._leave(EnrolmentState.CANCELLED, max(cancelled_on, self.enrolled_on), "cancelled_on", "cancelled")
        self.uses_entitlement = False

    def _leave(self, state: EnrolmentState, left_on: date, field: str, verb: str) -> None:
        if self.state is not EnrolmentState.ENROLLED:
            raise IllegalTransition(noun="enrolment", state=self.state.value, verb=verb)
        if left_on < self.enrolled_on:
            raise DatesOutOfOrder(field, later=field, earlier="enrolled_on")
        self.state = state
        self.dropped_on = left_on


def fee_reason(package: Package, *, free_of_charge: bool, entitlement_used: bool, rules: Rules) -> FeeReason:
    """Free only for those entitled, once per package and person, and only if the package is subsidised [S]."""
    if not rules.packages[package].subsidy:
        return FeeReason.PACKAGE_NOT_SUBSIDISED
    if not free_of_charge:
        return FeeReason.NOT_ENTITLED
    return FeeReason.SUBSIDISED_COURSE_USED if entitlement_used else FeeReason.ENTITLED


@dataclass(frozen=True)
class Entitlement:
    """Whether a course of a package would be free for a person, by which rule, in words; ``used_in``: the enrolment."""

    package: Package
    reason: FeeReason
    used_in: str | None
    rule: str
    en: str
    zh: str

    @property
    def free(self) -> bool:
        """Whether it would cost nothing."""
        return self.reason is FeeReason.ENTITLED


_EXPLAINED = {
    FeeReason.ENTITLED: (
        "Free: the person is entitled to free training and has taken no subsidised {package} course.",
        "免费：该人员享受免费培训，且未参加过补贴的 {package} 培训。",
    ),
    FeeReason.NOT_ENTITLED: (
        "To be paid: the person is not in a group entitled to free training.",
        "自费：该人员不属于免费培训对象。",
    ),
    FeeReason.SUBSIDISED_COURSE_USED: (
        "To be paid: one subsidised {package} course a person, and it was taken.",
        "自费：每人只享受一次补贴的 {package} 培训，已使用。",
    ),
    FeeReason.PACKAGE_NOT_SUBSIDISED: (
        "To be paid: {package} is not subsidised.",
        "自费：{package} 不在补贴范围。",
    ),
}


def entitlements(
    enrolments: Sequence[Enrolment], rules: Rules, *, free_of_charge: bool, packages_used: Collection[Package] = ()
) -> list[Entitlement]:
    """Every package explained for a person with these enrolments; ``rules`` as of the day asked for.

    ``packages_used``: those whose course was taken under a file that was merged into theirs.
    """
    found = []
    for package in Package:
        used = next((one.enrolment_id for one in enrolments if one.uses_entitlement and one.package is package), None)
        reason = fee_reason(
            package,
            free_of_charge=free_of_charge,
            entitlement_used=used is not None or package in packages_used,
            rules=rules,
        )
        en, zh = (text.format(package=package.value) for text in _EXPLAINED[reason])
        rule = rules.sources.get(f"package.{package.value}.subsidy", "")
        found.append(Entitlement(package, reason, used, rule, en, zh))
    return found


def check_applicant(applicant: Applicant | None, enrolled_on: date) -> Applicant:
    """The applicant, if accepted by ``enrolled_on`` and not withdrawn; refuses otherwise."""
    if applicant is None or applicant.accepted_on is None:
        raise ApplicantNotAccepted("applicant_id")
    if applicant.merged_into is not None:
        raise ApplicantMerged("applicant_id", merged_into=applicant.merged_into)
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
        entitlement_used=entitlement_used or joined.package in person.packages_used,
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
