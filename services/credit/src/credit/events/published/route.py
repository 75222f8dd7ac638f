"""What credit publishes about revisions, rejections and expiries of applications."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import route as happened
from credit.fields import MoneyText

_IDS: dict[str, Any] = {
    "application_id": "0198c1de-0000-7000-8000-000000000001",
    "applicant_id": "0198c1de-0000-7000-8000-000000000002",
    "bank_id": "0198c1de-0000-7000-8000-000000000003",
}


class RevisionRequested(Published):
    """An office sent the application back to be mended; ``revision`` is the version that it read."""

    event: ClassVar[str] = "credit.application.revision_requested"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {**_IDS, "revision": 1, "step": "review", "requested_on": "2007-09-06"}

    application_id: str
    applicant_id: str
    bank_id: str
    revision: int
    step: str
    requested_on: date


class ApplicationRevised(Published):
    """A new version of the application goes the route again."""

    event: ClassVar[str] = "credit.application.revised"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {**_IDS, "revision": 2, "amount": "15000.00", "revised_on": "2007-09-08"}

    application_id: str
    applicant_id: str
    bank_id: str
    revision: int
    amount: MoneyText
    revised_on: date


class ApplicationRejected(Published):
    """Community, labour bureau or guarantee institution said no."""

    event: ClassVar[str] = "credit.application.rejected"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        **_IDS,
        "amount": "20000.00",
        "step": "guarantee",
        "rejected_on": "2007-09-10",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    step: str
    rejected_on: date


class ApplicationExpired(Published):
    """Its time ran out: ``not_decided`` by the bank, ``not_disbursed`` after approval, or ``idle``."""

    event: ClassVar[str] = "credit.application.expired"
    subject_field: ClassVar[str] = "application_id"
    example: ClassVar[dict[str, Any]] = {
        **_IDS,
        "amount": "20000.00",
        "reason": "not_decided",
        "expired_on": "2007-10-02",
    }

    application_id: str
    applicant_id: str
    bank_id: str
    amount: MoneyText
    reason: str
    expired_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.RevisionRequested: RevisionRequested,
    happened.ApplicationRevised: ApplicationRevised,
    happened.ApplicationRejected: ApplicationRejected,
    happened.ApplicationExpired: ApplicationExpired,
}
