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


class ApplicantMerged(Consumed):
    """A file was found to be another one's person."""

    event: ClassVar[str] = "applicants.applicant.merged"

    applicant_id: str
    merged_into: str


class BusinessRegistered(Consumed):
    """Applicants registered a business of their own; what its licence says as far as a check needs it."""

    event: ClassVar[str] = "followup.business.registered"

    business_id: str
    owners: list[str]
    registered_on: date
    area: str | None = None
    form: str | None = None
    number_valid: bool | None = None
    number_kind: str | None = None
    authority: str | None = None
    licence_seen_on: date | None = None


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


class BusinessClosed(Consumed):
    """A visit found a business closed."""

    event: ClassVar[str] = "followup.business.closed"

    business_id: str
    closed_on: date


class BusinessReopened(Consumed):
    """A later visit found it operating, or the closing visit was corrected."""

    event: ClassVar[str] = "followup.business.reopened"

    business_id: str


class BusinessShared(Consumed):
    """With which other businesses one shares its address now; nobody: the list is empty."""

    event: ClassVar[str] = "followup.business.shared"

    business_id: str
    kind: str
    shared_with: list[str]


class ContactShared(Consumed):
    """With which other applicants one shares a contact now; nobody: the list is empty."""

    event: ClassVar[str] = "applicants.contact.shared"

    applicant_id: str
    kind: str
    shared_with: list[str]
