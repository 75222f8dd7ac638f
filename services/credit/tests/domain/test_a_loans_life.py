"""A loan in any order: repayments, backdated ones, reversals, settlements, an extension, closing and reopening."""

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.arrears import standing_of, stretches
from credit.domain.debt import Extension, Habits, yuan
from credit.domain.errors.loans import (
    ExtensionAfterMaturity,
    ExtensionTooLong,
    LoanClaimed,
    LoanClosed,
    TooManyExtensions,
)
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.domain.loans import DisbursementChoices, Loan, LoanState, terms_of
from credit.domain.repayments import Repayment, parts, parts_of
from credit.domain.schedules import DayCount, Method, build_schedule
from credit.policy import RuleBook
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from kit.calendar import add_months
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


@pytest.mark.parametrize(
    ("day_count", "days", "interest"),
    [
        # 20,000 at 7.02 % from 3 September 2007: 117.00 for 30 days by 30/360.
        (DayCount.THIRTY_360, 10, "39.00"),
        (DayCount.ACTUAL_365, 10, "38.47"),
        (DayCount.ACTUAL_360, 10, "39.00"),
        (DayCount.ACTUAL_ACTUAL, 10, "38.47"),
    ],
)
def test_a_pay_off_quote_has_interest_to_the_day_by_the_loans_day_count(day_count, days, interest) -> None:
    terms = replace(terms_of(Money(20_000), 12, DAY, RULES, DisbursementChoices()), day_count=day_count)
    habits = Habits(day_count, terms.rounding, terms.method)
    found = replace(loan(), schedule=build_schedule(terms), habits=habits)
    asked = found.pay_off(DAY + timedelta(days=days))
    assert (yuan(asked.principal), yuan(asked.interest)) == (Money(20_000), Money(interest))


def test_a_settlement_gives_back_interest_that_was_paid_ahead() -> None:
    found = loan()
    ahead = Money.sum(line.amount for line in found.schedule[:6])
    found.take(paid("A", ahead, DAY + timedelta(days=10)))
    on = DAY + timedelta(days=20)
    asked = found.pay_off(on)
    assert asked.interest_ahead == sum(line.interest.fen for line in found.schedule[:6])
    found.take(paid("B", yuan(asked.total), on, settles=True))
    end = found.course.allocations[-1]
    assert (found.course.closed_on, found.excess, end.balance) == (on, ZERO, ZERO)
    assert end.interest < ZERO
    all_interest = Money.sum(item.interest for item in found.course.allocations)
    assert all_interest == Money("78.00"), "interest of twenty days"


def test_a_reversed_repayment_before_a_settlement_makes_it_an_ordinary_payment() -> None:
    found, security = loan(), guarantee()
    first = paid("A", found.schedule[0].amount, found.schedule[0].due_on)
    found.take(first)
    on = found.schedule[0].due_on + timedelta(days=5)
    found.take(paid("B", quote(found, on), on, settles=True))
    found.replay(security)
    found.settle(security, TODAY)
    assert found.state is LoanState.CLOSED
    found.reverse(first.id)
    found.replay(security)
    (reopened,) = found.settle(security, TODAY)
    assert (found.state, security.state, reopened.balance) == (
        LoanState.REPAYING,
        GuaranteeState.EFFECTIVE,
        found.balance,
    )


@pytest.mark.parametrize("method", Method)
def test_an_extension_draws_up_the_principal_again_over_the_longer_term(method) -> None:
    found = loan(method)
    for number in range(6):
        line = found.schedule[number]
        if line.amount:
            found.take(paid(f"P{number}", line.amount, line.due_on))
    on = found.schedule[5].due_on + timedelta(days=10)
    owed = found.owed_as_of(on).principal
    found.extend(Extension(on, 6, Decimal("7.47")))
    lines = found.course.last.stream.lines
    new = [line for line in lines if line.in_extension]
    assert yuan(sum(line.principal for line in new)) == owed
    assert (new[-1].due_on, found.matures_on) == (add_months(DAY, 18),) * 2
    assert [line.due_on for line in new] == [add_months(DAY, number) for number in range(7, 19)]
    (to_day,) = [line for line in lines if not line.in_extension]
    assert (to_day.due_on, to_day.principal) == (on, 0)
    assert yuan(to_day.interest) == Money.rounded(found.schedule[6].interest.amount * 10 / 30)
    assert found.owed_as_of(on).overdue == ZERO
    last = found.course.last
    in_time = [paid(f"E{line.number}", yuan(line.interest + line.principal), line.due_on) for line in last.stream.lines]
    for item in in_time:
        found.take(item)
    assert (found.balance, found.excess, found.course.closed_on) == (ZERO, ZERO, found.matures_on)
    marked = {part.in_extension for part in parts_of(found.course) if part.paid_on > on}
    assert marked == {True}


def test_an_extension_is_for_a_loan_in_its_term_once_and_not_too_long() -> None:
    found = loan()
    with pytest.raises(ExtensionTooLong):
        found.check_extension(DAY, 13, RULES)
    with pytest.raises(ExtensionAfterMaturity):
        found.check_extension(found.matures_on + timedelta(days=1), 6, RULES)
    found.check_extension(found.matures_on, 12, RULES)
    found.extend(Extension(found.matures_on, 12, Decimal("7.47")))
    with pytest.raises(TooManyExtensions):
        found.check_extension(found.matures_on, 1, RULES)


def test_a_loan_whose_claim_is_paid_takes_no_repayment_and_gives_none_back() -> None:
    found = loan()
    found.take(paid("A", Money(10), DAY))
    found.state = LoanState.CLAIMED
    with pytest.raises(LoanClaimed):
        found.take(paid("B", Money(10), DAY))
    with pytest.raises(LoanClaimed):
        found.reverse("id-A")
