"""A loan in any order: repayments, backdated ones, reversals, settlements, an extension, closing and reopening."""

import itertools
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.arrears import standing_of, stretches
from credit.domain.debt import Extension, Habits, yuan
from credit.domain.errors.loans import (
    LoanClosed,
)
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.domain.loans import DisbursementChoices, Loan, LoanState, terms_of
from credit.domain.repayments import Repayment, parts
from credit.domain.schedules import Method, build_schedule
from credit.policy import RuleBook
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from kit.money import Money

DAY = date(2007, 9, 3)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(DAY)
TODAY = date(2010, 1, 1)
ZERO = Money.zero()


def loan(method: Method = Method.EQUAL_INSTALMENT, months: int = 12, principal: int = 20_000) -> Loan:
    terms = terms_of(Money(principal), months, DAY, RULES, DisbursementChoices(method))
    schedule = build_schedule(terms)
    habits = Habits(terms.day_count, terms.rounding, method)
    rate = terms.annual_rate_percent
    return Loan("l1", "a1", "p1", "b1", Money(principal), months, rate, DAY, schedule, habits=habits)


def guarantee(principal: int = 20_000) -> Guarantee:
    amount = RULES.guaranteed_part(Money(principal))
    found = Guarantee("g1", "a1", "p1", "f1", "b1", "G2007-1", amount, Decimal(80), DAY)
    found.issue()
    found.take_effect()
    return found


def paid(reference: str, amount: Money, on: date, *, settles: bool = False) -> Repayment:
    return Repayment(f"id-{reference}", on, amount, reference, settles)


def quote(found: Loan, on: date) -> Money:
    return yuan(found.pay_off(on).total)


class LoansLife(RuleBasedStateMachine):
    """Everything that may happen to a loan, in any order of recording."""

    @initialize(method=st.sampled_from(Method), months=st.sampled_from([3, 12, 24]))
    def lend(self, method, months) -> None:
        self.make = lambda: loan(method, months)
        self.loan, self.guarantee = self.make(), guarantee()
        self.number = 0
        self.freed = ZERO

    def book(self) -> None:
        self.freed += Money.sum(change.correction for change in self.loan.replay(self.guarantee))
        self.loan.settle(self.guarantee, TODAY)

    @rule(days=st.integers(0, 1000), fen=st.integers(1, 500_000), settles=st.booleans())
    def repay(self, days, fen, settles) -> None:
        self.number += 1
        closed = self.loan.closed_on
        item = paid(f"R{self.number:04d}", yuan(fen), DAY + timedelta(days=days), settles=settles)
        if closed is not None and item.paid_on > closed:
            with pytest.raises(LoanClosed):
                self.loan.take(item)
            return
        self.loan.take(item)
        self.book()
        if closed is not None:
            assert self.loan.closed_on <= closed

    @rule(days=st.integers(0, 1000), more=st.integers(-1, 5))
    def settle(self, days, more) -> None:
        on = DAY + timedelta(days=days)
        last = max((item.paid_on for item in self.loan.repayments), default=DAY)
        amount = quote(self.loan, on) + yuan(more)
        if on <= last or self.loan.closed_on is not None or amount <= ZERO:
            return
        self.number += 1
        self.loan.take(paid(f"R{self.number:04d}", amount, on, settles=True))
        self.book()
        reached = more >= 0
        late = self.loan.extensions and self.loan.extensions[0].extended_on >= on
        if reached and not late:
            assert (self.loan.state, self.loan.closed_on) == (LoanState.CLOSED, on)
            assert self.loan.excess == yuan(more) or self.loan.course.allocations[-1].interest < ZERO

    @precondition(lambda self: self.loan.repayments)
    @rule(choice=st.integers(0, 10_000))
    def bounce(self, choice) -> None:
        item = self.loan.repayments[choice % len(self.loan.repayments)]
        self.loan.reverse(item.id)
        self.book()
        assert self.loan.booked[item.id].allocation.principal == ZERO

    @precondition(lambda self: self.loan.closed_on is None and not self.loan.extensions)
    @rule(days=st.integers(0, 700), months=st.integers(1, 12))
    def extend(self, days, months) -> None:
        on = min(DAY + timedelta(days=days), self.loan.matures_on)
        self.loan.check_extension(on, months, RULES)
        self.loan.extend(Extension(on, months, Decimal("7.47")))
        self.book()

    @invariant()
    def what_came_in_is_allocated(self) -> None:
        for item in self.loan.repayments:
            found = self.loan.booked[item.id].allocation
            assert found.interest + found.principal + found.excess == item.amount
            assert found.principal >= ZERO
            assert found.excess >= ZERO
        booked = [self.loan.booked[item.id].allocation for item in self.loan.repayments]
        principal = Money.sum(item.principal for item in booked)
        assert self.loan.balance == self.loan.principal - principal
        assert Money.sum(item.excess for item in booked) == self.loan.excess

    @invariant()
    def parts_say_the_same_by_instalment(self) -> None:
        by_repayment: dict[str, tuple[Money, Money]] = {}
        for part in parts(self.loan.stream, self.loan.repayments):
            interest, principal = by_repayment.get(part.repayment_id, (ZERO, ZERO))
            by_repayment[part.repayment_id] = (interest + part.interest, principal + part.principal)
        for item in self.loan.repayments:
            found = self.loan.booked[item.id].allocation
            assert by_repayment.get(item.id, (ZERO, ZERO)) == (found.interest, found.principal)

    @invariant()
    def the_guarantee_follows(self) -> None:
        assert self.freed == self.guarantee.amount - self.guarantee.outstanding
        assert self.guarantee.outstanding == self.guarantee.covers(self.loan.balance)
        ended = self.loan.state is LoanState.CLOSED
        assert self.guarantee.state is (GuaranteeState.RELEASED if ended else GuaranteeState.EFFECTIVE)

    @invariant()
    def schedules_sum_to_what_is_owed(self) -> None:
        for step in self.loan.course.steps:
            lines = step.stream.lines
            assert sum(line.principal for line in lines) == step.stream.principal
            assert all(line.principal >= 0 and line.interest >= 0 for line in lines)
            assert [line.due_on for line in lines] == sorted(line.due_on for line in lines)
            assert len({line.number for line in lines}) == len(lines)

    @invariant()
    def any_order_of_recording_ends_the_same(self) -> None:
        again, security = self.make(), guarantee()
        items = list(self.loan.repayments)
        random.Random(len(items)).shuffle(items)
        for extension in self.loan.extensions:
            again.extend(extension)
        for item in items:
            again.repayments.append(item)
        again._changed()
        again.replay(security)
        again.settle(security, TODAY)
        mine = {item.id: self.loan.booked[item.id].allocation for item in self.loan.repayments}
        assert {key: kept.allocation for key, kept in again.booked.items()} == mine
        assert (again.state, again.closed_on, again.excess) == (
            self.loan.state,
            self.loan.closed_on,
            self.loan.excess,
        )

    @invariant()
    def stretches_say_what_the_standing_says(self) -> None:
        found = list(stretches(self.loan.course))
        for one, two in itertools.pairwise(found):
            assert one.to_on == two.from_on
        for days in (0, 1, 29, 31, 62, 100, 365, 366, 400, 731, 1100):
            day = DAY + timedelta(days=days)
            standing = standing_of(self.loan.course, day)
            holds = [item for item in found if item.holds(day)]
            if not holds:
                assert (standing.principal_owed, standing.overdue) == (ZERO, ZERO)
                assert self.loan.closed_on is not None
                assert day >= self.loan.closed_on
                continue
            (one,) = holds
            assert (yuan(one.principal), yuan(one.overdue)) == (standing.principal_owed, standing.overdue)
            late = (day - one.oldest_due_on).days if one.oldest_due_on else 0
            assert late == standing.days_past_due


TestLoansLife = LoansLife.TestCase
TestLoansLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
