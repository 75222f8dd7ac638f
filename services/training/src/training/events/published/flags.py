"""What is published of flags: ids, kinds and points; never what names a person."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from training.events.published.examples import INSTITUTION

FLAG = "0198c1de-0000-7000-8000-000000000009"


class FlagRaised(Published):
    """Something may be false: found for the first time, or again with evidence that was not known."""

    event: ClassVar[str] = "training.flag.raised"
    subject_field: ClassVar[str] = "flag_id"
    example: ClassVar[dict[str, Any]] = {
        "flag_id": FLAG,
        "kind": "phone_not_shared",
        "institution_ids": [INSTITUTION],
        "points": 8,
        "raised_on": "2007-09-10",
        "times_raised": 1,
    }

    flag_id: str
    kind: str
    institution_ids: list[str]
    points: int
    raised_on: date
    times_raised: int


class FlagClosed(Published):
    """What a flag came to: ``confirmed`` fraud, an error ``corrected``, or ``unfounded``."""

    event: ClassVar[str] = "training.flag.closed"
    subject_field: ClassVar[str] = "flag_id"
    example: ClassVar[dict[str, Any]] = {
        "flag_id": FLAG,
        "kind": "phone_not_shared",
        "institution_ids": [INSTITUTION],
        "points": 8,
        "outcome": "unfounded",
        "closed_on": "2007-10-02",
    }

    flag_id: str
    kind: str
    institution_ids: list[str]
    points: int
    outcome: str
    closed_on: date
