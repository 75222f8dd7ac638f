"""What the applicants service reads of other services' events."""

from datetime import date
from typing import ClassVar

from kit.event import Consumed


class EnrolmentConfirmed(Consumed):
    """A learner has a seat in a class."""

    event: ClassVar[str] = "training.enrolment.confirmed"

    applicant_id: str
    enrolled_on: date


class CertificateIssued(Consumed):
    """A learner has a certificate."""

    event: ClassVar[str] = "training.certificate.issued"

    applicant_id: str
    number: str | None = None
    issued_on: date


class BusinessRegistered(Consumed):
    """A business was officially registered by its owners."""

    event: ClassVar[str] = "followup.business.registered"

    owners: list[str]
    registered_on: date


class SurvivalConfirmed(Consumed):
    """A business was verified operating more than six months after its registration."""

    event: ClassVar[str] = "followup.survival.confirmed"

    owners: list[str]
    confirmed_on: date


class SurvivalWithdrawn(Consumed):
    """The visit that confirmed survival was corrected."""

    event: ClassVar[str] = "followup.survival.withdrawn"

    owners: list[str]
