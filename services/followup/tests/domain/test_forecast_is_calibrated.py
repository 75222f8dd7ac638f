"""An 80% interval holds about 80% of the time, on simulated programmes at every stage of their year."""

import random

import pytest
from followup.domain.estimates.forecast import Arrivals, Assumed, Stage, Wait, forecast, passing_by_week
from hypothesis import given, settings
from hypothesis import strategies as st

YEAR = 360
MONTH = 30


def programme(seed: int) -> list[list[tuple[int, int | None, int | None]]]:
    """For each stage: (entered on, passed on or never, left on or never) of everybody who ever comes, by day."""
    chance = random.Random(seed)
    pace = chance.uniform(40, 110)
    shares = (chance.uniform(0.75, 0.95), chance.uniform(0.8, 0.95), chance.uniform(0.4, 0.7))
    waits = (chance.uniform(20, 40), chance.uniform(20, 50), chance.uniform(30, 60))
    entered = []
    for month in range(YEAR // MONTH):
        many = chance.gauss(pace, pace**0.5 * 1.6)
        entered += [month * MONTH + chance.randrange(MONTH) for _ in range(max(round(many), 0))]
    stages = []
    for share, wait in zip(shares, waits, strict=True):
        stage = []
        for day in entered:
            passes = chance.random() < share
            passed = day + round(chance.uniform(0.5, 1.6) * wait) if passes else None
            left = day + round(chance.uniform(0.3, 2) * wait) if not passes and chance.random() < 0.6 else None
            stage.append((day, passed, left))
        stages.append(stage)
        entered = [passed for _, passed, _ in stage if passed is not None]
    return stages


ASSUMED = (Assumed(0.85, 30, 10), Assumed(0.88, 35, 10), Assumed(0.55, 45, 10))


def seen(stages, today: int):
    known = []
    for number, (stage, assumed) in enumerate(zip(stages, ASSUMED, strict=True)):
        waits = []
        for entered, passed, left in stage:
            if entered > today:
                continue
            done, gone = passed is not None and passed <= today, left is not None and left <= today
            until = passed if done else left if gone else today
            waits.append(Wait(until - entered, passed=done, left=gone))
        known.append(Stage(str(number), tuple(waits), assumed))
    months = today // MONTH
    arrived = [sum(month * MONTH <= day < (month + 1) * MONTH for day, _, _ in stages[0]) for month in range(months)]
    return known, Arrivals(tuple(arrived), (YEAR - today) / MONTH, 75)


def told(seed: int, today: int, **options):
    stages = programme(seed)
    known, arrivals = seen(stages, today)
    in_the_end = sum(passed is not None and passed <= YEAR for _, passed, _ in stages[-1])
    return forecast(known, arrivals, YEAR - today, **options), in_the_end


@pytest.mark.parametrize("today", [60, 120, 180, 240, 300])
def test_an_80_percent_interval_holds_about_80_percent_of_the_time(today):
    programmes = 200
    found = [told(seed, today) for seed in range(programmes)]
    held = sum(said.lowest <= truth <= said.highest for said, truth in found) / programmes
    assert 0.70 <= held <= 0.92, held


def test_the_probability_of_a_target_comes_true_as_often_as_it_says():
    programmes = [told(seed, 180) for seed in range(200)]
    said = [
        (forecast_.reaching(target), truth >= target)
        for target in range(160, 700, 30)
        for forecast_, truth in programmes
    ]
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0)):
        group = [(chance, true) for chance, true in said if low <= chance <= high]
        assert len(group) > 50
        mean = sum(chance for chance, _ in group) / len(group)
        came = sum(true for _, true in group) / len(group)
        assert abs(mean - came) < 0.2, (mean, came, len(group))


def test_at_the_end_everything_is_known():
    said, truth = told(3, YEAR)
    assert said.so_far == truth
    assert (said.reaching(truth), said.lowest) == (1.0, truth)


def test_before_anybody_came_the_plan_speaks():
    stages = [Stage(str(n), (), assumed) for n, assumed in enumerate(ASSUMED)]
    said = forecast(stages, Arrivals((), 12, 100), YEAR)
    assert 200 < said.expected < 12 * 100 * 0.85 * 0.88 * 0.55
    assert said.lowest < said.expected < said.highest
    assert said.spread > said.expected * 0.2


waits = st.lists(
    st.builds(Wait, st.integers(0, 400), st.booleans(), st.booleans()).filter(lambda w: not (w.passed and w.left)),
    max_size=60,
).map(tuple)


@settings(deadline=None, max_examples=100)
@given(waits, st.floats(0, 1), st.integers(7, 200), st.floats(0, 20))
def test_shares_are_shares(found, share, days, people):
    by_week = passing_by_week(Stage("x", found, Assumed(share, days, people)), 70)
    assert all(0 <= week <= 1 for week in (*by_week.passing, *by_week.waiting))
    assert sum(by_week.passing) + by_week.waiting[-1] <= 1 + 1e-9
    assert list(by_week.waiting) == sorted(by_week.waiting, reverse=True)


@settings(deadline=None, max_examples=100)
@given(waits, waits, st.integers(0, 400), st.integers(0, 300))
def test_more_time_never_means_fewer_people(first, second, days, more):
    stages = [Stage("a", first, Assumed(0.8, 30, 5)), Stage("b", second, Assumed(0.6, 60, 5))]
    short = forecast(stages, Arrivals((10, 12), days / 30, 11), days)
    long = forecast(stages, Arrivals((10, 12), (days + more) / 30, 11), days + more)
    assert long.expected >= short.expected - 1e-6
    assert short.so_far == long.so_far <= short.lowest <= short.highest
    assert 0 <= short.reaching(50) <= 1
    assert short.reaching(10) >= short.reaching(20)
