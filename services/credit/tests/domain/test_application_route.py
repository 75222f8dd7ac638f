"""Applicant, community, labour bureau, guarantee institution, bank: in order, each by another person (394号)."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.applications import LoanApplication, State
from credit.domain.errors.applications import DecisionTooLate
from credit.domain.errors.rules import DateInFuture, NoBenchmarkRate, NoRulesYet, TooFarBack
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

BOOK = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007")
DAY = date(2007, 9, 3)
RULES = BOOK.on(DAY)


def application(amount: int = 20_000) -> LoanApplication:
    return LoanApplication("a1", "p1", "b1", "500116103", Money(amount), 24, "SYB-1", DAY, "maker")


def reviewed(amount: int = 20_000) -> LoanApplication:
    loan = application(amount)
    loan.recommend(DAY, "community")
    loan.review(DAY, "bureau", approved=True, rules=RULES)
    return loan


def committed() -> LoanApplication:
    loan = reviewed()
    loan.commit(DAY, "officer")
    return loan


def test_the_route_leads_to_disbursement() -> None:
    loan = committed()
    assert loan.decide(DAY + timedelta(days=21), "banker", approved=True, rules=RULES).approved
    loan.disburse(DAY + timedelta(days=22))
    assert loan.state is State.DISBURSED
    assert loan.open


@pytest.mark.parametrize(
    ("step", "person"),
    [
        (lambda by: application().recommend(DAY, by), "maker"),
        (lambda by: _recommended().review(DAY, by, approved=True, rules=RULES), "community"),
        (lambda by: _recommended().review(DAY, by, approved=True, rules=RULES), "maker"),
        (lambda by: reviewed().commit(DAY, by), "bureau"),
        (lambda by: reviewed().commit(DAY, by), "community"),
        (lambda by: committed().decide(DAY, by, approved=True, rules=RULES), "officer"),
    ],
)
def test_no_one_checks_what_they_made(step, person) -> None:
    with pytest.raises(SamePerson):
        step(person)
    step("someone else")


def _recommended() -> LoanApplication:
    loan = application()
    loan.recommend(DAY, "community")
    return loan


def test_a_larger_loan_needs_two_reviewers() -> None:
    loan = application(20_001)
    loan.recommend(DAY, "community")
    assert loan.review(DAY, "first", approved=True, rules=RULES) is None
    assert loan.state is State.RECOMMENDED
    with pytest.raises(SamePerson):
        loan.review(DAY, "first", approved=True, rules=RULES)
    event = loan.review(DAY, "second", approved=True, rules=RULES)
    assert event is not None
    assert event.approved
    assert loan.state is State.REVIEWED


def test_one_reviewer_can_say_no() -> None:
    loan = application(20_001)
    loan.recommend(DAY, "community")
    event = loan.review(DAY, "first", approved=False, rules=RULES)
    assert event is not None
    assert not event.approved
    assert loan.state is State.REJECTED
    assert not loan.open


def test_the_bank_decides_within_three_weeks_or_the_application_expires() -> None:
    loan = committed()
    late = DAY + timedelta(days=22)
    with pytest.raises(DecisionTooLate):
        loan.decide(late, "banker", approved=True, rules=RULES)
    event = loan.lapse(RULES)
    assert (loan.state, event.approved, event.decided_on) == (State.EXPIRED, False, late)
    assert not loan.open
    with pytest.raises(DecisionTooLate):
        loan.decide(DAY, "banker", approved=True, rules=RULES)


def test_a_step_cannot_lie_before_the_one_that_it_follows() -> None:
    with pytest.raises(DatesOutOfOrder):
        application().recommend(DAY - timedelta(days=1), "community")
    with pytest.raises(DatesOutOfOrder):
        committed().decide(DAY - timedelta(days=1), "banker", approved=True, rules=RULES)
    with pytest.raises(DatesOutOfOrder):
        committed().withdraw(DAY - timedelta(days=1))


STEPS = {
    "recommend": lambda a: a.recommend(DAY, "community"),
    "review": lambda a: a.review(DAY, "bureau", approved=True, rules=RULES),
    "reject": lambda a: a.review(DAY, "bureau", approved=False, rules=RULES),
    "commit": lambda a: a.commit(DAY, "officer"),
    "approve": lambda a: a.decide(DAY, "banker", approved=True, rules=RULES),
    "decline": lambda a: a.decide(DAY, "banker", approved=False, rules=RULES),
    "lapse": lambda a: a.lapse(RULES),
    "disburse": lambda a: a.disburse(DAY),
    "withdraw": lambda a: a.withdraw(DAY + timedelta(days=1)),
}
ALLOWED = {
    State.APPLIED: {"recommend": State.RECOMMENDED, "withdraw": State.WITHDRAWN},
    State.RECOMMENDED: {"review": State.REVIEWED, "reject": State.REJECTED, "withdraw": State.WITHDRAWN},
    State.REVIEWED: {"commit": State.COMMITTED, "withdraw": State.WITHDRAWN},
    State.COMMITTED: {
        "approve": State.APPROVED,
        "decline": State.DECLINED,
        "lapse": State.EXPIRED,
        "withdraw": State.WITHDRAWN,
    },
    State.APPROVED: {"disburse": State.DISBURSED, "withdraw": State.WITHDRAWN},
}


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_only_the_steps_of_the_route_move_an_application(steps) -> None:
    loan = application()
    for step in steps:
        target = ALLOWED.get(loan.state, {}).get(step)
        before = loan.state
        if target is None:
            with pytest.raises((IllegalTransition, DecisionTooLate)):
                STEPS[step](loan)
            assert loan.state is before
        else:
            STEPS[step](loan)
            assert loan.state is target


def guarantee() -> Guarantee:
    found = Guarantee("g1", "a1", "p1", "f1", "b1", "G2007-1", Money(16_000), Decimal(80), DAY)
    found.issue()
    return found


def test_a_guarantee_falls_with_the_principal_and_is_released_with_the_loan() -> None:
    found = guarantee()
    found.take_effect()
    found.fall_to(Money(10_000))
    assert found.outstanding == Money(8_000)
    found.fall_to(Money.zero())
    assert found.release(DAY).amount == Money(16_000)
    assert (found.state, found.outstanding) == (GuaranteeState.RELEASED, Money.zero())


def test_a_reservation_ends_with_its_application() -> None:
    for end, state in ((Guarantee.cancel, GuaranteeState.CANCELLED), (Guarantee.expire, GuaranteeState.EXPIRED)):
        found = guarantee()
        assert found.outstanding == Money(16_000)
        end(found, DAY)
        assert (found.state, found.outstanding) == (state, Money.zero())
        with pytest.raises(IllegalTransition):
            found.take_effect()


def test_dates_lie_within_policy() -> None:
    today = date(2008, 1, 1)
    RULES.check_day(today, today=today, where="applied_on")
    with pytest.raises(DateInFuture):
        RULES.check_day(today + timedelta(days=1), today=today, where="applied_on")
    with pytest.raises(TooFarBack):
        RULES.check_day(date(1900, 1, 1), today=today, where="applied_on")


def test_rates_and_rules_are_those_of_the_day() -> None:
    assert RULES.annual_rate(12).value == Decimal("7.02")
    assert RULES.annual_rate(13).value == Decimal("7.20")
    assert BOOK.on(date(2007, 12, 21)).annual_rate(24).value == Decimal("7.56")
    with pytest.raises(NoBenchmarkRate):
        BOOK.on(date(2005, 1, 1)).annual_rate(12)
    with pytest.raises(NoRulesYet):
        BOOK.on(date(2001, 1, 1))
