"""What is published of claims."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from kit.event import Published
from pydantic import BaseModel, ConfigDict, Field

from training.events.published.examples import CLAIM, INSTITUTION, LINE

Yuan = Annotated[Decimal, Field(description="Yuan with two decimals, as a string.", decimal_places=2)]


class ClaimedLine(BaseModel):
    """A milestone within a claim's event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    applicant_id: str
    milestone: str
    package: str
    amount: Yuan


class ClaimLodged(Published):
    """An institution claimed milestones; their budget is reserved."""

    event: ClassVar[str] = "training.claim.lodged"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "claimed_on": "2007-09-10",
        "amount": "500.00",
        "lines": [LINE],
    }

    claim_id: str
    institution_id: str
    claimed_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimVerified(Published):
    """A claim was verified; ``lines`` and ``amount`` hold what was confirmed."""

    event: ClassVar[str] = "training.claim.verified"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "verified_on": "2007-09-12",
        "amount": "500.00",
        "lines": [LINE],
    }

    claim_id: str
    institution_id: str
    verified_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimApproved(Published):
    """A second person approved a verified claim."""

    event: ClassVar[str] = "training.claim.approved"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "approved_on": "2007-09-13",
        "amount": "500.00",
        "lines": [LINE],
    }

    claim_id: str
    institution_id: str
    approved_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimPaid(Published):
    """Finance paid the confirmed lines of a claim."""

    event: ClassVar[str] = "training.claim.paid"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "paid_on": "2007-09-20",
        "amount": "500.00",
        "lines": [LINE],
    }

    claim_id: str
    institution_id: str
    paid_on: date
    amount: Yuan
    lines: list[ClaimedLine]


class ClaimWithdrawn(Published):
    """An institution took its claim back before the sample; its milestones may be claimed again."""

    event: ClassVar[str] = "training.claim.withdrawn"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "withdrawn_on": "2007-09-11",
    }

    claim_id: str
    institution_id: str
    withdrawn_on: date


class ClaimSampled(Published):
    """The sample of a locked claim was drawn; ``seed`` and ``content_hash`` let anybody draw it again."""

    event: ClassVar[str] = "training.claim.sampled"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "drawn_on": "2007-09-11",
        "content_hash": "0" * 64,
        "beacon": "1" * 64,
        "seed": "2" * 64,
        "lines": 30,
        "random": 19,
        "topup": 2,
    }

    claim_id: str
    institution_id: str
    drawn_on: date
    content_hash: str
    beacon: str
    seed: str
    lines: int
    random: int
    topup: int


class ClaimSuspended(Published):
    """More lines were false than the policy bears; a manager decides. Counts are of the verified lines."""

    event: ClassVar[str] = "training.claim.suspended"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "suspended_on": "2007-09-20",
        "errors": 6,
        "verified": 20,
    }

    claim_id: str
    institution_id: str
    suspended_on: date
    errors: int
    verified: int


class ClaimRefused(Published):
    """No line of the claim held; nothing is paid."""

    event: ClassVar[str] = "training.claim.refused"
    subject_field: ClassVar[str] = "claim_id"
    example: ClassVar[dict[str, Any]] = {
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "refused_on": "2007-09-20",
    }

    claim_id: str
    institution_id: str
    refused_on: date
