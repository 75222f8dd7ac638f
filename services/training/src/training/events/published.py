"""The events that training publishes. No names travel, only ids."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from kit.event import Published
from pydantic import BaseModel, ConfigDict, Field

Yuan = Annotated[Decimal, Field(description="Yuan with two decimals, as a string.", decimal_places=2)]

_INSTITUTION = "0198c1de-0000-7000-8000-000000000001"
_CLASS = "0198c1de-0000-7000-8000-000000000002"
_ENROLMENT = "0198c1de-0000-7000-8000-000000000003"
_APPLICANT = "0198c1de-0000-7000-8000-000000000004"
_CERTIFICATE = "0198c1de-0000-7000-8000-000000000005"
_CLAIM = "0198c1de-0000-7000-8000-000000000006"
_LINE = {"applicant_id": _APPLICANT, "milestone": "M1", "package": "SYB", "amount": "500.00"}


class InstitutionCertified(Published):
    """An institution may teach from one day to another."""

    event: ClassVar[str] = "training.institution.certified"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": _INSTITUTION,
        "certified_from": "2007-06-01",
        "certified_to": "2009-05-31",
        "area": "500116",
    }

    institution_id: str
    certified_from: date
    certified_to: date
    area: str


class EnrolmentConfirmed(Published):
    """A learner has a seat in a class."""

    event: ClassVar[str] = "training.enrolment.confirmed"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "enrolment_id": _ENROLMENT,
        "applicant_id": _APPLICANT,
        "class_id": _CLASS,
        "institution_id": _INSTITUTION,
        "package": "SYB",
        "free": True,
        "enrolled_on": "2007-07-20",
    }

    enrolment_id: str
    applicant_id: str
    class_id: str
    institution_id: str
    package: str
    free: bool
    enrolled_on: date


class AttendanceRecorded(Published):
    """Who was present at a session; a higher version supersedes a lower one."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    event: ClassVar[str] = "training.attendance.recorded"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": _CLASS,
        "institution_id": _INSTITUTION,
        "session_number": 1,
        "held_on": "2007-08-06",
        "present": [_APPLICANT],
        "version": 1,
    }

    class_id: str
    institution_id: str
    session_number: int
    held_on: date
    present: list[str]
    sheet_version: int = Field(alias="version", description="1, 2 …; travels as `version`.")


class ClassCompleted(Published):
    """A class ended; drop-outs count as enrolled."""

    event: ClassVar[str] = "training.class.completed"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": _CLASS,
        "institution_id": _INSTITUTION,
        "package": "SYB",
        "completed_on": "2007-08-16",
        "enrolled": 25,
        "passed": 23,
    }

    class_id: str
    institution_id: str
    package: str
    completed_on: date
    enrolled: int
    passed: int


class CertificateIssued(Published):
    """A learner who passed has a certificate."""

    event: ClassVar[str] = "training.certificate.issued"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "certificate_id": _CERTIFICATE,
        "number": "JJ-SYB-2007-00001",
        "applicant_id": _APPLICANT,
        "enrolment_id": _ENROLMENT,
        "class_id": _CLASS,
        "institution_id": _INSTITUTION,
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


class ClaimedLine(BaseModel):
    """A milestone within a claim's event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    applicant_id: str
    milestone: str
    package: str
    amount: Yuan


class ClaimLodged(Published):
    """An institution claimed milestones; their budget is reserved."""

    event: ClassVar[str] = "training.claim.lodged"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": _CLAIM,
        "institution_id": _INSTITUTION,
        "claimed_on": "2007-09-10",
        "amount": "500.00",
        "lines": [_LINE],
    }

    claim_id: str
    institution_id: str
    claimed_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimVerified(Published):
    """A claim was verified; ``lines`` and ``amount`` hold what was confirmed."""

    event: ClassVar[str] = "training.claim.verified"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": _CLAIM,
        "institution_id": _INSTITUTION,
        "verified_on": "2007-09-12",
        "amount": "500.00",
        "lines": [_LINE],
    }

    claim_id: str
    institution_id: str
    verified_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimApproved(Published):
    """A second person approved a verified claim."""

    event: ClassVar[str] = "training.claim.approved"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": _CLAIM,
        "institution_id": _INSTITUTION,
        "approved_on": "2007-09-13",
        "amount": "500.00",
        "lines": [_LINE],
    }

    claim_id: str
    institution_id: str
    approved_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimPaid(Published):
    """Finance paid the confirmed lines of a claim."""

    event: ClassVar[str] = "training.claim.paid"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": _CLAIM,
        "institution_id": _INSTITUTION,
        "paid_on": "2007-09-20",
        "amount": "500.00",
        "lines": [_LINE],
    }

    claim_id: str
    institution_id: str
    paid_on: date
    amount: Yuan
    lines: list[ClaimedLine]
