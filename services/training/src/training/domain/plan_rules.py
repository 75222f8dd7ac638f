"""What changing, cancelling and paying for classes need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Grounds(StrEnum):
    """Why a class is changed or cancelled."""

    PLANNED = "planned"
    TOO_FEW_LEARNERS = "too_few_learners"
    TRAINER_UNAVAILABLE = "trainer_unavailable"
    PREMISES_UNUSABLE = "premises_unusable"
    WEATHER = "weather"
    ORDERED_BY_AUTHORITY = "ordered_by_authority"


@dataclass(frozen=True)
class PlanRules:
    """Days of notice that learners get; ``urgent`` grounds need none. What a learner owes who never came."""

    change_notice_days: int
    cancel_notice_days: int
    urgent: frozenset[Grounds]
    absent_owes: bool
    """Whether a paying learner owes the fee who dropped out without having attended a session."""

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> PlanRules:
        """From the policy's values, by key."""
        return cls(
            change_notice_days=int(value("class.change_notice_days")),
            cancel_notice_days=int(value("class.cancel_notice_days")),
            urgent=frozenset(Grounds(ground) for ground in value("class.urgent_grounds")),
            absent_owes=bool(value("class.absent_owes_fee")),
        )
