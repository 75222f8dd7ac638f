"""The values that attendance and its sheets need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class AttendanceRules:
    """What a mark without hours is worth: class hours that being late costs, and how many rows a sheet may have."""

    late_hours_lost: Decimal
    most_rows: int

    def late_hours(self, planned: Decimal) -> Decimal:
        """The hours counted for who came late to a session of ``planned`` hours."""
        return max(planned - self.late_hours_lost, Decimal(0))
