"""Which classes are held where and when, and who sits in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qibu.demo.plan.cast import INSTITUTIONS, institution_of
from qibu.demo.plan.days import working_day, working_days
from qibu.demo.plan.story import ClassPlan, Session
from qibu.roster.people import Person

USUAL_CLASS = 25
LARGEST_CLASS = 30
SYB_SESSIONS = 12
GYB_SESSIONS = 4
HOURS_A_SESSION = 6
REFERRED_DAYS_BEFORE = 5
"""Referrals to a class are written from this many days before its first session."""
_EVERY_TENTH_IS_GYB = 7
_CLASS_MONTHS = tuple(
    date(year, month, 6) for year, month in (*((2007, m) for m in range(8, 13)), *((2008, m) for m in (1, 3, 4, 5)))
)
"""February 2008 is left out: Spring Festival."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Who waits for a class, and since when."""

    person: Person
    screened_on: date


def class_sizes(learners: int) -> list[int]:
    """Split learners into classes of about 25 and never above 30, all nearly the same size."""
    if not learners:
        return []
    count = max(-(-learners // LARGEST_CLASS), learners // USUAL_CLASS, 1)
    return [learners // count + (1 if index < learners % count else 0) for index in range(count)]


def tracks_for(learners: int) -> int:
    """Count the classes that an institution teaches side by side, so that everybody's turn comes in time.

    One month is left over, since few people are screened in time for the first.
    """
    return -(-len(class_sizes(learners)) // (len(INSTITUTIONS) * (len(_CLASS_MONTHS) - 1)))


def timetable(learners: Sequence[Learner]) -> tuple[ClassPlan, ...]:
    """Plan the classes: who was screened first comes first, near home where the month allows it."""
    queue = sorted(learners, key=lambda one: (one.screened_on, one.person.row))
    sizes = class_sizes(len(queue))
    tracks = tracks_for(len(queue))
    classes: list[ClassPlan] = []
    month = 0
    while sizes:
        batch_sizes = sizes[: len(INSTITUTIONS) * tracks]
        batch = queue[: sum(batch_sizes)]
        month = _first_month(month, max(one.screened_on for one in batch))
        ordered = sorted(batch, key=lambda one: (institution_of(one.person.area), one.person.row))
        for slot, size in enumerate(batch_sizes):
            seats, ordered = ordered[:size], ordered[size:]
            classes.append(_class(len(classes) + 1, slot, _CLASS_MONTHS[month], seats))
        queue, sizes = queue[len(batch) :], sizes[len(batch_sizes) :]
        month += 1
    return tuple(classes)


def _first_month(earliest: int, screened_by: date) -> int:
    """Find the first month from ``earliest`` whose classes can still take people screened by that day."""
    for index in range(earliest, len(_CLASS_MONTHS)):
        if _monday(_CLASS_MONTHS[index]) - timedelta(days=REFERRED_DAYS_BEFORE) > screened_by:
            return index
    raise ValueError("there are not enough months to train everybody")


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _class(number: int, slot: int, month: date, seats: Sequence[Learner]) -> ClassPlan:
    institution, track = slot % len(INSTITUTIONS), slot // len(INSTITUTIONS)
    package = "GYB" if number % 10 == _EVERY_TENTH_IS_GYB else "SYB"
    days = working_days(_monday(month), GYB_SESSIONS if package == "GYB" else SYB_SESSIONS)
    sessions = tuple(Session(index + 1, day, HOURS_A_SESSION, 2 * track + index % 2) for index, day in enumerate(days))
    graded_on = working_day(days[-1] + timedelta(days=1))
    regraded_on = working_day(graded_on + timedelta(days=1))
    return ClassPlan(
        number=number,
        institution=institution,
        package=package,
        track=track,
        sessions=sessions,
        graded_on=graded_on,
        regraded_on=regraded_on,
        completed_on=regraded_on,
        certified_on=working_day(regraded_on + timedelta(days=1)),
        learners=tuple(one.person.row for one in seats),
    )
