"""Applicant, community, labour bureau, guarantee institution, bank: in order, each by another person (394号)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.applications import LoanApplication, State
from credit.domain.desks import Desk, may_act, waiting
from credit.domain.errors.applications import DecisionTooLate
from credit.domain.errors.route import DisbursementTooLate
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
    loan.commit(DAY, "officer", RULES)
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
        (lambda by: reviewed().commit(DAY, by, RULES), "bureau"),
        (lambda by: reviewed().commit(DAY, by, RULES), "community"),
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
    event = loan.lapse(RULES, late)
    assert (loan.state, event.reason, event.expired_on) == (State.EXPIRED, "not_decided", late)
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


LATER = DAY + timedelta(days=400)
STEPS = {
    "recommend": lambda a, by: a.recommend(DAY, by),
    "review": lambda a, by: a.review(DAY, by, approved=True, rules=RULES),
    "turn down": lambda a, by: a.review(DAY, by, approved=False, rules=RULES),
    "commit": lambda a, by: a.commit(DAY, by, RULES),
    "approve": lambda a, by: a.decide(DAY, by, approved=True, rules=RULES),
    "decline": lambda a, by: a.decide(DAY, by, approved=False, rules=RULES),
    "reject": lambda a, by: a.reject(DAY, by),
    "send back": lambda a, by: a.request_revision(DAY, by),
    "revise": lambda a, by: a.revise(DAY, by, amount=Money(20_001), term_months=12),
    "lapse": lambda a, _by: a.lapse(RULES, LATER),
    "disburse": lambda a, _by: a.disburse(DAY),
    "withdraw": lambda a, _by: a.withdraw(LATER),
}
ENDS = {"lapse": State.EXPIRED, "withdraw": State.WITHDRAWN}
BACK = {"send back": State.REVISION_REQUESTED}
NO = {"reject": State.REJECTED}
ALLOWED = {
    State.APPLIED: {"recommend": State.RECOMMENDED} | ENDS | BACK | NO,
    State.RECOMMENDED: {"review": State.REVIEWED, "turn down": State.REJECTED} | ENDS | BACK | NO,
    State.REVIEWED: {"commit": State.COMMITTED} | ENDS | BACK | NO,
    State.COMMITTED: {"approve": State.APPROVED, "decline": State.DECLINED} | ENDS | BACK,
    State.APPROVED: {"disburse": State.DISBURSED} | ENDS,
    State.REVISION_REQUESTED: {"revise": State.APPLIED} | ENDS,
}
PEOPLE = ["maker", "a", "b", "c", "d", "e", "f", "g"]


@given(
    steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(PEOPLE)), max_size=40),
    amount=st.sampled_from([20_000, 20_001]),
)
def test_any_verbs_by_any_persons_keep_to_the_route_and_to_one_step_a_person(steps, amount) -> None:
    loan = application(amount)
    for step, person in steps:
        target = ALLOWED.get(loan.state, {}).get(step)
        before = replace(loan)
        try:
            STEPS[step](loan, person)
        except (IllegalTransition, DecisionTooLate):
            assert target is None
            assert loan == before
        except SamePerson:
            assert loan == before
        else:
            half_way = step in {"review", "commit"} and loan.amount > Money(20_000) and loan.state is before.state
            assert half_way or loan.state is target
        roles = {}
        for hand in loan.hands.known:
            assert roles.setdefault(hand.person, hand.step) is hand.step, "one person, one step"
        by_version = [(hand.revision, hand.step, hand.person) for hand in loan.hands.known]
        assert len(set(by_version)) == len(by_version), "nor the same step twice in a version"
        if loan.state in {State.COMMITTED, State.APPROVED, State.DISBURSED}:
            assert len(set(loan.approved_by)) == len(set(loan.reviewed_by)) == (2 if loan.amount > Money(20_000) else 1)
        assert loan.open is (loan.state not in {State.REJECTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})


def test_above_the_threshold_two_officers_commit() -> None:
    loan = application(20_001)
    loan.recommend(DAY, "community")
    loan.review(DAY, "first", approved=True, rules=RULES)
    loan.review(DAY, "second", approved=True, rules=RULES)
    assert not loan.commit(DAY, "officer", RULES)
    assert (loan.state, loan.decide_by) == (State.REVIEWED, None)
    with pytest.raises(SamePerson):
        loan.commit(DAY, "officer", RULES)
    assert loan.commit(DAY, "colleague", RULES)
    assert (loan.state, loan.decide_by) == (State.COMMITTED, DAY + timedelta(days=21))


def test_a_revised_application_goes_the_whole_route_again_and_the_same_office_may_read_it_again() -> None:
    loan = committed()
    event = loan.request_revision(DAY, "banker")
    assert (event.step, event.revision, loan.state) == ("decision", 1, State.REVISION_REQUESTED)
    with pytest.raises(SamePerson):
        loan.revise(DAY, "officer", amount=Money(15_000), term_months=12)
    assert loan.revise(DAY, "maker", amount=Money(15_000), term_months=12).revision == 2
    assert (loan.state, loan.amount, loan.reviewed_by, loan.decide_by) == (State.APPLIED, Money(15_000), (), None)
    with pytest.raises(SamePerson):
        loan.recommend(DAY, "bureau")
    loan.recommend(DAY, "community")


def test_what_nobody_moves_and_what_is_never_paid_out_expires() -> None:
    loan = application()
    assert loan.lapse(RULES, DAY + timedelta(days=180)) is None
    event = loan.lapse(RULES, DAY + timedelta(days=181))
    assert (event.reason, event.expired_on, loan.state) == ("idle", DAY + timedelta(days=181), State.EXPIRED)
    paid_late = committed()
    paid_late.decide(DAY, "banker", approved=True, rules=RULES)
    with pytest.raises(DisbursementTooLate):
        paid_late.disburse(DAY + timedelta(days=121))
    assert paid_late.lapse(RULES, DAY + timedelta(days=120)) is None
    assert paid_late.lapse(RULES, DAY + timedelta(days=121)).reason == "not_disbursed"


def test_a_desk_says_since_when_and_until_when_an_application_waits() -> None:
    later = BOOK.on(DAY + timedelta(days=8))
    asked = waiting(application(), later)
    assert (asked.desk, asked.days, asked.days_left, asked.overdue) == (Desk.RECOMMENDATION, 8, -1, True)
    at_bank = waiting(committed(), later)
    assert (at_bank.desk, at_bank.due_on, at_bank.days_left) == (Desk.BANK, DAY + timedelta(days=21), 13)
    assert not may_act(application(), "maker")
    assert may_act(application(), "community")


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
