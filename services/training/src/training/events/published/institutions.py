"""What is published of institutions."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from training.events.published.examples import INSTITUTION


class InstitutionCertified(Published):
    """An institution may teach from one day to another."""

    event: ClassVar[str] = "training.institution.certified"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "certified_from": "2007-06-01",
        "certified_to": "2009-05-31",
        "area": "500116",
    }

    institution_id: str
    certified_from: date
    certified_to: date
    area: str


class InstitutionSuspended(Published):
    """An institution may not teach from a day, until a day or until it is lifted (null)."""

    event: ClassVar[str] = "training.institution.suspended"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "suspended_from": "2008-03-01",
        "suspended_to": None,
        "area": "500116",
    }

    institution_id: str
    suspended_from: date
    suspended_to: date | None
    area: str


class InstitutionSuspensionLifted(Published):
    """A suspended institution may teach again from a day."""

    event: ClassVar[str] = "training.institution.suspension_lifted"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "suspended_from": "2008-03-01",
        "lifted_on": "2008-04-15",
        "area": "500116",
    }

    institution_id: str
    suspended_from: date
    lifted_on: date
    area: str


class InstitutionRevoked(Published):
    """An institution's certificate is revoked for good from a day."""

    event: ClassVar[str] = "training.institution.revoked"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "certified_from": "2007-06-01",
        "certified_to": "2009-05-31",
        "revoked_on": "2008-06-02",
        "area": "500116",
    }

    institution_id: str
    certified_from: date
    certified_to: date
    revoked_on: date
    area: str


class InstitutionExpired(Published):
    """An institution's certificate ran out; ``expired_on`` is the first day without it."""

    event: ClassVar[str] = "training.institution.expired"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "certified_from": "2007-06-01",
        "certified_to": "2009-05-31",
        "expired_on": "2009-06-01",
        "area": "500116",
    }

    institution_id: str
    certified_from: date
    certified_to: date
    expired_on: date
    area: str


class InstitutionReminded(Published):
    """An institution's certificate ends soon: ``days_left`` from the day of the reminder."""

    event: ClassVar[str] = "training.institution.reminded"
    subject_field: ClassVar[str] = "institution_id"
    example: ClassVar[dict[str, Any]] = {
        "institution_id": INSTITUTION,
        "certified_to": "2009-05-31",
        "reminded_on": "2009-03-02",
        "days_left": 90,
        "area": "500116",
    }

    institution_id: str
    certified_to: date
    reminded_on: date
    days_left: int
    area: str
