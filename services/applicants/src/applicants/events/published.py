"""The events that the applicants service publishes. Names, identity and phone numbers never travel."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published
from kit.marks import Marks
from pydantic import Field

from applicants.domain.applicant import Applicant
from applicants.domain.events import (
    Accepted,
    Amended,
    Declined,
    Happened,
    Merged,
    Referred,
    Registered,
    Withdrawn,
)

_APPLICANT = "0198c1de-0000-7000-8000-000000000004"
_INSTITUTION = "0198c1de-0000-7000-8000-000000000001"
_MARK = "5f" * 32


class ApplicantRegistered(Published):
    """A person was registered. ``sex`` is ``f`` or ``m``; ``sector`` a GB/T 4754-2002 code."""

    event: ClassVar[str] = "applicants.applicant.registered"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "registered_on": "2007-07-02",
        "area": "500116103",
        "sex": "f",
        "birth_year": 1968,
        "education": "junior_middle",
        "target_group": "laid_off",
        "employment_status": "laid_off",
        "unemployed_since": "2005-03-01",
        "sector": "6521",
    }

    applicant_id: str
    registered_on: date
    area: str
    sex: str
    birth_year: int
    education: str
    target_group: str
    employment_status: str
    unemployed_since: date | None = None
    sector: str | None = None


class ApplicantAccepted(Published):
    """A person was accepted for the start-up path."""

    event: ClassVar[str] = "applicants.applicant.accepted"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "accepted_on": "2007-07-05",
        "area": "500116103",
        "target_group": "laid_off",
        "free_of_charge": True,
        "policy_version": "jiangjin-2007/applicants@0123456789ab",
        "name_mark": _MARK,
    }

    applicant_id: str
    accepted_on: date
    area: str
    target_group: str
    free_of_charge: bool
    policy_version: str
    name_mark: str = Field(description="One-way mark of the name, made with a key that only training shares.")


class ApplicantDeclined(Published):
    """A person is ``ineligible``, or goes the ``other_path``."""

    event: ClassVar[str] = "applicants.applicant.declined"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "declined_on": "2007-07-05",
        "outcome": "other_path",
    }

    applicant_id: str
    declined_on: date
    outcome: str


class ApplicantReferred(Published):
    """A person was sent to an institution for a package; a later referral replaces an earlier one."""

    event: ClassVar[str] = "applicants.applicant.referred"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "institution_id": _INSTITUTION,
        "package": "SYB",
        "referred_on": "2007-07-10",
    }

    applicant_id: str
    institution_id: str
    package: str
    referred_on: date


class ApplicantAmended(Published):
    """Area, education or sector changed; the data are the new ones."""

    event: ClassVar[str] = "applicants.applicant.amended"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "area": "500116107",
        "education": "senior_middle",
        "sector": "67",
        "name_mark": _MARK,
    }

    applicant_id: str
    area: str
    education: str
    sector: str | None = None
    name_mark: str = Field(description="One-way mark of the name, made with a key that only training shares.")


class ApplicantWithdrawn(Published):
    """A person left the programme."""

    event: ClassVar[str] = "applicants.applicant.withdrawn"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {"applicant_id": _APPLICANT, "withdrawn_on": "2007-08-01"}

    applicant_id: str
    withdrawn_on: date


class ApplicantMerged(Published):
    """Two files are one person's: what is known of ``applicant_id`` counts, from now on, for ``merged_into``.

    The newest one of a file holds: when ``merged_into`` is itself merged later, every file that pointed to it is
    told again with the file that stays, so no chain needs to be followed. Both histories are kept.
    """

    event: ClassVar[str] = "applicants.applicant.merged"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "merged_into": "0198c1de-0000-7000-8000-000000000014",
        "merged_on": "2007-08-20",
    }

    applicant_id: str
    merged_into: str
    merged_on: date


class ContactShared(Published):
    """Other applicants under the same contact, as of now: ids only, never the number. ``kind``: ``phone``.

    The newest one of an applicant counts; an empty list says that nobody shares it any more. Of very many
    only the first hundred are named; ``people`` counts all, the applicant among them.
    """

    event: ClassVar[str] = "applicants.contact.shared"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": _APPLICANT,
        "kind": "phone",
        "shared_with": ["0198c1de-0000-7000-8000-000000000014"],
        "people": 2,
    }

    applicant_id: str
    kind: str
    shared_with: list[str]
    people: int


def tell(applicant: Applicant, happened: list[Happened], marks: Marks) -> list[Published]:
    """What is published of what happened to ``applicant``."""
    return [_told(applicant, event, marks) for event in happened]


def _told(applicant: Applicant, event: Happened, marks: Marks) -> Published:
    facts, id_ = applicant.facts, applicant.id
    sector = facts.idea.sector if facts.idea else None
    told: Published
    match event:
        case Registered(registered_on):
            told = ApplicantRegistered(
                applicant_id=id_,
                registered_on=registered_on,
                area=facts.area,
                sex=facts.identity.sex.value,
                birth_year=facts.identity.birth_on.year,
                education=facts.education.value,
                target_group=facts.target_group.value,
                employment_status=facts.employment_status.value,
                unemployed_since=facts.unemployed_since,
                sector=sector,
            )
        case Accepted(accepted_on, free_of_charge, policy_version):
            told = ApplicantAccepted(
                applicant_id=id_,
                accepted_on=accepted_on,
                area=facts.area,
                target_group=facts.target_group.value,
                free_of_charge=free_of_charge,
                policy_version=policy_version,
                name_mark=marks.mark(facts.name, id_),
            )
        case Declined(declined_on, outcome):
            told = ApplicantDeclined(applicant_id=id_, declined_on=declined_on, outcome=outcome.value)
        case Referred(institution_id, package, referred_on):
            told = ApplicantReferred(
                applicant_id=id_, institution_id=institution_id, package=package, referred_on=referred_on
            )
        case Amended():
            told = ApplicantAmended(
                applicant_id=id_,
                area=facts.area,
                education=facts.education.value,
                sector=sector,
                name_mark=marks.mark(facts.name, id_),
            )
        case Merged(into, merged_on):
            told = ApplicantMerged(applicant_id=id_, merged_into=into, merged_on=merged_on)
        case Withdrawn(withdrawn_on):
            told = ApplicantWithdrawn(applicant_id=id_, withdrawn_on=withdrawn_on)
    return told
