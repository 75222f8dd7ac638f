from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from training.domain.milestones import Business, Survival, earned_milestones
from training.domain.packages import Milestone, Package

CERTIFIED, COURSE = date(2007, 8, 31), date(2007, 8, 6)


def names(found):
    return [earned.milestone.value for earned in found]


@pytest.fixture
def earn(make):
    def run(businesses=(), survivals=(), rules=None, **certificate):
        return earned_milestones(
            make.certified(**certificate), businesses, survivals, rules or (lambda _: make.rules())
        )

    return run


def test_the_certificate_earns_half(earn):
    (m1,) = earn()
    assert (m1.milestone, m1.amount, m1.earned_on) == (Milestone.M1, Money(500), CERTIFIED)
    assert "JJ-SYB-2007-00001" in m1.explanation.en
    assert ("milestone.M1.share", "0.50", "seminar report") in m1.explanation.rules


@pytest.mark.parametrize(
    ("registered_on", "earned"),
    [
        (COURSE - timedelta(days=1), False),
        (COURSE, True),
        (date(2007, 9, 1), True),
        (date(2008, 2, 29), True),
        (date(2008, 3, 1), False),
    ],
)
def test_a_start_counts_from_the_course_to_six_calendar_months_after_the_certificate(earn, registered_on, earned):
    found = earn([Business("shop", registered_on)])
    assert names(found) == (["M1", "M2"] if earned else ["M1"])
    if earned:
        assert found[1].earned_on == max(registered_on, CERTIFIED)


def test_survival_earns_a_bonus_of_a_tenth_for_target_groups(earn):
    survived = Survival("shop", date(2007, 9, 1), date(2008, 3, 5))
    m3 = earn(survivals=[survived])[-1]
    assert (m3.milestone, m3.amount, m3.earned_on) == (Milestone.M3, Money(100), date(2008, 3, 5))
    assert names(earn(survivals=[survived], target_group="other")) == ["M1"]
    assert names(earn(survivals=[survived], target_group=None)) == ["M1"]


def test_a_business_older_than_the_course_earns_no_bonus(earn):
    assert names(earn(survivals=[Survival("shop", date(2007, 8, 5), date(2008, 3, 5))])) == ["M1"]


def test_the_policy_may_ask_a_timely_start_of_the_bonus_too(make, earn):
    late = Survival("shop", date(2008, 5, 1), date(2008, 11, 5))
    assert names(earn(survivals=[late])) == ["M1", "M3"]
    strict = make.rules(bonus_needs_timely_start=True)
    assert names(earn(survivals=[late], rules=lambda _: strict)) == ["M1"]


def test_who_pays_earns_nothing_for_the_institution(earn):
    assert earn([Business("shop", CERTIFIED)], free=False) == []


def test_a_package_without_subsidy_earns_nothing(earn):
    assert earn([Business("shop", CERTIFIED)], package=Package.EYB) == []


def test_each_milestone_is_priced_on_its_own_date(make, earn):
    dear = make.rules(
        version="2008",
        packages={p: replace(r, subsidy=Money(1200)) for p, r in make.rules().packages.items()},
    )
    found = earn(
        [Business("shop", date(2008, 1, 2))],
        rules=lambda day: dear if day >= date(2008, 1, 1) else make.rules(),
    )
    assert [(e.amount, e.policy_version) for e in found] == [
        (Money(500), "training@2007-07-01"),
        (Money(600), "2008"),
    ]


facts = st.lists(
    st.tuples(st.sampled_from("abcd"), st.dates(date(2007, 7, 1), date(2008, 6, 1)), st.integers(0, 400)),
    max_size=6,
    unique_by=lambda fact: fact[0],
)


@given(facts=facts, order=st.randoms(use_true_random=False))
def test_milestones_do_not_depend_on_the_order_of_the_facts(make, facts, order):
    businesses = [Business(name, day) for name, day, _ in facts]
    survivals = [Survival(name, day, day + timedelta(days=after)) for name, day, after in facts]
    certificate = make.certified()
    once = earned_milestones(certificate, businesses, survivals, lambda _: make.rules())
    order.shuffle(businesses)
    order.shuffle(survivals)
    again = earned_milestones(certificate, businesses, survivals, lambda _: make.rules())
    assert once == again
    assert len({earned.milestone for earned in once}) == len(once)
    assert all(earned.earned_on >= certificate.issued_on for earned in once)
