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
