"""Certificates for those who passed, each with a number of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kit.refusal import DatesOutOfOrder

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
