"""Prices of agreements and policy, and terms that two people change."""

from datetime import date

import pytest
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from training.domain.agreement import Version, VersionState, check_free_period
from training.domain.errors.agreements import (
    AgreementEnded,
    AgreementOverlaps,
    AmendmentPending,
    AmendmentUnknown,
    BudgetBelowCommitted,
    NothingAmended,
    PriceAboveCap,
    PriceNamedTwice,
)
from training.domain.packages import Milestone, Package
from training.domain.prices import AgreedPrice, PriceSource, Terms, check_prices, price_of

SYB, M1 = Package.SYB, Milestone.M1
FOR_ALL = AgreedPrice(SYB, M1, None, Money(400))
LAID_OFF = AgreedPrice(SYB, M1, "laid_off", Money(450))
FIRST = Terms(1, date(2007, 7, 1), (FOR_ALL, LAID_OFF))
SECOND = Terms(2, date(2008, 1, 1), (AgreedPrice(SYB, M1, None, Money(480)),))


def price(earned_on, group="laid_off", versions=(FIRST, SECOND), policy=500, milestone=M1):
    return price_of(list(versions), SYB, milestone, group, earned_on, Money(policy), "policy@1")


def test_the_price_is_that_of_the_day_and_the_group():
    assert price(date(2007, 12, 31)).amount == Money(450)
    assert price(date(2007, 12, 31), "disabled").amount == Money(400)
    assert price(date(2008, 1, 1)).amount == Money(480)
    assert price(date(2008, 1, 1)).terms == 2


def test_what_the_agreement_does_not_name_is_paid_by_policy():
    used = price(date(2007, 8, 1), milestone=Milestone.M2)
    assert (used.amount, used.source) == (Money(500), PriceSource.POLICY)
    assert "names no price" in used.en


def test_a_policy_that_came_down_below_the_agreed_price_is_paid():
    used = price(date(2008, 2, 1), policy=300)
    assert (used.amount, used.source) == (Money(300), PriceSource.POLICY_CAP)


def test_an_agreed_price_is_never_above_the_policys_nor_named_twice(make):
    rules = make.rules()
    check_prices([AgreedPrice(SYB, M1, None, Money(500))], rules)
    with pytest.raises(PriceAboveCap) as refused:
        check_prices([AgreedPrice(SYB, M1, None, Money("500.01"))], rules)
    assert refused.value.where == "prices[0].amount"
    with pytest.raises(PriceNamedTwice):
        check_prices([FOR_ALL, FOR_ALL], rules)


def amendment(number=2, **changes):
    values = {
        "effective_from": date(2008, 1, 1),
        "valid_to": date(2008, 6, 30),
        "budget": Money(20_000),
        "prices": (),
        "reason": "more learners",
        "state": VersionState.PROPOSED,
        "proposed_by": "manager",
        "proposed_on": date(2007, 12, 20),
    }
    return Version(number, **(values | changes))


@pytest.fixture
def agreed(make):
    agreement = make.agreement(10_000)
    agreement.versions = [
        amendment(1, effective_from=date(2007, 7, 1), budget=Money(10_000), state=VersionState.APPROVED)
    ]
    return agreement


def test_an_amendment_holds_when_a_second_person_approves_it(agreed):
    agreed.propose(amendment())
    assert agreed.budget == Money(10_000)
    with pytest.raises(AmendmentPending):
        agreed.propose(amendment(3))
    with pytest.raises(SamePerson):
        agreed.decide(2, date(2007, 12, 21), approved=True, reason="ok", decided_by="manager")
    with pytest.raises(AmendmentUnknown):
        agreed.decide(9, date(2007, 12, 21), approved=True, reason="ok", decided_by="finance")
    agreed.decide(2, date(2007, 12, 21), approved=True, reason="ok", decided_by="finance")
    assert agreed.budget == Money(20_000)
    assert [terms.number for terms in agreed.terms] == [1, 2]
    with pytest.raises(IllegalTransition):
        agreed.decide(2, date(2007, 12, 21), approved=False, reason="no", decided_by="finance")


def test_a_rejected_amendment_changes_nothing_and_stays_on_record(agreed):
    agreed.propose(amendment())
    agreed.decide(2, date(2007, 12, 21), approved=False, reason="no money", decided_by="finance")
    assert agreed.budget == Money(10_000)
    assert [terms.number for terms in agreed.terms] == [1]
    assert agreed.versions[1].decision_reason == "no money"


def test_a_budget_is_never_cut_below_what_is_committed(agreed):
    agreed.reserve(Money(6_000))
    with pytest.raises(BudgetBelowCommitted):
        agreed.propose(amendment(budget=Money(5_000)))
    agreed.propose(amendment(budget=Money(6_000)))
    agreed.reserve(Money(1_000))
    with pytest.raises(BudgetBelowCommitted):
        agreed.decide(2, date(2007, 12, 21), approved=True, reason="ok", decided_by="finance")


def test_an_amendment_says_something_new_and_looks_forward(agreed):
    with pytest.raises(NothingAmended):
        agreed.propose(amendment(budget=Money(10_000)))
    with pytest.raises(DatesOutOfOrder):
        agreed.propose(amendment(effective_from=date(2007, 6, 30)))


def test_what_was_clawed_back_is_free_again(agreed):
    agreed.reserve(Money(6_000))
    agreed.pay(Money(6_000))
    agreed.claw_back(Money(1_000))
    assert agreed.free == Money(5_000)
    with pytest.raises(IllegalTransition):
        agreed.claw_back(Money(5_001))


def test_an_agreement_that_ended_covers_no_later_class(agreed):
    agreed.end(date(2007, 12, 31), reason="gives up", ended_by="manager")
    assert agreed.covers(date(2007, 12, 31))
    assert not agreed.covers(date(2008, 1, 1))
    with pytest.raises(AgreementEnded):
        agreed.propose(amendment())


def test_two_agreements_do_not_share_a_day():
    check_free_period([(date(2007, 1, 1), date(2007, 6, 30))], date(2007, 7, 1), date(2008, 6, 30))
    with pytest.raises(AgreementOverlaps):
        check_free_period([(date(2007, 1, 1), date(2007, 7, 1))], date(2007, 7, 1), date(2008, 6, 30))
