"""What payment and clawback need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Payer:
    """Who pays: the special account for training subsidies, and the clearing code of its bank (CNAPS, 12 digits)."""

    name: str
    account: str
    clearing_code: str
    bank_name: str


@dataclass(frozen=True)
class PaymentRules:
    """``appeal_days``: calendar days from the notice within which a clawback may be appealed; it is netted after."""

    payer: Payer
    appeal_days: int

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> PaymentRules:
        """From the policy's values, by key."""
        payer = value("payment.payer")
        return cls(
            payer=Payer(payer["name"], payer["account"], payer["clearing_code"], payer["bank_name"]),
            appeal_days=int(value("clawback.appeal_days")),
        )
