"""Survival equals lifelines to 1e-9, on generated cohorts and on the library's own data; limits likewise."""

import math
from datetime import date, timedelta

import pytest
from followup.domain.estimates.survival import (
    Life,
    actuarial_table,
    bounds,
    kaplan_meier,
    whole_months,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_leukemia, load_lung, load_waltons

BORN = date(2007, 9, 1)


def life(days: int, *, closed: bool, born: date = BORN) -> Life:
    return Life(born, born + timedelta(days=days), closed)


def same_as_lifelines(lives, confidence=0.95):
    curve = kaplan_meier(lives, confidence)
    fitted = KaplanMeierFitter(alpha=1 - confidence).fit([one.days for one in lives], [one.closed for one in lives])
    lower, upper = (fitted.confidence_interval_[name] for name in fitted.confidence_interval_.columns)
    table = fitted.event_table
    for step in curve.steps:
        assert step.survival == pytest.approx(fitted.survival_function_["KM_estimate"].loc[step.day], abs=1e-9)
        assert (step.at_risk, step.closed, step.censored) == tuple(
            table.loc[step.day, ["at_risk", "observed", "censored"]]
        )
        if 0 < step.survival < 1:
            assert step.lower == pytest.approx(lower.loc[step.day], abs=1e-9)
            assert step.upper == pytest.approx(upper.loc[step.day], abs=1e-9)
        assert step.lower <= step.survival <= step.upper
    return curve


ages = st.integers(0, 500)
cohorts = st.lists(st.tuples(ages, st.booleans()), min_size=1, max_size=80)


@settings(deadline=None, max_examples=150)
@given(cohorts, st.sampled_from([0.8, 0.95, 0.99]))
def test_any_cohort_with_ties_and_censoring_is_as_lifelines_has_it(cohort, confidence):
    same_as_lifelines([life(days, closed=closed) for days, closed in cohort], confidence)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 600), st.lists(st.integers(1, 400), max_size=5)), min_size=1, max_size=60))
def test_businesses_seen_only_at_visits_are_censored_at_the_last_one(cohort):
    lives = []
    for closes, visits in cohort:
        found_closed = any(visit >= closes for visit in visits)
        last_alive = max((visit for visit in visits if visit < closes), default=0)
        lives.append(life(closes, closed=True) if found_closed else life(last_alive, closed=False))
    same_as_lifelines(lives)


@pytest.mark.parametrize(
    ("data", "time", "event"),
    [(load_waltons, "T", "E"), (load_lung, "time", "status"), (load_leukemia, "t", "status")],
)
def test_the_librarys_own_data(data, time, event):
    rows = data()
    curve = same_as_lifelines([life(int(t), closed=bool(e)) for t, e in zip(rows[time], rows[event], strict=True)])
    assert curve.businesses == len(rows)


def test_the_curve_of_a_few_shops_by_hand():
    lives = [life(60, closed=True), life(100, closed=False), life(200, closed=True), life(400, closed=False)]
    curve = kaplan_meier(lives)
    assert [step.survival for step in curve.steps] == [0.75, 0.75, 0.375, 0.375]
    assert curve.at(183).survival == 0.75
    assert (curve.at(183).at_risk, curve.at(365).at_risk, curve.at(10).at_risk) == (2, 1, 4)
    assert curve.observed_days == 400
    assert kaplan_meier([]).at(183).survival == 1.0


def test_nobody_closed_and_everybody_closed():
    alive = kaplan_meier([life(30, closed=False)] * 3)
    assert {(step.survival, step.lower, step.upper) for step in alive.steps} == {(1.0, 1.0, 1.0)}
    gone = kaplan_meier([life(30, closed=True)] * 3)
    assert [(step.survival, step.lower, step.upper) for step in gone.steps] == [(0.0, 0.0, 0.0)]
    assert not any(math.isnan(step.lower) for step in gone.steps)


def test_the_actuarial_table_counts_half_a_month_of_those_censored_in_it():
    lives = [
        *[life(10, closed=True)] * 2,
        *[life(15, closed=False)] * 4,
        *[life(45, closed=True)] * 3,
        *[life(100, closed=False)] * 11,
    ]
    first, second, third, fourth = actuarial_table(lives)
    assert (first.entering, first.censored, first.exposed, first.closed) == (20, 4, 18.0, 2)
    assert first.survival == pytest.approx(16 / 18)
    assert (second.entering, second.exposed, second.closed) == (14, 14.0, 3)
    assert second.survival == pytest.approx(16 / 18 * 11 / 14)
    assert (third.closed, third.survival) == (0, second.survival)
    assert (fourth.month, fourth.censored) == (3, 11)
    greenwood = 2 / (18 * 16) + 3 / (14 * 11)
    assert second.error == pytest.approx(second.survival * math.sqrt(greenwood))


@settings(deadline=None)
@given(cohorts)
def test_without_censoring_table_and_share_agree(cohort):
    lives = [life(days, closed=True) for days, _ in cohort]
    for row in actuarial_table(lives):
        alive = sum(one.months > row.month for one in lives)
        assert row.survival == pytest.approx(alive / len(lives))


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2008, 1, 31), date(2008, 2, 29), 1),
        (date(2008, 1, 31), date(2008, 2, 28), 0),
        (date(2007, 8, 31), date(2008, 2, 29), 6),
        (date(2007, 8, 31), date(2008, 2, 28), 5),
        (date(2008, 2, 29), date(2009, 2, 28), 12),
        (date(2007, 9, 1), date(2007, 9, 1), 0),
    ],
)
def test_months_are_calendar_months_with_ends_clamped(since, until, months):
    assert whole_months(since, until) == months


def test_those_too_young_are_not_due_and_missing_ones_are_bounded_both_ways():
    as_of = date(2008, 4, 1)
    lives = [
        life(190, closed=False),
        life(100, closed=True),
        life(30, closed=False),
        life(182, closed=False),
        life(20, closed=True, born=date(2007, 11, 1)),
    ]
    found = bounds(lives, 6, as_of)
    assert (found.due, found.alive, found.closed, found.missing) == (4, 1, 1, 2)
    assert (found.lowest, found.highest) == (0.25, 0.75)
    assert bounds([], 6, as_of).lowest is None
    same_day = [Life(BORN, date(2008, 3, 1), closed=False)]
    assert bounds(same_day, 6, date(2008, 3, 1)).due == 0, "six months to the day is not more than six months"
    assert bounds(same_day, 6, date(2008, 3, 2)).missing == 1
