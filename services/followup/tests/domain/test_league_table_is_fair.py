"""Simulated institutions with known effects: the table finds what was planted, and easy learners help nobody."""

import math
import random
from functools import lru_cache

import pytest
from followup.domain.estimates.league import (
    Learner,
    RiskModel,
    calibration,
    exact_limits,
    funnel,
    league_table,
    sigmoid,
    successes,
)
from followup.risk_model import Case, cross_fitted, fit
from hypothesis import given, settings
from hypothesis import strategies as st

AGES = {"under_30": 0.3, "30_to_40": 0.2, "40_to_50": -0.1, "over_50": -0.6}
EDUCATION = {"primary": -0.7, "junior_middle": -0.2, "senior_middle": 0.3, "college": 0.7}
SEX = {"f": 0.1, "m": -0.1}


def cohort(seed: int, effects: dict[str, float], each: int = 120, easy: frozenset[str] = frozenset()) -> list[Case]:
    """Learners of institutions with ``effects`` on the log-odds; those in ``easy`` only take in the promising."""
    chance = random.Random(seed)
    cases = []
    for name, effect in effects.items():
        taken = 0
        while taken < each:
            known = {
                "age": chance.choice(list(AGES)),
                "education": chance.choice(list(EDUCATION)),
                "sex": chance.choice(list(SEX)),
            }
            promise = AGES[known["age"]] + EDUCATION[known["education"]] + SEX[known["sex"]]
            if name in easy and promise < 0.3:
                continue
            taken += 1
            cases.append(
                Case(f"{name}-{taken}", name, chance.random() < sigmoid(promise + effect), known),
            )
    return cases


@lru_cache
def table(seed: int, effects: tuple[tuple[str, float], ...], easy: frozenset[str] = frozenset(), each: int = 120):
    rows = league_table(cross_fitted(cohort(seed, dict(effects), each, easy)), minimum_volume=30)
    return {row.institution_id: row for row in rows}


SAME = tuple((f"i{number:02d}", 0.0) for number in range(20))


def test_with_no_differences_few_stand_out_and_shrinkage_leaves_little():
    rows = [row for seed in range(5) for row in table(seed, SAME).values()]
    out = sum(row.stands_out != "expected" for row in rows) / len(rows)
    assert out <= 0.08, "5% may, by chance"
    assert sum("alarm" in row.stands_out for row in rows) <= 1
    assert all(abs(row.shrunken - 1) <= abs(row.ratio - 1) + 1e-9 for row in rows)
    assert max(abs(row.shrunken - 1) for row in rows) < 0.15


def test_limits_cover_the_true_ratio_at_their_stated_rate():
    effects = tuple((f"i{number:02d}", 0.5 * math.sin(number)) for number in range(20))
    covered = total = 0
    for seed in range(8):
        cases = cohort(seed, dict(effects))
        truth = RiskModel(
            "truth",
            0.0,
            {
                f"{k}={v}": w
                for k, values in (("age", AGES), ("education", EDUCATION), ("sex", SEX))
                for v, w in values.items()
            },
        )
        by = {name: [case for case in cases if case.institution_id == name] for name, _ in effects}
        for name, effect in effects:
            chances = [truth.probability(case.known) for case in by[name]]
            really = sum(sigmoid(math.log(p / (1 - p)) + effect) for p in chances)
            limits = exact_limits(chances, sum(case.succeeded for case in by[name]))
            covered += limits.lowest <= really <= limits.highest
            total += 1
    assert 0.92 <= covered / total <= 0.985, covered / total


def test_planted_good_and_bad_ones_are_found_and_ranked():
    effects = (*SAME[:16], ("good-a", 0.9), ("good-b", 0.9), ("bad-a", -0.9), ("bad-b", -0.9))
    for seed in range(3):
        rows = table(seed, effects)
        assert {rows["good-a"].rank, rows["good-b"].rank} == {1, 2}
        assert {rows["bad-a"].rank, rows["bad-b"].rank} == {19, 20}
        assert all("high" in rows[name].stands_out for name in ("good-a", "good-b"))
        assert all("low" in rows[name].stands_out for name in ("bad-a", "bad-b"))
        assert rows["good-a"].limits.lowest > 1 > rows["bad-a"].limits.highest


def test_who_only_takes_the_promising_does_not_come_out_ahead():
    easy = frozenset({"i00", "i01"})
    first, ratios, raw = 0, [], []
    for seed in range(5):
        rows = table(seed, SAME, easy)
        best = max(row.shrunken for row in rows.values())
        first += any(rows[name].shrunken == best > 1 for name in easy)
        ratios += [rows[name].ratio for name in easy]
        raw += [rows[name].observed / rows[name].learners for name in easy]
        others = [row.observed / row.learners for name, row in rows.items() if name not in easy]
        assert min(raw[-2:]) > sum(others) / len(others), "in bare shares they would lead"
    assert 0.95 < sum(ratios) / len(ratios) < 1.05
    assert first <= 2, "of five programmes"
    creamed = table(0, SAME, easy)["i00"].intake["education"]
    assert creamed.get("primary", 0) < table(0, SAME, easy)["i05"].intake["education"]["primary"], "and it is seen"


def test_below_the_minimum_volume_nobody_is_ranked():
    cases = cohort(1, {"large": 0.0, "other": 0.0}) + cohort(2, {"small": 3.0}, each=12)
    rows = league_table(cross_fitted(cases), minimum_volume=30)
    assert [row.institution_id for row in rows][-1] == "small"
    assert rows[-1].rank is None
    assert {row.rank for row in rows[:-1]} == {1, 2}


def test_expectations_are_calibrated_and_add_up_to_what_was_observed():
    learners = cross_fitted(cohort(4, dict(SAME)))
    assert sum(one.expected for one in learners) == pytest.approx(sum(one.succeeded for one in learners), abs=1e-6)
    for part in calibration(learners, 6):
        assert abs(part.observed - part.expected) < 0.1
        assert part.learners == 400


def test_the_same_cohort_gives_the_same_version_and_a_frozen_model_speaks_for_itself():
    cases = cohort(5, dict(SAME[:4]))
    model = fit(cases)
    assert fit(cases).version == model.version
    frozen = RiskModel(model.version, model.intercept, dict(model.terms))
    assert [frozen.probability(case.known) for case in cases] == [model.probability(case.known) for case in cases]
    unseen = model.probability({"education": "never heard of"})
    assert unseen == sigmoid(model.intercept)
    assert fit([case for case in cases if case.succeeded]).terms == {}


chances = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=40)


@settings(deadline=None, max_examples=80)
@given(chances)
def test_the_distribution_of_successes_is_one_and_has_their_mean(given_chances):
    spread = successes(given_chances)
    assert sum(spread) == pytest.approx(1)
    assert sum(number * chance for number, chance in enumerate(spread)) == pytest.approx(sum(given_chances))
    narrow, wide = funnel(given_chances, 0.95), funnel(given_chances, 0.998)
    assert wide.lowest <= narrow.lowest <= sum(given_chances) + 1
    assert narrow.highest <= wide.highest


@settings(deadline=None, max_examples=60)
@given(chances, st.data())
def test_limits_hold_what_was_observed_and_widen_with_confidence(given_chances, data):
    observed = data.draw(st.integers(0, len(given_chances)))
    narrow, wide = exact_limits(given_chances, observed, 0.8), exact_limits(given_chances, observed, 0.99)
    assert wide.lowest - 1e-6 <= narrow.lowest <= observed + 1e-6
    assert observed - 1e-6 <= narrow.highest <= wide.highest + 1e-6


def test_exact_limits_of_equal_chances_are_the_mid_p_binomial_ones():
    limits = exact_limits([0.3] * 20, 7)
    for at, tail in ((limits.lowest / 20, "above"), (limits.highest / 20, "below")):
        spread = [math.comb(20, k) * at**k * (1 - at) ** (20 - k) for k in range(21)]
        beyond = sum(spread[8:]) if tail == "above" else sum(spread[:7])
        assert beyond + spread[7] / 2 == pytest.approx(0.025, abs=1e-6)


def test_a_large_institution_has_the_normal_limits():
    learners = [Learner("a", 0.5, number % 2 == 0, {}) for number in range(1000)]
    (row,) = league_table(learners, 30)
    assert row.limits.lowest == pytest.approx(1 - 1.96 * math.sqrt(250) / 500, abs=0.01)
    assert row.stands_out == "expected"
