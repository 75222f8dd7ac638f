"""Certificates for those who passed, each with a number of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.enrolment import Enrolment, EnrolmentState
from training.domain.errors.certificates import NobodyToCertify
from training.domain.packages import Package
from training.domain.training_class import ClassState, TrainingClass


@dataclass(frozen=True)
class CertificateIssued:
    """A certificate, which is also the event of its issue."""

    certificate_id: str
    number: str
    applicant_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: Package
    issued_on: date


class Cause(StrEnum):
    """Why a certificate is revoked."""

    ATTENDANCE_FALSE = "attendance_false"
    IDENTITY_FALSE = "identity_false"
    EXAMINATION_FRAUD = "examination_fraud"
    ISSUED_IN_ERROR = "issued_in_error"


class RevocationState(StrEnum):
    """Proposed by one, confirmed or rejected by another."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass
class Revocation:
    """A certificate's revocation; it holds from the day on which it is confirmed."""

    revocation_id: str
    certificate_id: str
    issued_on: date
    cause: Cause
    proposed_on: date
    proposed_by: str
    state: RevocationState = RevocationState.PROPOSED
    decided_on: date | None = None
    decided_by: str | None = None

    def __post_init__(self) -> None:
        """Refuse what lies before the certificate."""
        if self.proposed_on < self.issued_on:
            raise DatesOutOfOrder("proposed_on", later="proposed_on", earlier="issued_on")

    def decide(self, decided_on: date, *, confirmed: bool, decided_by: str) -> None:
        """Confirm or reject; by somebody other than who proposed. Raises IllegalTransition, DatesOutOfOrder."""
        if self.state is not RevocationState.PROPOSED:
            raise IllegalTransition(noun="revocation", state=self.state.value, verb="decided")
        if decided_by == self.proposed_by:
            raise SamePerson(first="proposed the revocation", second="decides it")
        if decided_on < self.proposed_on:
            raise DatesOutOfOrder("decided_on", later="decided_on", earlier="proposed_on")
        self.state = RevocationState.CONFIRMED if confirmed else RevocationState.REJECTED
        self.decided_on, self.decided_by = decided_on, decided_by


def masked_name(name: str) -> str:
    """A name as strangers may see it: the first character, the rest as stars."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*"


def certificate_series(prefix: str, package: Package, issued_on: date) -> str:
    """The series in which certificates are counted: one per package and year."""
    return f"{prefix}-{package.value}-{issued_on.year}"


def number_in(series: str, serial: int) -> str:
    """A number within a series, such as ``JJ-SYB-2007-00001``."""
    return f"{series}-{serial:05d}"


def to_certify(
    taught: TrainingClass, enrolments: Iterable[Enrolment], issued_on: date, *, last_graded_on: date | None
) -> list[Enrolment]:
    """Those of a completed class who passed and have no certificate; refuses when there is nobody."""
    taught.must_be(ClassState.COMPLETED, "certified")
    if taught.completed_on is not None and issued_on < taught.completed_on:
        raise DatesOutOfOrder("issued_on", later="issued_on", earlier="completed_on")
    if last_graded_on is not None and issued_on < last_graded_on:
        raise DatesOutOfOrder("issued_on", later="issued_on", earlier="graded_on")
    passed = [enrolment for enrolment in enrolments if enrolment.state is EnrolmentState.PASSED]
    if not passed:
        raise NobodyToCertify
    return passed


def issue(
    taught: TrainingClass,
    enrolments: Iterable[Enrolment],
    issued_on: date,
    *,
    ids: Iterable[str],
    series: str,
    first_serial: int,
) -> list[CertificateIssued]:
    """Issue to each of ``enrolments`` (from :func:`to_certify`), numbered from ``first_serial``."""
    issued = []
    for offset, (enrolment, certificate_id) in enumerate(zip(enrolments, ids, strict=False)):
        enrolment.state = EnrolmentState.CERTIFIED
        issued.append(
            CertificateIssued(
                certificate_id,
                number_in(series, first_serial + offset),
                enrolment.applicant_id,
                enrolment.enrolment_id,
                taught.class_id,
                taught.institution_id,
                taught.package,
                issued_on,
            )
        )
    return issued
