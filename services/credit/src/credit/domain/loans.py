"""A loan: disbursed at the benchmark rate of the day, repaid line by line, closed when nothing is owed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition

from credit.domain.arrears import standing_of
from credit.domain.debt import Extension, Habits, PayOff, fen, pay_off, yuan
from credit.domain.errors import loans as errors
from credit.domain.guarantees import Guarantee
from credit.domain.happened import Happened
from credit.domain.happened.loans import (
    BalanceChange,
    LoanBalanceChanged,
    LoanClosed,
    LoanDisbursed,
    LoanExtended,
    LoanReopened,
    LoanRepaid,
    LoanSettled,
    RepaymentReversed,
)
from credit.domain.products import allowed, check_grace, divided
from credit.domain.repayments import Allocation, Course, DebtStream, Repayment
from credit.domain.rules import Rules, check_order
from credit.domain.schedules import DayCount, Frequency, Instalment, Method, Terms


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


@dataclass(frozen=True)
class OwedAsOf:
    """What a loan owes at the end of a day; yuan. ``overdue``: interest and principal past due."""

    principal: Money
    overdue: Money
    interest_overdue: Money
    days_past_due: int
    oldest_due_on: date | None


@dataclass
class Loan:
    """Principal in yuan; ``schedule`` as of disbursement; ``repayments`` that came in, and those that ``bounced``."""

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
    habits: Habits = field(default_factory=Habits)
    extensions: list[Extension] = field(default_factory=list)
    bounced: dict[str, Repayment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._changed()

    def _changed(self) -> None:
        """Extensions are part of what is owed."""
        self.stream = DebtStream(
            self.schedule,
            self.disbursed_on,
            term_months=self.term_months,
            habits=self.habits,
            extensions=self.extensions,
        )
        self._received = sum(fen(item.amount) for item in self.repayments)
        self._settling = any(item.settles for item in self.repayments)
        self._course: Course | None = None

    @property
    def course(self) -> Course:
        """The loan's course with all that is recorded."""
        if self._course is None:
            self._course = self.stream.course(self.repayments)
        return self._course

    @property
    def recorded(self) -> int:
        """How many repayments were ever recorded, bounced ones too."""
        return len(self.repayments) + len(self.bounced)

    @property
    def paid(self) -> Money:
        """All that came in and did not bounce."""
        return yuan(self._received)

    @property
    def excess(self) -> Money:
        """What came in above what was owed, to be returned."""
        return self.course.excess

    @property
    def balance(self) -> Money:
        """Principal owed after all that is recorded."""
        return yuan(self.course.last.principal)

    @property
    def matures_on(self) -> date:
        """The last due date, extensions counted."""
        return self.course.last.stream.lines[-1].due_on

    def owed_as_of(self, day: date) -> OwedAsOf:
        """What is owed at the end of ``day``, by what is recorded with value dates up to then."""
        standing = standing_of(self.course, day)
        return OwedAsOf(
            standing.principal_owed,
            standing.overdue,
            standing.interest_overdue,
            standing.days_past_due,
            standing.oldest_due_on,
        )

    def pay_off(self, day: date) -> PayOff:
        """What would end the loan on ``day``; nothing when it is closed by then."""
        step = self.course.at(day)
        if step.closed:
            return PayOff(0, 0, 0, 0, ())
        return pay_off(step.stream, step.filled, day, self.habits)

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
        """A repayment comes in. Raises LoanClaimed, RepaymentBeforeDisbursement, LoanClosed.

        A closed loan takes what is dated up to its closing: later ones then become excess.
        """
        self._require_unclaimed()
        if repayment.paid_on < self.disbursed_on:
            raise errors.RepaymentBeforeDisbursement(
                where="paid_on", paid_on=repayment.paid_on, disbursed_on=self.disbursed_on
            )
        closed_on = self._closed_on()
        if closed_on is not None and repayment.paid_on > closed_on:
            raise errors.LoanClosed(where="paid_on", paid_on=repayment.paid_on, closed_on=closed_on)
        self.repayments.append(repayment)
        self._received += fen(repayment.amount)
        self._settling = self._settling or repayment.settles
        self._course = None

    def _closed_on(self) -> date | None:
        """When the loan is closed by what is taken so far; walks its course only when it may be."""
        least = self.stream.first.principal if self.extensions else self.stream.first.total
        if self._received < least and not self._settling:
            return None
        return self.course.closed_on

    def reverse(self, repayment_id: str) -> Repayment:
        """A repayment bounced: everything is as if it had not come. Raises LoanClaimed."""
        self._require_unclaimed()
        gone = next(item for item in self.repayments if item.id == repayment_id)
        self.repayments.remove(gone)
        self.bounced[gone.id] = gone
        self._changed()
        return gone

    def check_extension(self, extended_on: date, months: int, rules: Rules) -> None:
        """Whether the loan may be extended from a day [V 394号: once, at most 12 months, before maturity]."""
        self._require_unclaimed()
        if self.course.closed_on is not None:
            raise IllegalTransition(noun="loan", state=LoanState.CLOSED.value, verb="extended")
        check_order(self.disbursed_on, extended_on, names=("disbursed_on", "extended_on"))
        if months > rules.extension_months_max.value:
            raise errors.ExtensionTooLong(where="months", months=months, limit=rules.extension_months_max.value)
        if len(self.extensions) >= rules.extensions_max.value:
            raise errors.TooManyExtensions(times=len(self.extensions), limit=rules.extensions_max.value)
        if extended_on > self.matures_on:
            raise errors.ExtensionAfterMaturity(where="extended_on", extended_on=extended_on, maturity=self.matures_on)

    def extend(self, extension: Extension) -> LoanExtended:
        """The term is longer from a day on; the principal then owed is drawn up again."""
        self.extensions.append(extension)
        self._changed()
        return LoanExtended(
            self.id,
            self.applicant_id,
            self.bank_id,
            extension.extended_on,
            extension.months,
            self.matures_on,
            extension.annual_rate_percent,
            yuan(self.course.at(extension.extended_on).principal),
        )

    def replay(self, guarantee: Guarantee) -> list["Change"]:
        """Allocate everything again in value-date order and let the guarantee follow.

        Returns what is new or differs from what was booked before; a reversed repayment pays nothing.
        """
        self.replays += 1
        changes = []
        answered_for = guarantee.covers(self.principal)
        for allocation in self.course.allocations:
            now = guarantee.covers(allocation.balance)
            freed, answered_for = answered_for - now, now
            changes += self._book(allocation, freed)
        for gone in self.bounced.values():
            owed = yuan(self.course.at(gone.paid_on).principal)
            changes += self._book(Allocation(gone.id, Money.zero(), Money.zero(), owed), Money.zero())
        return changes

    def _book(self, allocation: Allocation, freed: Money) -> list["Change"]:
        old = self.booked.get(allocation.repayment_id)
        if old is not None and (old.allocation, old.freed) == (allocation, freed):
            return []
        if old is not None and allocation.repayment_id in self.bounced and not _pays(old.allocation):
            return []
        new = Booked(allocation, freed, self.replays, old.superseded + 1 if old else 0)
        self.booked[allocation.repayment_id] = new
        before = (old.freed, old.allocation.principal) if old else (Money.zero(), Money.zero())
        return [Change(new, freed - before[0], allocation.principal - before[1])]

    def settle(self, guarantee: Guarantee, on: date) -> list[Happened]:
        """Bring loan and guarantee up to date after :meth:`replay`; what begins or ends by it.

        ``on``: the day that is given when the loan opens again.
        """
        was, known = self.state, self.closed_on
        self.closed_on = self.course.closed_on
        if self.closed_on is None:
            self.state = LoanState.REPAYING if self.repayments else LoanState.DISBURSED
            if was is LoanState.CLOSED:
                guarantee.answer_again()
            guarantee.fall_to(self.balance)
            return [self._reopened(on)] if was is LoanState.CLOSED else []
        self.state = LoanState.CLOSED
        closed = LoanClosed(self.id, self.applicant_id, self.bank_id, self.closed_on)
        if was is LoanState.CLOSED:
            guarantee.ended_on = self.closed_on
            return [closed] if known != self.closed_on else []
        guarantee.fall_to(Money.zero())
        settled: list[Happened] = [self._settled()] if self.course.settled else []
        return [*settled, closed, guarantee.release(self.closed_on)]

    def _reopened(self, on: date) -> LoanReopened:
        return LoanReopened(self.id, self.applicant_id, self.bank_id, on, self.balance)

    def _settled(self) -> LoanSettled:
        """The repayment that paid the principal down to nothing settled the loan."""
        ended = next(item for item in self.course.allocations if not item.balance)
        on = self.course.closed_on or self.disbursed_on
        return LoanSettled(self.id, self.applicant_id, self.bank_id, on, ended.principal, ended.interest)

    def repaid(self, repayment: Repayment) -> LoanRepaid:
        """What happened with ``repayment``, now that everything is allocated."""
        allocation = self.booked[repayment.id].allocation
        return LoanRepaid(
            self.id,
            self.applicant_id,
            self.bank_id,
            repayment.reference,
            repayment.paid_on,
            repayment.amount,
            allocation.principal,
            allocation.interest,
            self.balance,
            allocation.excess,
        )

    def balance_changed(self, changes: Sequence["Change"]) -> LoanBalanceChanged | None:
        """On which days how much less (or more) is owed and guaranteed after a :meth:`replay`; None if nothing is."""
        days = {item.id: item.paid_on for item in (*self.repayments, *self.bounced.values())}
        found: dict[date, tuple[Money, Money]] = {}
        for change in changes:
            day = days[change.booked.allocation.repayment_id]
            principal, guaranteed = found.get(day, (Money.zero(), Money.zero()))
            found[day] = principal + change.principal, guaranteed + change.correction
        told = tuple(BalanceChange(day, *found[day]) for day in sorted(found) if any(found[day]))
        return LoanBalanceChanged(self.id, self.applicant_id, self.bank_id, told) if told else None

    def reversal(self, gone: Repayment, on: date) -> RepaymentReversed:
        """A repayment was reversed, and everything is allocated again."""
        return RepaymentReversed(
            self.id,
            self.applicant_id,
            self.bank_id,
            gone.reference,
            gone.paid_on,
            gone.amount,
            on,
            self.balance,
        )

    def _require_unclaimed(self) -> None:
        if self.state is LoanState.CLAIMED:
            raise errors.LoanClaimed(where="loan_id")


def _pays(allocation: Allocation) -> bool:
    return bool(allocation.interest or allocation.principal or allocation.excess)


@dataclass(frozen=True)
class Change:
    """A new or corrected allocation: by how much more (or less) the guarantee has fallen, and principal was paid."""

    booked: Booked
    correction: Money
    principal: Money


@dataclass(frozen=True)
class DisbursementChoices:
    """What the bank may choose at disbursement; None takes the programme's usual way. Grace in months."""

    method: Method | None = None
    grace_months: int = 0
    interest_grace_months: int = 0
    frequency: Frequency | None = None
    day_count: DayCount | None = None
    instalment_multiple_of: Decimal | None = None


def terms_of(
    principal: Money, term_months: int, disbursed_on: date, rules: Rules, choices: DisbursementChoices
) -> Terms:
    """The terms of a loan disbursed on a day: benchmark of that day, what the product allows of the choices.

    Raises NoBenchmarkRate, GraceTooLong, GraceAbovePolicy, ScheduleChoiceNotAllowed, MonthsDoNotDivide.
    """
    grace, interest_grace = choices.grace_months, choices.interest_grace_months
    check_grace(grace, term_months, rules.grace_months_max, where="grace_months")
    check_grace(interest_grace, term_months, rules.interest_grace_months_max, where="interest_grace_months")
    every = allowed("frequency", choices.frequency, rules.schedule_frequencies).months
    return Terms(
        principal=principal,
        annual_rate_percent=rules.annual_rate(term_months).value,
        instalments=divided(term_months, every, where="term_months"),
        disbursed_on=disbursed_on,
        method=allowed("method", choices.method or rules.schedule_method.value, rules.schedule_methods),
        day_count=allowed("day_count", choices.day_count or rules.schedule_day_count.value, rules.schedule_day_counts),
        rounding=rules.schedule_rounding.value,
        grace_instalments=divided(grace, every, where="grace_months"),
        interest_grace_instalments=divided(interest_grace, every, where="interest_grace_months"),
        every=every,
        instalment_multiple_of=allowed(
            "instalment_multiple_of", choices.instalment_multiple_of, rules.schedule_instalment_multiples
        ),
    )
