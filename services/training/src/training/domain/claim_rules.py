"""What claims, samples and verification need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class ClaimRules:
    """Shares are between 0 and 1; days and months are calendar ones."""

    window_months: int
    """A milestone is claimed within so many months of being earned."""
    false_share: Decimal
    """The share of false lines that the sample must be able to find at least one of ..."""
    confidence: Decimal
    """... with this probability."""
    topup_share: Decimal
    """At most this share of a claim's lines is put on top of the random sample for risk."""
    pays_below: Decimal
    """Error rate below which a claim is paid as its sample found it."""
    suspends_above: Decimal
    """Error rate above which a claim is suspended; between the two every line is verified."""
    attempts: int
    """So many failed attempts ..."""
    attempts_over_days: int
    """... over at least so many days make a line untraceable."""
    untraceable_is_error: bool
    """Whether an untraceable line counts as false in the error rate; it is never paid."""
    date_tolerance_days: int
    """How far a day that somebody remembers may lie from the day on paper."""
    task_days: int
    """A verification task is due so many days after the sample was drawn."""

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> ClaimRules:
        """From the policy's values, by key."""
        return cls(
            window_months=int(value("claim.window_months")),
            false_share=Decimal(str(value("sample.false_share"))),
            confidence=Decimal(str(value("sample.confidence"))),
            topup_share=Decimal(str(value("sample.topup_share"))),
            pays_below=Decimal(str(value("verification.pays_below"))),
            suspends_above=Decimal(str(value("verification.suspends_above"))),
            attempts=int(value("verification.attempts")),
            attempts_over_days=int(value("verification.attempts_over_days")),
            untraceable_is_error=bool(value("verification.untraceable_is_error")),
            date_tolerance_days=int(value("verification.date_tolerance_days")),
            task_days=int(value("verification.task_days")),
        )
