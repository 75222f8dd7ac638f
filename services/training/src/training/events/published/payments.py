"""What training tells of money that came back."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from training.events.published.claims import Yuan
from training.events.published.examples import APPLICANT, CLAIM, INSTITUTION


class SubsidyClawedBack(Published):
    """What was paid for a milestone came back: netted from a payment, or repaid."""

    event: ClassVar[str] = "training.subsidy.clawed_back"
    subject_field: ClassVar[str] = "clawback_id"
    example: ClassVar[dict[str, Any]] = {
        "clawback_id": "0198c1de-0000-7000-8000-000000000011",
        "claim_id": CLAIM,
        "institution_id": INSTITUTION,
        "applicant_id": APPLICANT,
        "milestone": "M1",
        "package": "SYB",
        "amount": "500.00",
        "clawed_back_on": "2008-03-20",
        "way": "netted",
    }

    clawback_id: str
    claim_id: str
    institution_id: str
    applicant_id: str
    milestone: str
    package: str
    amount: Yuan
    clawed_back_on: date
    way: str
