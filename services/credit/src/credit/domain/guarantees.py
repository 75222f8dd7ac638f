"""A guarantee: reserved with the commitment, effective at disbursement, falling with every repayment."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition

from credit.domain.happened.applications import GuaranteeIssued, GuaranteeReleased
from credit.domain.ledger import SpecialAccount


class GuaranteeState(StrEnum):
    """Issued means reserved in the fund, with the letter out to the bank."""

    ISSUED = "issued"
    EFFECTIVE = "effective"
    RELEASED = "released"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CLAIMED = "claimed"


@dataclass
class Guarantee:
    """``amount`` was committed, ``outstanding`` is answered for today; yuan."""

    id: str
    application_id: str
    applicant_id: str
    fund_id: str
    bank_id: str
    letter_number: str
    amount: Money
    coverage_percent: Decimal
    issued_on: date
    state: GuaranteeState = GuaranteeState.ISSUED
    outstanding: Money = field(default_factory=Money.zero)
    ended_on: date | None = None

    @property
    def account(self) -> SpecialAccount:
        """The special account that it counts against."""
        return SpecialAccount(self.fund_id, self.bank_id)

    def issue(self) -> GuaranteeIssued:
        """The letter goes out, the amount is reserved."""
        self.outstanding = self.amount
        return GuaranteeIssued(
            self.id, self.application_id, self.applicant_id, self.bank_id, self.amount, self.issued_on
        )

    def issue_again(self, anew: "Guarantee") -> GuaranteeIssued:
        """After a revision on the terms of ``anew``; this one was cancelled, and its letter is kept."""
        self._require(GuaranteeState.CANCELLED, "issued again")
        self.fund_id, self.letter_number, self.issued_on = anew.fund_id, anew.letter_number, anew.issued_on
        self.amount, self.coverage_percent = anew.amount, anew.coverage_percent
        self.ended_on, self.state = None, GuaranteeState.ISSUED
        return self.issue()

    def take_effect(self) -> None:
        """The loan is disbursed."""
        self._require(GuaranteeState.ISSUED, "made effective")
        self.state = GuaranteeState.EFFECTIVE

    def covers(self, principal: Money) -> Money:
        """What the fund answers for while ``principal`` is owed."""
        return principal.times(self.coverage_percent / 100)

    def fall_to(self, principal: Money) -> None:
        """Principal was repaid (or a repayment put right): ``principal`` is owed now."""
        self._require(GuaranteeState.EFFECTIVE, "reduced")
        self.outstanding = self.covers(principal)

    def release(self, on: date) -> GuaranteeReleased:
        """The loan is repaid."""
        self._require(GuaranteeState.EFFECTIVE, "released")
        return self._end(GuaranteeState.RELEASED, on)

    def answer_again(self) -> None:
        """A repayment was reversed after the release: the fund answers again."""
        self._require(GuaranteeState.RELEASED, "made effective again")
        self.state, self.ended_on = GuaranteeState.EFFECTIVE, None

    def claim(self, on: date) -> Money:
        """The fund pays the bank: what the guarantee was still good for, which ends with it."""
        self._require(GuaranteeState.EFFECTIVE, "claimed")
        left, self.outstanding = self.outstanding, Money.zero()
        self.state, self.ended_on = GuaranteeState.CLAIMED, on
        return left

    def cancel(self, on: date) -> GuaranteeReleased:
        """The application was withdrawn or declined: the reservation is free again."""
        self._require(GuaranteeState.ISSUED, "cancelled")
        return self._end(GuaranteeState.CANCELLED, on)

    def expire(self, on: date) -> GuaranteeReleased:
        """The bank let its three weeks pass."""
        self._require(GuaranteeState.ISSUED, "expired")
        return self._end(GuaranteeState.EXPIRED, on)

    def _end(self, state: GuaranteeState, on: date) -> GuaranteeReleased:
        self.outstanding = Money.zero()
        self.state, self.ended_on = state, on
        return GuaranteeReleased(self.id, self.application_id, self.applicant_id, self.bank_id, self.amount, on)

    def _require(self, state: GuaranteeState, verb: str) -> None:
        if self.state is not state:
            raise IllegalTransition(noun="guarantee", state=self.state.value, verb=verb)
