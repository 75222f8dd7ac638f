"""Who guarantees whom: no one may, through others, come to guarantee themselves.

An edge goes from a guarantor to the borrower whom they guarantee. A circle of any length makes the guarantees
in it worthless: all of them rest on the same income. Joint groups are no part of this: their members answer
for each other by design, and the group's own rules bound that.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.money import Money


@dataclass(frozen=True)
class Edge:
    """``guarantor`` answers for ``borrower`` (ids of persons) with ``amount`` yuan on an open application or loan."""

    guarantor: str
    borrower: str
    application_id: str = ""
    amount: Money = field(default_factory=Money.zero)


def circle_closed_by(edges: Iterable[Edge], guarantor: str, borrower: str) -> tuple[str, ...]:
    """The shortest circle that a guarantee of ``guarantor`` for ``borrower`` would close; empty when there is none.

    The persons in the order in which they guarantee: guarantor, borrower, whom the borrower guarantees, … up to the
    one who guarantees the guarantor. Time and memory grow with the number of ``edges``; nothing recurses.
    """
    if guarantor == borrower:
        return (guarantor,)
    path = _shortest_path(_borrowers_of(edges), borrower, guarantor)
    return (guarantor, *path[:-1]) if path else ()


def has_circle(edges: Iterable[Edge]) -> bool:
    """Whether there is a circle anywhere: by taking away, again and again, whom nobody left guarantees."""
    follows = _borrowers_of(edges)
    guaranteed_by = dict.fromkeys(follows, 0)
    for borrowers in follows.values():
        for person in borrowers:
            guaranteed_by[person] = guaranteed_by.get(person, 0) + 1
    free = [person for person, count in guaranteed_by.items() if not count]
    left = len(guaranteed_by)
    while free:
        left -= 1
        for person in follows.get(free.pop(), ()):
            guaranteed_by[person] -= 1
            if not guaranteed_by[person]:
                free.append(person)
    return left > 0


def _borrowers_of(edges: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in edges:
        found.setdefault(edge.guarantor, []).append(edge.borrower)
    return found


def _shortest_path(follows: Mapping[str, Sequence[str]], start: str, goal: str) -> list[str]:
    """The persons from ``start`` to ``goal``, both included; empty when there is no way."""
    came_from: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting:
        person = waiting.popleft()
        if person == goal:
            return _way_back(came_from, goal)
        for following in follows.get(person, ()):
            if following not in came_from:
                came_from[following] = person
                waiting.append(following)
    return []


def _way_back(came_from: Mapping[str, str | None], goal: str) -> list[str]:
    path, step = [], goal
    while True:
        path.append(step)
        before = came_from[step]
        if before is None:
            return path[::-1]
        step = before
