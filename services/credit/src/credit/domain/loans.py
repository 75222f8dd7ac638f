"""A loan: disbursed at the benchmark rate of the day, repaid line by line, closed when nothing is owed."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.money import Money

from credit.domain.errors.loans import RepaymentBeforeDisbursement, RepaymentExceedsBalance
from credit.domain.guarantees import Guarantee
from credit.domain.happened.loans import LoanClosed, LoanDisbursed, LoanRepaid
from credit.domain.repayments import Allocation, DebtStream, Repayment, allocate, in_value_order
from credit.domain.rules import Rules
from credit.domain.schedules import Instalment, Method, Terms


class LoanState(StrEnum):
    """Where a loan stands."""

    DISBURSED = "disbursed"
    REPAYING = "repaying"
    CLOSED = "closed"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class Booked:
    """An allocation as it is kept; a later ``version`` of the same repayment supersedes it.

    ``freed``: by how much this repayment let the guarantee fall; ``superseded``: how many came before.
    """

    allocation: Allocation
    freed: Money
    version: int
    superseded: int = 0


@dataclass
class Loan:
    """Principal in yuan; ``schedule`` as of disbursement; ``repayments`` and what they paid."""

    id: str
    application_id: str
    applicant_id: str
    bank_id: str
    principal: Money
    term_months: int
    annual_rate_percent: Decimal
    disbursed_on: date
    schedule: tuple[Instalment, ...]
    state: LoanState = LoanState.DISBURSED
    repayments: list[Repayment] = field(default_factory=list)
    booked: dict[str, Booked] = field(default_factory=dict)
    closed_on: date | None = None
    replays: int = 0

    def __post_init__(self) -> None:
        self.stream = DebtStream(self.schedule)

    @property
    def paid(self) -> Money:
        """All that came in."""
        return Money.sum(repayment.amount for repayment in self.repayments)

    @property
    def owed(self) -> Money:
        """Principal and interest of the schedule, less what came in."""
        return self.stream.total - self.paid

    def disbursed(self) -> LoanDisbursed:
        """The bank paid it out."""
        return LoanDisbursed(
            self.id,
            self.application_id,
            self.applicant_id,
            self.bank_id,
            self.principal,
            self.disbursed_on,
            self.term_months,
            self.annual_rate_percent,
        )

    def take(self, repayment: Repayment) -> None:
        """A repayment comes in. Raises RepaymentBeforeDisbursement, RepaymentExceedsBalance."""
        if repayment.paid_on < self.disbursed_on:
            raise RepaymentBeforeDisbursement(
                where="paid_on", paid_on=repayment.paid_on, disbursed_on=self.disbursed_on
            )
        if repayment.amount > self.owed:
            raise RepaymentExceedsBalance(where="amount", amount=repayment.amount, owed=self.owed)
        self.repayments.append(repayment)

    def replay(self, guarantee: Guarantee) -> list["Change"]:
        """Allocate everything again in value-date order and let the guarantee follow.

        Returns what is new or differs from what was booked before.
        """
        self.replays += 1
        changes = []
        answered_for = guarantee.covers(self.principal)
        for allocation in allocate(self.stream, self.repayments):
            now = guarantee.covers(allocation.balance)
            old = self.booked.get(allocation.repayment_id)
            freed, answered_for = answered_for - now, now
            if old is None or (old.allocation, old.freed) != (allocation, freed):
                new = Booked(allocation, freed, self.replays, old.superseded + 1 if old else 0)
                self.booked[allocation.repayment_id] = new
                changes.append(Change(new, freed - (old.freed if old else Money.zero())))
        return changes

    def settle(self, guarantee: Guarantee) -> LoanClosed | None:
        """Bring the states up to date after :meth:`replay`; the closing event when nothing is owed."""
        if not self.repayments:
            return None
        guarantee.fall_to(self.stream.balance_after(self.paid))
        self.state = LoanState.REPAYING
        if self.owed:
            return None
        self.state = LoanState.CLOSED
        self.closed_on = in_value_order(self.repayments)[-1].paid_on
        return LoanClosed(self.id, self.applicant_id, self.bank_id, self.closed_on)

    def repaid(self, repayment: Repayment, reference: str, paid_so_far: Money) -> LoanRepaid:
        """What happened with ``repayment``, ``paid_so_far`` having come in with it in all."""
        allocation = self.booked[repayment.id].allocation
        return LoanRepaid(
            self.id,
            self.applicant_id,
            self.bank_id,
            reference,
            repayment.paid_on,
            repayment.amount,
            allocation.principal,
            allocation.interest,
            self.stream.balance_after(paid_so_far),
        )


@dataclass(frozen=True)
class Change:
    """A new or corrected allocation, and by how much more (or less) the guarantee has fallen for it."""

    booked: Booked
    correction: Money


@dataclass(frozen=True)
class DisbursementChoices:
    """What the bank may choose at disbursement; None takes the programme's rule."""

    method: Method | None = None
    grace_instalments: int = 0


def terms_of(
    principal: Money, term_months: int, disbursed_on: date, rules: Rules, choices: DisbursementChoices
) -> Terms:
    """The terms of a loan disbursed on a day: benchmark of that day, monthly instalments.

    Raises NoBenchmarkRate.
    """
    return Terms(
        principal=principal,
        annual_rate_percent=rules.annual_rate(term_months).value,
        instalments=term_months,
        disbursed_on=disbursed_on,
        method=choices.method or rules.schedule_method.value,
        day_count=rules.schedule_day_count.value,
        rounding=rules.schedule_rounding.value,
        grace_instalments=choices.grace_instalments,
    )
