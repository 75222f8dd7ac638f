"""What credit listens to, and the fields that it reads."""

from datetime import date
from typing import ClassVar

from kit.event import Consumed


class ApplicantAccepted(Consumed):
    """A person takes part in the programme from that day."""

    event: ClassVar[str] = "applicants.applicant.accepted"

    applicant_id: str
    accepted_on: date
    area: str


class ApplicantWithdrawn(Consumed):
    """A person no longer takes part."""

    event: ClassVar[str] = "applicants.applicant.withdrawn"

    applicant_id: str
    withdrawn_on: date


class CertificateIssued(Consumed):
    """A learner passed; the certificate opens the way to a loan."""

    event: ClassVar[str] = "training.certificate.issued"

    certificate_id: str
    number: str
    applicant_id: str
    package: str
    issued_on: date
