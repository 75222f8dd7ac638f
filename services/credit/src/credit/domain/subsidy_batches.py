"""A batch of interest subsidy on its way: claimed → approved → paid, or returned; what a bank owes is carried over."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition, SamePerson

from credit.domain.errors.subsidies import (
    ClawedBackMeanwhile,
    EarlierBatchOpen,
    NothingToPay,
    PayableToBank,
    QuarterClaimedAlready,
    QuarterNotOver,
)
from credit.domain.happened.subsidies import SubsidyApproved, SubsidyPaid
from credit.domain.rules import check_order
from credit.domain.subsidies import Quarter


class BatchState(StrEnum):
    """Where a batch stands. What is ``returned`` never counts as claimed."""

    CLAIMED = "claimed"
    APPROVED = "approved"
    RETURNED = "returned"
    PAID = "paid"
    CARRIED_OVER = "carried_over"


OPEN = frozenset({BatchState.CLAIMED, BatchState.APPROVED})


@dataclass(frozen=True)
class Earlier:
    """A batch that a bank has already."""

    quarter: Quarter
    state: BatchState


def check_may_draw_up(quarter: Quarter, earlier: list[Earlier], claimed_on: date) -> None:
    """Whether a bank's batch for ``quarter`` may be drawn up on a day.

    Raises QuarterNotOver, EarlierBatchOpen, QuarterClaimedAlready.
    """
    if claimed_on <= quarter.ends_on:
        raise QuarterNotOver(where="quarter", quarter=quarter, ends_on=quarter.ends_on)
    for batch in earlier:
        if batch.state in OPEN and batch.quarter != quarter:
            raise EarlierBatchOpen(where="quarter", quarter=batch.quarter, state=batch.state.value)
    latest = max((batch.quarter for batch in earlier if batch.state is not BatchState.RETURNED), default=None)
    if latest is not None and latest >= quarter:
        raise QuarterClaimedAlready(where="quarter", quarter=quarter, latest=latest)


@dataclass
class Batch:
    """``payable`` in yuan: positive from finance to the bank, negative from the bank to finance."""

    id: str
    bank_id: str
    quarter: Quarter
    payable: Money
    claimed_on: date
    claimed_by: str
    state: BatchState = BatchState.CLAIMED
    decided_on: date | None = None
    decided_by: str = ""
    opinion: str = ""
    settled_on: date | None = None
    settled_by: str = ""
    reference: str | None = None

    def approve(self, on: date, by: str, opinion: str, clawed_back_since: int) -> SubsidyApproved:
        """Finance approves; not the person who drew it up. Raises SamePerson, ClawedBackMeanwhile."""
        self._require("approved", BatchState.CLAIMED)
        check_order(self.claimed_on, on, names=("claimed_on", "approved_on"))
        if by == self.claimed_by:
            raise SamePerson(first="drew up the batch", second="approves it")
        self._check_clawbacks(clawed_back_since)
        self.state, self.decided_on, self.decided_by, self.opinion = BatchState.APPROVED, on, by, opinion
        return SubsidyApproved(self.id, self.bank_id, str(self.quarter), on, self.payable)

    def send_back(self, on: date, by: str, reason: str) -> None:
        """Finance does not accept it: nothing of it counts, the quarter can be claimed again."""
        self._require("returned", *OPEN)
        check_order(self.decided_on or self.claimed_on, on, names=("approved_on", "returned_on"))
        self.state, self.decided_on, self.decided_by, self.opinion = BatchState.RETURNED, on, by, reason

    def pay(self, on: date, by: str, reference: str, clawed_back_since: int) -> SubsidyPaid:
        """Finance paid, or the bank returned, what the batch comes to. Raises NothingToPay, ClawedBackMeanwhile."""
        self._settle("paid", on, by)
        self._check_clawbacks(clawed_back_since)
        if not self.payable:
            raise NothingToPay(payable=self.payable)
        self.state, self.reference = BatchState.PAID, reference
        return SubsidyPaid(self.id, self.bank_id, str(self.quarter), on, self.payable)

    def carry_over(self, on: date, by: str) -> None:
        """What the bank owes is taken off its next batch. Raises PayableToBank."""
        self._settle("carried over", on, by)
        if self.payable > Money.zero():
            raise PayableToBank(payable=self.payable)
        self.state = BatchState.CARRIED_OVER

    def _settle(self, verb: str, on: date, by: str) -> None:
        self._require(verb, BatchState.APPROVED)
        check_order(self.decided_on or self.claimed_on, on, names=("approved_on", "settled_on"))
        self.settled_on, self.settled_by = on, by

    def _check_clawbacks(self, loans: int) -> None:
        if loans:
            raise ClawedBackMeanwhile(loans=loans)

    def _require(self, verb: str, *states: BatchState) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="subsidy batch", state=self.state.value, verb=verb)
