"""How a learner fares in class: sessions missed, dropping out, the business plan's grades."""

import random
from datetime import date, timedelta

from qibu.demo.plan.story import ClassPlan, Training
from qibu.demo.plan.timetable import REFERRED_DAYS_BEFORE
from qibu.roster.dice import dice, weighted

PASS_SHARE = 0.90
SHARE_NEVER_COMES = 0.025
SHARE_DROPS_OUT = 0.05
SHARE_SESSION_MISSED = 0.011
SHARE_REWORK_SUCCEEDS = 0.65
_GRADES = (("excellent", 18.0), ("pass", 74.5), ("fail", 7.5))
_REASONS = (("找到工作", 40.0), ("家中有事", 30.0), ("身体原因", 15.0), ("认为不适合创业", 15.0))


def training(seed: int, row: int, taught: ClassPlan) -> Training:
    """Draw one learner's course."""
    chance = dice(seed, "training", row)
    missed = frozenset(s.number for s in taught.sessions if chance.random() < SHARE_SESSION_MISSED)
    first = weighted(chance, _GRADES)
    second = None
    if first == "fail":
        second = "pass" if chance.random() < SHARE_REWORK_SUCCEEDS else "fail"
    dropped_on, reason = _drop_out(chance, taught)
    starts_on = taught.starts_on
    return Training(
        class_number=taught.number,
        referred_on=starts_on - timedelta(days=REFERRED_DAYS_BEFORE - chance.randint(0, 1)),
        enrolled_on=starts_on - timedelta(days=3),
        absent=missed,
        dropped_on=dropped_on,
        drop_reason=reason,
        first_grade=first,
        second_grade=second,
    )


def _drop_out(chance: random.Random, taught: ClassPlan) -> tuple[date | None, str]:
    """Draw the day from which a learner stays away: the first one for those who never come."""
    fate = chance.random()
    reason = weighted(chance, _REASONS)
    later = chance.choice(taught.sessions[1:]).held_on
    if fate < SHARE_NEVER_COMES:
        return taught.starts_on, reason
    return (later, reason) if fate < SHARE_NEVER_COMES + SHARE_DROPS_OUT else (None, "")


def passes(course: Training, taught: ClassPlan) -> bool:
    """Foresee the result: at least 90% of the hours and a plan that did not fail in the end."""
    grade = course.second_grade or course.first_grade
    hours = sum(session.hours for session in taught.sessions)
    attended = sum(session.hours for session in taught.sessions if course.present(session))
    return course.dropped_on is None and grade != "fail" and attended >= PASS_SHARE * hours
