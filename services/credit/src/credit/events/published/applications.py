"""What credit publishes about applications and guarantees."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import applications as happened
from credit.fields import MoneyText


class ApplicationSubmitted(Published):
    """An applicant asked for a loan."""

    event: ClassVar[str] = "credit.application.submitted"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "applied_on": "2007-09-03",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    applied_on: date


class ApplicationRecommended(Published):
    """The community recommended the application."""

    event: ClassVar[str] = "credit.application.recommended"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "recommended_on": "2007-09-05",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    recommended_on: date


class ApplicationReviewed(Published):
    """The labour bureau concluded its review."""

    event: ClassVar[str] = "credit.application.reviewed"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "reviewed_on": "2007-09-07",
        "approved": True,
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    reviewed_on: date
    approved: bool


class ApplicationDecided(Published):
    """The bank decided, or let its three weeks pass (not approved)."""

    event: ClassVar[str] = "credit.application.decided"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "approved": True,
        "decided_on": "2007-09-20",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    approved: bool
    decided_on: date


class ApplicationWithdrawn(Published):
    """The applicant took the application back."""

    event: ClassVar[str] = "credit.application.withdrawn"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "20000.00",
        "withdrawn_on": "2007-09-10",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    withdrawn_on: date


class GuaranteeIssued(Published):
    """The fund committed itself; the letter is out."""

    event: ClassVar[str] = "credit.guarantee.issued"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantee_id": "0198c1de-0000-7000-8000-000000000004",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "16000.00",
        "issued_on": "2007-09-10",
    }

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    issued_on: date


class GuaranteeReleased(Published):
    """The fund answers for nothing more; the amount is what the guarantee was issued for."""

    event: ClassVar[str] = "credit.guarantee.released"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantee_id": "0198c1de-0000-7000-8000-000000000004",
        "application_id": "0198c1de-0000-7000-8000-000000000001",
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "16000.00",
        "released_on": "2008-09-21",
    }

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    released_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.ApplicationSubmitted: ApplicationSubmitted,
    happened.ApplicationRecommended: ApplicationRecommended,
    happened.ApplicationReviewed: ApplicationReviewed,
    happened.ApplicationDecided: ApplicationDecided,
    happened.ApplicationWithdrawn: ApplicationWithdrawn,
    happened.GuaranteeIssued: GuaranteeIssued,
    happened.GuaranteeReleased: GuaranteeReleased,
}
