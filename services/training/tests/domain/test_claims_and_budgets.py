from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from training.domain.checks import CheckName, automatic_checks
from training.domain.claim import ClaimState, LineState, Refutation, lodge
from training.domain.errors.claims import BudgetExhausted, LineUnknown, NothingToClaim
from training.domain.errors.results import DuplicateLine
from training.domain.packages import Milestone

CLAIMED = date(2007, 9, 10)


@pytest.fixture
def claim_of(make):
    def run(count=3, budget=10_000, **changes):
        agreement = make.agreement(budget)
        lines = [make.claimable(n, **changes) for n in range(1, count + 1)]
        return agreement, lodge("claim", agreement, lines, CLAIMED, lodged_by="school")

    return run


def failed(line):
    return {check.check for check in automatic_checks(line) if not check.passed}


def test_a_claim_reserves_its_budget_first(claim_of):
    agreement, claim = claim_of()
    assert claim.amount == agreement.reserved == Money(1500)
    assert agreement.free == Money(8500)


def test_what_the_budget_does_not_carry_stays_unclaimed(claim_of):
    agreement, claim = claim_of(count=3, budget=1200)
    assert len(claim.lines) == 2
    assert agreement.free == Money(200)


def test_an_exhausted_budget_and_an_empty_claim_are_refused(claim_of):
    with pytest.raises(BudgetExhausted):
        claim_of(budget=499)
    with pytest.raises(NothingToClaim):
        claim_of(count=0)
    with pytest.raises(NothingToClaim):
        claim_of(earned_on=date(2007, 9, 11))


def test_every_automatic_check_is_stored_and_finds_its_fault(make):
    good = make.claimable(milestone=Milestone.M2, business_registered_on=date(2007, 9, 1))
    assert failed(good) == set()
    assert {check.check for check in automatic_checks(good)} == set(CheckName)
    for change, name in (
        ({"certificate_issued_on": date(2007, 9, 1)}, CheckName.CERTIFICATE_VALID),
        ({"business_registered_on": date(2007, 8, 5)}, CheckName.BUSINESS_NOT_OLDER_THAN_COURSE),
        ({"unlicensed_days": (date(2007, 8, 7),)}, CheckName.TRAINER_LICENSED),
        ({"overlapping_days": (date(2007, 8, 7),)}, CheckName.ATTENDANCE_NOT_OVERLAPPING),
        ({"claimed_in": "another"}, CheckName.NOT_CLAIMED_BEFORE),
    ):
        assert failed(make.claimable(**change)) == {name}


def test_refuted_lines_release_their_budget_and_are_not_paid(claim_of):
    agreement, claim = claim_of()
    agreement.release(claim.verify(date(2007, 9, 12), [Refutation(2, "never came")], verified_by="wang"))
    claim.approve(date(2007, 9, 13), approved_by="manager")
    paid = claim.pay(date(2007, 9, 14), "P-1", paid_by="finance")
    agreement.pay(paid)
    assert paid == agreement.paid == Money(1000)
    assert agreement.reserved == Money(0)
    assert [line.state for line in claim.lines] == [LineState.PAID, LineState.REFUTED, LineState.PAID]
    assert claim.lines[1].reason == "never came"


def test_a_line_that_failed_an_automatic_check_is_refuted_by_itself(claim_of):
    _, claim = claim_of(count=1, unlicensed_days=(date(2007, 8, 7),))
    assert claim.verify(date(2007, 9, 12), [], verified_by="wang") == Money(500)
    assert claim.state is ClaimState.REFUSED
    assert "trainer_licensed" in claim.lines[0].reason


def test_verification_names_lines_of_the_claim_once(claim_of):
    _, claim = claim_of()
    with pytest.raises(LineUnknown):
        claim.verify(CLAIMED, [Refutation(9, "?")], verified_by="wang")
    with pytest.raises(DuplicateLine):
        claim.verify(CLAIMED, [Refutation(1, "a"), Refutation(1, "b")], verified_by="wang")


def test_each_step_is_another_person_in_order_and_in_time(claim_of):
    _, claim = claim_of()
    with pytest.raises(IllegalTransition):
        claim.approve(CLAIMED, approved_by="manager")
    with pytest.raises(SamePerson):
        claim.verify(CLAIMED, [], verified_by="school")
    with pytest.raises(DatesOutOfOrder):
        claim.verify(date(2007, 9, 9), [], verified_by="wang")
    claim.verify(CLAIMED, [], verified_by="wang")
    with pytest.raises(SamePerson):
        claim.approve(CLAIMED, approved_by="wang")
    with pytest.raises(IllegalTransition):
        claim.pay(CLAIMED, "P-1", paid_by="finance")
    claim.approve(CLAIMED, approved_by="manager")
    with pytest.raises(SamePerson):
        claim.pay(CLAIMED, "P-1", paid_by="manager")


amounts = st.lists(st.integers(1, 60_000), min_size=1, max_size=12)


@given(amounts=amounts, budget=st.integers(1, 200_000), refuted=st.sets(st.integers(1, 12)))
def test_reserved_and_paid_never_exceed_the_budget_and_nothing_is_left_over(make, amounts, budget, refuted):
    agreement = make.agreement(str(Money(budget).amount / 100))
    lines = [make.claimable(n, amount=Money(a).times(1).split([1, 99])[0]) for n, a in enumerate(amounts, 1)]
    try:
        claim = lodge("claim", agreement, lines, CLAIMED, lodged_by="school")
    except BudgetExhausted:
        assert agreement.reserved == Money(0)
        return
    assert agreement.reserved == claim.amount <= agreement.budget
    named = [Refutation(line.line, "no") for line in claim.lines if line.line in refuted]
    agreement.release(claim.verify(CLAIMED, named, verified_by="wang"))
    assert agreement.reserved == claim.amount
    if claim.state is ClaimState.VERIFIED:
        claim.approve(CLAIMED, approved_by="manager")
        agreement.pay(claim.pay(CLAIMED, "P-1", paid_by="finance"))
    assert agreement.reserved == Money(0)
    assert agreement.paid + agreement.free == agreement.budget
