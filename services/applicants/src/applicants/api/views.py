"""What is shown of an applicant: identity and phone masked."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kit.private import PrivateData, mask
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from applicants.domain.applicant import Package, State
from applicants.domain.words import Education, EmploymentStatus, Sex, TargetGroup, Wants
from applicants.store.applicants import applicant_of
from applicants.use_cases.screen_applicant import RuleAnswer


class IdeaView(BaseModel):
    """The business that the person has in mind."""

    sector: str
    description: str
    own_capital: Decimal


class ConsentView(BaseModel):
    """What the person agreed to, and when."""

    purpose: str
    given_on: date


class ProgressView(BaseModel):
    """When each state was reached; null for one that was not."""

    accepted_on: date | None
    declined_on: date | None
    referred_on: date | None
    in_training_on: date | None
    certified_on: date | None
    business_registered_on: date | None
    surviving_on: date | None
    withdrawn_on: date | None


class ApplicantView(BaseModel):
    """An applicant; `identity_number` and `phone` are masked."""

    id: str
    name: str
    identity_number: str
    phone: str | None
    sex: Sex
    birth_on: date
    area: str
    education: Education
    employment_status: EmploymentStatus
    unemployed_since: date | None
    target_group: TargetGroup
    group_document_number: str | None
    wants: Wants
    idea: IdeaView | None
    consent: ConsentView
    runs_registered_business: bool
    registered_on: date
    state: State
    progress: ProgressView
    free_of_charge: bool
    policy_version: str | None
    referred_to: str | None
    package: Package | None
    withdrawal_reason: str | None
    merged_into: str | None
    version: int
    recorded_at: datetime


class ScreeningView(BaseModel):
    """A screening and its rules."""

    id: str
    screened_on: date
    outcome: str
    free_of_charge: bool
    policy_version: str
    screened_by: str
    recorded_at: datetime
    rules: list[RuleAnswer]


class ReferralView(BaseModel):
    """A referral."""

    id: str
    institution_id: str
    package: Package
    referred_on: date
    referred_by: str
    recorded_at: datetime


class ApplicantDetail(ApplicantView):
    """An applicant with all screenings and referrals, oldest first."""

    merged_files: list[str] = Field(description="Files merged into this one; each can be read still.")
    screenings: list[ScreeningView]
    referrals: list[ReferralView]


class ApplicantPage(BaseModel):
    """A page of applicants, oldest first."""

    items: list[ApplicantView]
    next: str | None


def applicant_values(row: RowMapping, private: PrivateData) -> dict[str, Any]:
    """The values of an :class:`ApplicantView` for a row of the applicant table."""
    one = applicant_of(row, private)
    facts = one.facts
    idea = facts.idea
    return {
        **row,
        "identity_number": mask(facts.identity.number),
        "phone": mask(facts.phone) if facts.phone else None,
        "idea": IdeaView(sector=idea.sector, description=idea.description, own_capital=idea.own_capital.amount)
        if idea
        else None,
        "consent": ConsentView(purpose=facts.consent.purpose, given_on=facts.consent.given_on),
        "progress": ProgressView.model_validate(dict(row)),
    }


def screening_views(screenings: Sequence[RowMapping], decisions: Sequence[RowMapping]) -> list[ScreeningView]:
    """Screenings with their decisions, both in order."""
    rules: dict[str, list[RuleAnswer]] = {}
    for row in decisions:
        rules.setdefault(row["screening_id"], []).append(RuleAnswer.model_validate(dict(row)))
    return [ScreeningView.model_validate({**row, "rules": rules.get(row["id"], [])}) for row in screenings]
