"""How many verified lines were false, and what follows from it. Whole numbers decide, never rounded shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from training.domain.claim_lines import Outcome


class Band(StrEnum):
    """What an error rate means for the claim."""

    PAY = "pay"
    VERIFY_ALL = "verify_all"
    SUSPEND = "suspend"


@dataclass(frozen=True)
class ErrorRate:
    """``errors`` false ones among ``verified`` lines."""

    errors: int
    verified: int

    @classmethod
    def of(cls, findings: Iterable[Outcome | None], *, untraceable_is_error: bool) -> ErrorRate:
        """Lines without a finding (taken out for other reasons meanwhile) count on neither side."""
        known = [finding for finding in findings if finding is not None]
        if not untraceable_is_error:
            known = [finding for finding in known if finding is not Outcome.UNTRACEABLE]
        return cls(sum(finding is not Outcome.CONFIRMED for finding in known), len(known))

    def band(self, pays_below: Decimal, suspends_above: Decimal) -> Band:
        """Below the first bound: pay; up to and with the second: verify every line; above: suspend.

        When nothing could be verified the sample says nothing, and every line is verified.
        """
        if not self.verified:
            return Band.VERIFY_ALL
        rate = Fraction(self.errors, self.verified)
        if rate < Fraction(pays_below):
            return Band.PAY
        return Band.VERIFY_ALL if rate <= Fraction(suspends_above) else Band.SUSPEND

    @property
    def percent(self) -> Decimal:
        """For people: with one decimal."""
        return (Decimal(100 * self.errors) / max(self.verified, 1)).quantize(Decimal("0.1"))
