"""What the verbs of credit make happen on the route of an application, beside its plain steps."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money


class ExpiryReason(StrEnum):
    """Whose time ran out."""

    NOT_DECIDED = "not_decided"
    NOT_DISBURSED = "not_disbursed"
    IDLE = "idle"


@dataclass(frozen=True)
class RevisionRequested:
    """An office sent the application back; ``revision`` is the version that it read."""

    application_id: str
    applicant_id: str
    bank_id: str
    revision: int
    step: str
    requested_on: date


@dataclass(frozen=True)
class ApplicationRevised:
    """The maker sent a new version, number ``revision``."""

    application_id: str
    applicant_id: str
    bank_id: str
    revision: int
    amount: Money
    revised_on: date


@dataclass(frozen=True)
class ApplicationRejected:
    """Community, labour bureau or guarantee institution said no at ``step``."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    step: str
    rejected_on: date


@dataclass(frozen=True)
class ApplicationExpired:
    """Its time ran out; nothing is reserved for it any more."""

    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    reason: ExpiryReason
    expired_on: date


Happened = RevisionRequested | ApplicationRevised | ApplicationRejected | ApplicationExpired
