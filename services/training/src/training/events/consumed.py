"""What training reads of other services' events."""

from datetime import date
from typing import ClassVar

from kit.event import Consumed


class ApplicantAccepted(Consumed):
    """An applicant may take the start-up path."""

    event: ClassVar[str] = "applicants.applicant.accepted"

    applicant_id: str
    accepted_on: date
    area: str
    target_group: str
    free_of_charge: bool
    name_mark: str | None = None


class ApplicantAmended(Consumed):
    """An applicant's file changed; of it only the name's mark is read."""

    event: ClassVar[str] = "applicants.applicant.amended"

    applicant_id: str
    name_mark: str | None = None


class ApplicantDeclined(Consumed):
    """A later screening did not accept the applicant."""

    event: ClassVar[str] = "applicants.applicant.declined"

    applicant_id: str


class ApplicantReferred(Consumed):
    """An applicant was sent to an institution for a package."""

    event: ClassVar[str] = "applicants.applicant.referred"

    applicant_id: str
    institution_id: str
    package: str
    referred_on: date


class ApplicantWithdrawn(Consumed):
    """An applicant left the programme."""

    event: ClassVar[str] = "applicants.applicant.withdrawn"

    applicant_id: str
    withdrawn_on: date


class BusinessRegistered(Consumed):
    """Applicants registered a business of their own."""

    event: ClassVar[str] = "followup.business.registered"

    business_id: str
    owners: list[str]
    registered_on: date


class SurvivalConfirmed(Consumed):
    """A business was verified as running for more than six months."""

    event: ClassVar[str] = "followup.survival.confirmed"

    business_id: str
    owners: list[str]
    registered_on: date
    confirmed_on: date


class SurvivalWithdrawn(Consumed):
    """The visit that confirmed survival was corrected."""

    event: ClassVar[str] = "followup.survival.withdrawn"

    business_id: str
    owners: list[str]
    withdrawn_on: date
