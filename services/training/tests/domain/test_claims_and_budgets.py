from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from training.domain.check_facts import CourseFacts, LearnerFacts
from training.domain.checks import CheckName, automatic_checks
from training.domain.claim import ClaimState, LineState, SuspendedDecision
from training.domain.claim_lines import Outcome, Part, Why
from training.domain.errors.claims import (
    ApproversNeedAManager,
    BudgetExhausted,
    ClaimContentChanged,
    ClaimWindowClosed,
    LineUnknown,
    MilestoneNotClaimable,
    NothingToClaim,
)
from training.domain.lodging import Fate, lodge, propose
from training.domain.packages import Milestone

UNLICENSED = CourseFacts("class", unlicensed=(("trainer", date(2007, 8, 7)),))
CLAIMED = date(2007, 9, 10)
SEEN = Why("seen", "已核实")
DRAWN, FOUND = date(2007, 9, 11), date(2007, 9, 14)


@pytest.fixture
def claim_of(make):
    def run(count=3, budget=10_000, claimed_on=CLAIMED, chosen=None, **changes):
        agreement = make.agreement(budget)
        offers = [make.offer(n, **changes) for n in range(1, count + 1)]
        claim = lodge(
            "claim", agreement, offers, claimed_on, lodged_by="school", rules_as_of=make.rules_as_of(), chosen=chosen
        )
        return agreement, claim

    return run


@pytest.fixture
def verified(make):
    """Draw every line of a claim, or the ``random`` ones, and find the ``false`` ones false."""

    def run(agreement, claim, false=(), random=None, topup=()):
        random = [line.line for line in claim.lines if line.open] if random is None else random
        claim.draw(random, topup, DRAWN, drawn_by="manager")
        for line in [*random, *topup]:
            agreement.release(claim.find(line, Outcome.REFUTED if line in false else Outcome.CONFIRMED, SEEN))
        return claim.settle(make.claim_rules(), FOUND, by="wang")

    return run


@pytest.fixture
def failed(make):
    def run(line):
        return {check.check for check in automatic_checks(line, make.rules_as_of()) if not check.passed}

    return run


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


def test_a_result_is_claimed_within_twelve_months_and_not_a_day_later(claim_of):
    _, claim = claim_of(claimed_on=date(2008, 8, 31))
    assert len(claim.lines) == 3
    with pytest.raises(ClaimWindowClosed):
        claim_of(claimed_on=date(2008, 9, 1))


def test_chosen_milestones_are_claimed_all_or_none(claim_of):
    _, claim = claim_of(chosen=["milestone-2"])
    assert [line.milestone_id for line in claim.lines] == ["milestone-2"]
    with pytest.raises(MilestoneNotClaimable):
        claim_of(chosen=["milestone-2", "milestone-9"])
    with pytest.raises(BudgetExhausted):
        claim_of(budget=900, chosen=["milestone-1", "milestone-2"])


def test_the_preview_says_what_becomes_of_each_milestone_and_why(make):
    offers = [
        make.offer(1),
        make.offer(2, course=UNLICENSED),
        make.offer(3, earned_on=date(2006, 9, 1)),
        make.offer(4, earned_on=date(2007, 9, 20)),
        make.offer(5, earned_on=date(2007, 9, 1)),
        make.offer(6, earned_on=date(2007, 9, 2), amount=Money(100)),
    ]
    fates = {
        p.offer.claimable.milestone_id[-1]: p for p in propose(make.agreement(900), offers, CLAIMED, make.rules_as_of())
    }
    assert {key: one.fate for key, one in fates.items()} == {
        "1": Fate.CLAIMED,
        "2": Fate.REFUTED_BY_CHECK,
        "3": Fate.WINDOW_CLOSED,
        "4": Fate.NOT_YET_EARNED,
        "5": Fate.WAITS_FOR_BUDGET,
        "6": Fate.WAITS_FOR_BUDGET,
    }
    assert "400.00 yuan of the budget" in fates["5"].why
    assert "2007-09-01" in fates["3"].why


def test_every_automatic_check_is_stored_and_finds_its_fault(make, failed):
    good = make.claimable(milestone=Milestone.M2, business_registered_on=date(2007, 9, 1))
    assert failed(good) == set()
    assert {check.check for check in automatic_checks(good, make.rules_as_of())} == set(CheckName)
    for change, name in (
        ({"certificate_issued_on": date(2007, 9, 1)}, CheckName.CERTIFICATE_VALID),
        ({"business_registered_on": date(2007, 8, 5)}, CheckName.BUSINESS_NOT_OLDER_THAN_COURSE),
        ({"course": UNLICENSED}, CheckName.TRAINER_LICENSED),
        (
            {"learner": LearnerFacts(overlaps=(("other-class", date(2007, 8, 7)),))},
            CheckName.ATTENDANCE_NOT_OVERLAPPING,
        ),
        ({"claimed_in": "another"}, CheckName.NOT_CLAIMED_BEFORE),
    ):
        assert failed(make.claimable(**change)) == {name}


def test_a_line_that_a_check_refutes_is_refuted_when_it_is_locked_and_takes_no_budget(claim_of):
    agreement, claim = claim_of(count=1, course=UNLICENSED)
    assert claim.state is ClaimState.REFUSED
    assert agreement.reserved == Money(0)
    assert "trainer_licensed" in claim.lines[0].reason


def test_refuted_lines_release_their_budget_and_are_not_paid(claim_of, verified):
    agreement, claim = claim_of(count=30, budget=20_000)
    assert verified(agreement, claim, false=[2], random=range(1, 31)) == []
    claim.approve(date(2007, 9, 15), by="manager", role="manager", verifiers=["wang"])
    claim.approve(date(2007, 9, 16), by="finance", role="finance", verifiers=["wang"])
    claim.enter_payment(date(2007, 9, 17), drawn_by="cashier")
    paid = claim.pay(date(2007, 9, 18), "P-1", paid_by="cashier")
    agreement.pay(paid)
    assert paid == agreement.paid == Money(29 * 500)
    assert agreement.reserved == Money(0)
    assert claim.lines[1].state is LineState.REFUTED
    assert {line.state for line in claim.lines[2:]} == {LineState.PAID}


def test_under_five_percent_the_unsampled_lines_are_taken_as_true(claim_of, verified, make):
    agreement, claim = claim_of(count=100, budget=100_000)
    assert verified(agreement, claim, false=[7], random=range(1, 26)) == []
    assert claim.state is ClaimState.VERIFIED
    assert claim.error_rate(make.claim_rules()).percent == Decimal("4.0")
    assert agreement.reserved == claim.amount == Money(99 * 500)


def test_from_five_to_twenty_percent_every_line_is_verified(claim_of, verified, make):
    agreement, claim = claim_of(count=100, budget=100_000)
    rest = verified(agreement, claim, false=[1, 2, 3], random=range(1, 26))
    assert claim.state is ClaimState.FULL_VERIFICATION
    assert rest == list(range(26, 101))
    for line in rest:
        agreement.release(claim.find(line, Outcome.REFUTED if line < 35 else Outcome.CONFIRMED, SEEN))
    assert claim.settle(make.claim_rules(), FOUND, by="wang") == []
    assert claim.state is ClaimState.VERIFIED
    assert claim.error_rate(make.claim_rules()).errors == 12
    assert agreement.reserved == claim.amount == Money(88 * 500)


@pytest.mark.parametrize(
    ("decision", "paid_lines", "state"),
    [
        (SuspendedDecision.PAY_VERIFIED, 14, ClaimState.VERIFIED),
        (SuspendedDecision.REFUSE_ALL, 0, ClaimState.REFUSED),
        (SuspendedDecision.VERIFY_ALL, 34, ClaimState.FULL_VERIFICATION),
    ],
)
def test_above_twenty_percent_a_manager_decides(claim_of, verified, decision, paid_lines, state):
    agreement, claim = claim_of(count=40, budget=100_000)
    assert verified(agreement, claim, false=range(1, 7), random=range(1, 21)) == []
    assert claim.state is ClaimState.SUSPENDED
    with pytest.raises(IllegalTransition):
        claim.approve(FOUND, by="manager", role="manager", verifiers=[])
    with pytest.raises(SamePerson):
        claim.decide(decision, FOUND, "bought", by="wang", verifiers=["wang"])
    agreement.release(claim.decide(decision, FOUND, "bought", by="manager", verifiers=["wang"]))
    assert claim.state is state
    assert agreement.reserved == claim.amount == Money(paid_lines * 500)


def test_the_topup_never_counts_in_the_error_rate_and_its_false_lines_are_refuted(claim_of, verified):
    agreement, claim = claim_of(count=100, budget=100_000)
    verified(agreement, claim, false=range(30, 40), random=range(1, 26), topup=range(30, 40))
    assert claim.state is ClaimState.VERIFIED
    assert claim.amount == Money(90 * 500)
    assert sum(line.part is Part.TOPUP for line in claim.lines) == 10


def test_a_line_changed_after_locking_stops_the_claim(claim_of, verified):
    agreement, claim = claim_of()
    claim.lines[0] = replace(claim.lines[0], amount=Money(900))
    with pytest.raises(ClaimContentChanged):
        claim.draw([1], [], DRAWN, drawn_by="manager")
    agreement, claim = claim_of()
    verified(agreement, claim)
    claim.lines[0] = replace(claim.lines[0], applicant_id="another")
    with pytest.raises(ClaimContentChanged):
        claim.approve(FOUND, by="manager", role="manager", verifiers=[])


def test_a_finding_is_of_a_line_of_the_claim(claim_of):
    _, claim = claim_of()
    claim.draw([1], [], DRAWN, drawn_by="manager")
    with pytest.raises(LineUnknown):
        claim.find(9, Outcome.CONFIRMED, SEEN)


def test_a_claim_is_withdrawn_before_its_sample_and_not_after(claim_of, verified):
    agreement, claim = claim_of()
    agreement.release(claim.withdraw(CLAIMED))
    assert agreement.free == Money(10_000)
    assert claim.state is ClaimState.WITHDRAWN
    agreement, claim = claim_of()
    verified(agreement, claim)
    with pytest.raises(IllegalTransition):
        claim.withdraw(FOUND)


def test_each_step_is_another_person_in_order_and_in_time(claim_of, verified):
    agreement, claim = claim_of()
    with pytest.raises(IllegalTransition):
        claim.approve(CLAIMED, by="manager", role="manager", verifiers=[])
    with pytest.raises(SamePerson):
        claim.draw([1], [], DRAWN, drawn_by="school")
    with pytest.raises(DatesOutOfOrder):
        claim.draw([1], [], date(2007, 9, 9), drawn_by="manager")
    verified(agreement, claim)
    for account in ("wang", "school"):
        with pytest.raises(SamePerson):
            claim.approve(FOUND, by=account, role="manager", verifiers=["wang"])
    claim.approve(FOUND, by="finance", role="finance", verifiers=["wang"])
    with pytest.raises(SamePerson):
        claim.approve(FOUND, by="finance", role="manager", verifiers=["wang"])
    with pytest.raises(ApproversNeedAManager):
        claim.approve(FOUND, by="cashier", role="finance", verifiers=["wang"])
    with pytest.raises(IllegalTransition):
        claim.pay(FOUND, "P-1", paid_by="cashier")
    claim.approve(FOUND, by="manager", role="manager", verifiers=["wang"])
    for account in ("manager", "finance"):
        with pytest.raises(SamePerson):
            claim.enter_payment(FOUND, drawn_by=account)


amounts = st.lists(st.integers(1, 60_000), min_size=1, max_size=12)


@given(
    amounts=amounts,
    budget=st.integers(1, 200_000),
    false=st.sets(st.integers(1, 12)),
    decision=st.sampled_from(SuspendedDecision),
    withdrawn=st.booleans(),
)
def test_reserved_and_paid_never_exceed_the_budget_and_nothing_is_left_over(
    make, amounts, budget, false, decision, withdrawn
):
    agreement = make.agreement(str(Money.from_fen(budget)))
    offers = [make.offer(n, amount=Money.from_fen(a)) for n, a in enumerate(amounts, 1)]
    try:
        claim = lodge("claim", agreement, offers, CLAIMED, lodged_by="school", rules_as_of=make.rules_as_of())
    except BudgetExhausted:
        assert agreement.reserved == Money(0)
        return
    assert agreement.reserved == claim.amount <= agreement.budget
    if withdrawn:
        agreement.release(claim.withdraw(CLAIMED))
    else:
        numbers = [line.line for line in claim.lines]
        claim.draw(numbers[::2], [], DRAWN, drawn_by="manager")
        waiting = numbers[::2]
        while waiting:
            for line in waiting:
                agreement.release(claim.find(line, Outcome.REFUTED if line in false else Outcome.CONFIRMED, SEEN))
            waiting = claim.settle(make.claim_rules(), FOUND, by="wang")
            if claim.state is ClaimState.SUSPENDED:
                before = {line.line for line in claim.lines if line.finding is None and line.open}
                agreement.release(claim.decide(decision, FOUND, "false", by="manager", verifiers=["wang"]))
                waiting = sorted(before) if claim.state is ClaimState.FULL_VERIFICATION else []
        assert agreement.reserved == claim.amount
    if claim.state is ClaimState.VERIFIED:
        claim.approve(FOUND, by="manager", role="manager", verifiers=["wang"])
        claim.approve(FOUND, by="finance", role="finance", verifiers=["wang"])
        claim.enter_payment(FOUND, drawn_by="cashier")
        agreement.pay(claim.pay(FOUND, "P-1", paid_by="cashier"))
    assert agreement.reserved == Money(0)
    assert agreement.paid + agreement.free == agreement.budget
