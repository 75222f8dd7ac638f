"""What is published of certificates."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from training.events.published.examples import APPLICANT, CERTIFICATE, CLASS, ENROLMENT, INSTITUTION


class CertificateIssued(Published):
    """A learner who passed has a certificate."""

    event: ClassVar[str] = "training.certificate.issued"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "certificate_id": CERTIFICATE,
        "number": "JJ-SYB-2007-00001",
        "applicant_id": APPLICANT,
        "enrolment_id": ENROLMENT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "issued_on": "2007-08-31",
    }

    certificate_id: str
    number: str
    applicant_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: str
    issued_on: date


class CertificateRevoked(Published):
    """A certificate no longer holds: from this day nothing rests on it."""

    event: ClassVar[str] = "training.certificate.revoked"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "certificate_id": CERTIFICATE,
        "number": "JJ-SYB-2007-00001",
        "applicant_id": APPLICANT,
        "enrolment_id": ENROLMENT,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "cause": "attendance_false",
        "revoked_on": "2008-02-11",
    }

    certificate_id: str
    number: str
    applicant_id: str
    enrolment_id: str
    institution_id: str
    package: str
    cause: str
    revoked_on: date
