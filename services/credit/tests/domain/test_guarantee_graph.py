"""No circle of guarantees, whatever its length."""

from itertools import permutations

import pytest
from credit.domain.guarantee_graph import Edge, circle_closed_by, has_circle
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = "abcdef"
PAIRS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=12)


def edges(pairs) -> list[Edge]:
    return [Edge(*pair) for pair in pairs]


def circles_by_trying_all(pairs) -> list[tuple[str, ...]]:
    """Every circle of persons, found by trying every order of every choice of them."""
    known = set(pairs)
    return [
        order
        for size in range(1, len(PEOPLE) + 1)
        for order in permutations(PEOPLE, size)
        if all((person, order[(index + 1) % size]) in known for index, person in enumerate(order))
    ]


@given(PAIRS, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
def test_the_circle_found_is_a_shortest_one_that_the_new_guarantee_closes(pairs, guarantor, borrower) -> None:
    found = circle_closed_by(edges(pairs), guarantor, borrower)
    closed = [
        order
        for order in circles_by_trying_all([*pairs, (guarantor, borrower)])
        if order[0] == guarantor and order[1 % len(order)] == borrower
    ]
    assert len(found) == min(map(len, closed), default=0)
    assert not found or found in closed


@given(PAIRS)
def test_a_circle_is_there_exactly_when_trying_all_finds_one(pairs) -> None:
    assert has_circle(edges(pairs)) == bool(circles_by_trying_all(pairs))


@given(PAIRS)
def test_refusing_each_guarantee_that_closes_a_circle_keeps_the_graph_free_of_them(pairs) -> None:
    kept: list[Edge] = []
    for edge in edges(pairs):
        if not circle_closed_by(kept, edge.guarantor, edge.borrower):
            kept.append(edge)
    assert not has_circle(kept)


@pytest.mark.parametrize("length", [2, 3, 17, 100_000])
def test_a_circle_of_any_length_is_found(length) -> None:
    chain = [Edge(str(number), str(number + 1)) for number in range(length - 1)]
    circle = circle_closed_by(chain, str(length - 1), "0")
    assert has_circle([*chain, Edge(str(length - 1), "0")])
    assert not has_circle(chain)
    assert circle == (str(length - 1), *(str(number) for number in range(length - 1)))


def test_a_guarantor_of_many_and_many_guarantors_of_one_are_no_circle() -> None:
    star = [Edge("a", str(number)) for number in range(100)] + [Edge(str(number), "z") for number in range(100)]
    assert not has_circle(star)
    assert circle_closed_by(star, "a", "z") == ()
    assert circle_closed_by(star, "z", "a")[:2] == ("z", "a")
