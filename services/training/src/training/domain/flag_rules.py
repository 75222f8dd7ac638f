"""What flags and the risk score of institutions need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FlagRules:
    """Points are whole; months and days are calendar ones."""

    due_days: int
    """A flag is to be worked off within so many days."""
    months: int
    """How far back an institution's record counts."""
    confirmed_factor: int
    """A confirmed fraud counts its points so many times."""
    corrected_factor: int
    """An error corrected counts its points so many times."""
    refuted_points: int
    """Points for each percent of verified lines that were refuted."""
    suspended_points: int
    """Points for each claim that was suspended."""
    medium_from: int
    high_from: int

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> FlagRules:
        """From the policy's values, by key."""
        return cls(
            due_days=int(value("flag.due_days")),
            months=int(value("risk.months")),
            confirmed_factor=int(value("risk.confirmed_factor")),
            corrected_factor=int(value("risk.corrected_factor")),
            refuted_points=int(value("risk.refuted_points")),
            suspended_points=int(value("risk.suspended_points")),
            medium_from=int(value("risk.medium_from")),
            high_from=int(value("risk.high_from")),
        )
