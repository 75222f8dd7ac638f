"""An appeal of an institution: against a refuted line of a decided claim, or against a confirmed clawback.

lodged → upheld or dismissed. One for each line and each clawback, within the days of appeal, decided by somebody
who had no part in what is appealed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.claim import Claim, ClaimState
from training.domain.claim_lines import LineState
from training.domain.errors.payments import AppealTooLate, NothingToAppeal

_DECIDED = frozenset(
    {ClaimState.VERIFIED, ClaimState.APPROVED_ONCE, ClaimState.APPROVED, ClaimState.IN_PAYMENT}
    | {ClaimState.PAID, ClaimState.REFUSED}
)
"""Claims of which the institution knows what became of each line."""


class AppealState(StrEnum):
    """Where it stands; the last two are ends."""

    LODGED = "lodged"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass
class Appeal:
    """``clawback_id`` is None for an appeal against a refuted line."""

    appeal_id: str
    claim_id: str
    line: int
    clawback_id: str | None
    lodged_on: date
    lodged_by: str
    state: AppealState = AppealState.LODGED
    decided_on: date | None = None
    decided_by: str | None = None

    def decide(self, on: date, *, upheld: bool, by: str, involved: Collection[str]) -> None:
        """``involved``: who verified, approved, proposed or confirmed what is appealed."""
        if self.state is not AppealState.LODGED:
            raise IllegalTransition(noun="appeal", state=self.state.value, verb="decided")
        if on < self.lodged_on:
            raise DatesOutOfOrder("decided_on", later="decided_on", earlier="lodged_on")
        if by in {self.lodged_by, *involved}:
            raise SamePerson(first="had a part in what is appealed", second="decides the appeal")
        self.state = AppealState.UPHELD if upheld else AppealState.DISMISSED
        self.decided_on, self.decided_by = on, by


def appeal_line(claim: Claim, line: int, told_on: date, on: date, appeal_days: int) -> None:
    """Whether a line of ``claim`` can be appealed on a day. Raises NothingToAppeal, AppealTooLate."""
    refuted = {one.line for one in claim.lines if one.state is LineState.REFUTED}
    if claim.state not in _DECIDED or line not in refuted:
        raise NothingToAppeal("line", line=line)
    check_in_time(on, told_on + timedelta(days=appeal_days))


def check_in_time(on: date, until: date) -> None:
    """The last day of appeal is included. Raises AppealTooLate."""
    if on > until:
        raise AppealTooLate("lodged_on", until=until)
