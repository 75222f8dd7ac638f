"""Sample sizes of the rulebook, their detection in simulation, and drawing that depends on the seed alone."""

import random
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.domain.sampling import draw, false_lines, miss, sample_size, seed_of, top_up

SHARE, CONFIDENCE = Decimal("0.10"), Decimal("0.95")


@pytest.mark.parametrize(("population", "size"), [(30, 19), (50, 22), (100, 25), (300, 28)])
def test_the_rulebooks_sizes(population, size):
    assert sample_size(population, SHARE, CONFIDENCE) == size


def test_small_claims_are_verified_whole_and_empty_ones_not_at_all():
    assert sample_size(0, SHARE, CONFIDENCE) == 0
    assert [sample_size(n, SHARE, CONFIDENCE) for n in range(1, 20)] == list(range(1, 20))


@given(population=st.integers(1, 3000))
def test_a_sample_is_the_smallest_that_detects(population):
    size = sample_size(population, SHARE, CONFIDENCE)
    false = false_lines(population, SHARE)
    risk = Fraction(1, 20)
    assert miss(population, false, size) <= risk
    assert size == 1 or miss(population, false, size - 1) > risk


@pytest.mark.parametrize("population", [30, 50, 100, 300])
def test_a_sample_finds_a_false_line_as_often_as_it_promises(population):
    """Seeded simulation: 4,000 claims of which 10% of the lines are false, each drawn by a seed of its own."""
    trials, chance = 4000, random.Random(20070701)
    size, false = sample_size(population, SHARE, CONFIDENCE), false_lines(population, SHARE)
    lines = range(1, population + 1)
    detected = 0
    for trial in range(trials):
        wrong = set(chance.sample(lines, false))
        detected += not wrong.isdisjoint(draw(seed_of("locked", str(trial)), lines, size))
    exact = 1 - float(miss(population, false, size))
    error = 3 * (exact * (1 - exact) / trials) ** 0.5
    assert abs(detected / trials - exact) <= error
    assert detected / trials >= float(CONFIDENCE) - error


@given(lines=st.sets(st.integers(1, 5000), max_size=60), seed=st.text(max_size=20), size=st.integers(0, 60))
def test_the_same_seed_draws_the_same_sample_whatever_the_order(lines, seed, size):
    once = draw(seed, sorted(lines), size)
    assert once == draw(seed, sorted(lines, reverse=True), size)
    assert len(once) == min(size, len(lines))
    assert set(once) <= lines


def test_the_documented_recipe_draws_it():
    seed = sha256(b"content|beacon").hexdigest()
    assert seed == seed_of("content", "beacon")
    by_hand = sorted(range(1, 31), key=lambda n: sha256(f"{seed}|{n}".encode()).hexdigest())[:19]
    assert draw(seed, range(1, 31), 19) == by_hand


@given(content=st.text(max_size=10), one=st.text(max_size=10), other=st.text(max_size=10))
def test_the_seed_hangs_on_the_beacon_which_comes_after_locking(content, one, other):
    assert (seed_of(content, one) == seed_of(content, other)) == (one == other)


@given(
    risks=st.dictionaries(st.integers(1, 100), st.integers(0, 3)),
    drawn=st.sets(st.integers(1, 100)),
    share=st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.20")]),
)
def test_the_topup_takes_the_riskiest_beside_the_random_part_and_not_too_many(risks, drawn, share):
    topped = top_up("seed", risks, drawn, 100, share)
    assert len(topped) <= 100 * share
    assert not drawn & set(topped)
    assert all(risks[line] for line in topped)
    left = [risks[line] for line in risks if line not in drawn and line not in topped and risks[line]]
    assert not topped or not left or min(risks[line] for line in topped) >= max(left)
