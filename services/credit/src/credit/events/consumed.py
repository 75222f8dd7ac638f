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


class CertificateRevoked(Consumed):
    """A certificate no longer holds: no new loan rests on it."""

    event: ClassVar[str] = "training.certificate.revoked"

    number: str
    revoked_on: date


class ApplicantRegistered(Consumed):
    """A person was registered; figures count women by ``sex``."""

    event: ClassVar[str] = "applicants.applicant.registered"

    applicant_id: str
    sex: str


class BusinessRegistered(Consumed):
    """A participant's business has an official registration."""

    event: ClassVar[str] = "followup.business.registered"

    business_id: str
    owners: list[str]
    registered_on: date


class BusinessClosed(Consumed):
    """A visit verified that the business closed."""

    event: ClassVar[str] = "followup.business.closed"

    business_id: str
    closed_on: date


class BusinessReopened(Consumed):
    """The business operates again, or never closed."""

    event: ClassVar[str] = "followup.business.reopened"

    business_id: str


class JobsConfirmed(Consumed):
    """People other than the owners who worked in a surviving business, as a visit on that day counted them."""

    event: ClassVar[str] = "followup.jobs.confirmed"

    business_id: str
    workers: int
    confirmed_on: date
