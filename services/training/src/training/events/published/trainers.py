"""What is published of trainers' licences. No names travel."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published
from pydantic import BaseModel

from training.events.published.examples import INSTITUTION

_TRAINER = "0198c1de-0000-7000-8000-00000000000a"


class _Licence(BaseModel):
    """What every event on a licence says; ``institution_id`` is whom the trainer works for, if for anybody."""

    trainer_id: str
    institution_id: str | None
    package: str
    level: str


_LICENCE = {"trainer_id": _TRAINER, "institution_id": INSTITUTION, "package": "SYB", "level": "trainer"}


class TrainerLicensed(_Licence, Published):
    """A trainer holds a licence, new or renewed."""

    event: ClassVar[str] = "training.trainer.licensed"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {
        **_LICENCE,
        "valid_from": "2009-03-01",
        "valid_to": "2012-02-29",
        "renewed": True,
    }

    valid_from: date
    valid_to: date
    renewed: bool


class LicenceSuspended(_Licence, Published):
    """A licence rests from a day, until a day or until it is lifted (null)."""

    event: ClassVar[str] = "training.trainer.licence_suspended"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {**_LICENCE, "suspended_from": "2008-03-01", "suspended_to": None}

    suspended_from: date
    suspended_to: date | None


class LicenceSuspensionLifted(_Licence, Published):
    """A suspended licence holds again from a day."""

    event: ClassVar[str] = "training.trainer.licence_suspension_lifted"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {**_LICENCE, "suspended_from": "2008-03-01", "lifted_on": "2008-04-15"}

    suspended_from: date
    lifted_on: date


class LicenceWithdrawn(_Licence, Published):
    """A licence is withdrawn for good from a day."""

    event: ClassVar[str] = "training.trainer.licence_withdrawn"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {**_LICENCE, "withdrawn_on": "2008-06-02"}

    withdrawn_on: date


class LicenceExpired(_Licence, Published):
    """A licence ran out; ``expired_on`` is the first day without it."""

    event: ClassVar[str] = "training.trainer.licence_expired"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {**_LICENCE, "expired_on": "2009-03-01"}

    expired_on: date


class LicenceReminded(_Licence, Published):
    """A licence ends soon: ``days_left`` from the day of the reminder."""

    event: ClassVar[str] = "training.trainer.licence_reminded"
    subject_field: ClassVar[str] = "trainer_id"
    example: ClassVar[dict[str, Any]] = {
        **_LICENCE,
        "valid_to": "2009-02-28",
        "reminded_on": "2008-11-30",
        "days_left": 90,
    }

    valid_to: date
    reminded_on: date
    days_left: int
