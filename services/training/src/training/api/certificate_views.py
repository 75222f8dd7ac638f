"""What is answered about certificates and their revocations."""

from datetime import date

from pydantic import BaseModel, Field

from training.api.views import View
from training.domain.certificate import Cause, RevocationState
from training.domain.packages import Package


class CertificateChecked(BaseModel):
    """What anyone may learn of a certificate whose number and code they hold."""

    number: str
    valid: bool
    package: Package
    institution: str
    holder: str | None = Field(description="Masked: the first character only.")
    issued_on: date
    revoked_on: date | None
    checked_on: date


class RevocationView(View):
    """A revocation as it was proposed and decided."""

    id: str
    cause: Cause
    reason: str
    state: RevocationState
    proposed_on: date
    proposed_by: str
    decided_on: date | None
    decided_by: str | None
    decision_reason: str | None
    version: int


class RevocationWaiting(RevocationView):
    """A revocation with its certificate's number, for those who decide."""

    number: str


class RevocationPage(BaseModel):
    """A page of revocations."""

    items: list[RevocationWaiting]
    next: str | None


class CertificateRevocations(BaseModel):
    """All revocations ever proposed of one certificate, oldest first."""

    number: str
    revoked_on: date | None
    items: list[RevocationView]
