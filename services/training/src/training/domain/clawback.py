"""A clawback: one paid line that comes back, whole: netted from a later batch, repaid, or written off.

proposed → confirmed (the institution is told) → in_batch → netted; or repaid, or written_off; rejected instead of
confirmed. Netted only after its days of appeal; appealed, it waits for the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson


class ClawbackState(StrEnum):
    """Where it stands; the last four are ends."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    IN_BATCH = "in_batch"
    NETTED = "netted"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"
    REJECTED = "rejected"


class Cause(StrEnum):
    """The facts no longer support the milestone, or somebody found something else."""

    FACTS = "facts"
    FOUND = "found"


@dataclass
class Clawback:
    """Yuan, the price that was paid for the line."""

    clawback_id: str
    institution_id: str
    amount: Money
    cause: Cause
    proposed_on: date
    proposed_by: str
    state: ClawbackState = ClawbackState.PROPOSED
    decided_on: date | None = None
    decided_by: str | None = None
    appeal_until: date | None = None
    settled_on: date | None = None

    def confirm(self, on: date, appeal_days: int, *, by: str) -> None:
        """A second person agrees; the institution is told on this day."""
        self._decided("confirmed", on, by)
        self.state, self.appeal_until = ClawbackState.CONFIRMED, on + timedelta(days=appeal_days)

    def reject(self, on: date, *, by: str) -> None:
        """A second person does not agree; the line may be proposed again."""
        self._decided("rejected", on, by)
        self.state = ClawbackState.REJECTED

    def appeal(self) -> None:
        """The institution objects: it waits until that is decided."""
        self._must_be("appealed against", ClawbackState.CONFIRMED)
        self.state = ClawbackState.APPEALED

    def end_appeal(self, *, upheld: bool) -> None:
        """Upheld, it falls away as if it had been rejected; dismissed, it stands as it was confirmed."""
        self._must_be("taken out of appeal", ClawbackState.APPEALED)
        self.state = ClawbackState.REJECTED if upheld else ClawbackState.CONFIRMED

    def repay(self, on: date) -> None:
        """The institution paid it back itself."""
        self._end("repaid", on, ClawbackState.REPAID)

    def write_off(self, on: date, *, by: str) -> None:
        """Nothing will come back; by somebody other than who proposed it."""
        if by == self.proposed_by:
            raise SamePerson(first="proposed the clawback", second="writes it off")
        self._end("written off", on, ClawbackState.WRITTEN_OFF)

    def _decided(self, verb: str, on: date, by: str) -> None:
        self._must_be(verb, ClawbackState.PROPOSED)
        if on < self.proposed_on:
            raise DatesOutOfOrder("decided_on", later="decided_on", earlier="proposed_on")
        if by == self.proposed_by:
            raise SamePerson(first="proposed the clawback", second="decides on it")
        self.decided_on, self.decided_by = on, by

    def _end(self, verb: str, on: date, state: ClawbackState) -> None:
        self._must_be(verb, ClawbackState.CONFIRMED)
        if self.decided_on is not None and on < self.decided_on:
            raise DatesOutOfOrder("settled_on", later="settled_on", earlier="decided_on")
        self.state, self.settled_on = state, on

    def _must_be(self, verb: str, state: ClawbackState) -> None:
        if self.state is not state:
            raise IllegalTransition(noun="clawback", state=self.state.value, verb=verb)
