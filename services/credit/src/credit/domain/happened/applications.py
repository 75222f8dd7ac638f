"""What the verbs of credit make happen to applications and their guarantees."""

from dataclasses import dataclass
from datetime import date

from kit.money import Money


@dataclass(frozen=True)
class ApplicationSubmitted:
    """An applicant asked for a loan."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    applied_on: date


@dataclass(frozen=True)
class ApplicationRecommended:
    """The community recommended it."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    recommended_on: date


@dataclass(frozen=True)
class ApplicationReviewed:
    """The labour bureau concluded its review."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    reviewed_on: date
    approved: bool


@dataclass(frozen=True)
class ApplicationDecided:
    """The bank decided, or let its three weeks pass."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    approved: bool
    decided_on: date


@dataclass(frozen=True)
class ApplicationWithdrawn:
    """The applicant took it back."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    withdrawn_on: date


@dataclass(frozen=True)
class GuaranteeIssued:
    """The fund committed itself; the letter is out."""

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    issued_on: date


@dataclass(frozen=True)
class GuaranteeReleased:
    """The fund answers for nothing more; ``amount`` is what the guarantee was issued for."""

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    released_on: date


Happened = (
    ApplicationSubmitted
    | ApplicationRecommended
    | ApplicationReviewed
    | ApplicationDecided
    | ApplicationWithdrawn
    | GuaranteeIssued
    | GuaranteeReleased
)
