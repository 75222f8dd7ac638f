"""One class is full: some who learn later ask for a seat in it, and wait."""

from collections.abc import Sequence
from datetime import date, timedelta

from qibu.demo.plan.story import ClassPlan, Plan
from qibu.demo.plan.timetable import LARGEST_CLASS
from qibu.demo.play.gateway import Desk
from qibu.demo.play.world import World

SMALLEST_FULL_CLASS = 20
WAIT_AT_MOST = 3
_ASKED_DAYS_BEFORE = 2
_LATECOMER_DAYS = 3
"""So many days after the first session a seat that falls free is still given to who waits."""


def full_class(plan: Plan) -> tuple[ClassPlan, Sequence[int]] | None:
    """The first class that is filled to the last seat, and the rows of who waits for one; None in a small roster.

    Nobody of it leaves while a seat could still be given, so that everybody learns in the class planned for them.
    """
    for taught in plan.classes:
        if SMALLEST_FULL_CLASS <= len(taught.learners) <= LARGEST_CLASS and not _empties_early(plan, taught):
            waiting = _come_too_late(plan, taught)
            if waiting:
                return taught, waiting
    return None


async def wait(world: World, desk: Desk, path: str, taught: ClassPlan) -> None:
    """Put them on the list in their order; the last one soon prefers the next class."""
    found = full_class(world.plan)
    if found is None or found[0] is not taught:
        return
    asked_on = _asked_on(taught)
    places: list[str] = []
    for row in found[1]:
        answer = await desk.post(
            f"{path}/waiting-list",
            f"waiting-{row}",
            later=("applicant_not_accepted", "not_found"),
            applicant_id=world.applicants[row],
            joined_on=asked_on,
        )
        places.append(str(answer["id"]))
    if len(places) > 1:
        await desk.post(
            f"/v1/waiting-list/{places[-1]}/leaving",
            f"waiting-left-{found[1][-1]}",
            left_on=asked_on,
            reason="takes the next class",
        )


def _asked_on(taught: ClassPlan) -> date:
    return taught.starts_on - timedelta(days=_ASKED_DAYS_BEFORE)


def _empties_early(plan: Plan, taught: ClassPlan) -> bool:
    last = taught.starts_on + timedelta(days=_LATECOMER_DAYS)
    courses = (plan.story(row).training for row in taught.learners)
    return any(course and course.dropped_on and course.dropped_on <= last for course in courses)


def _come_too_late(plan: Plan, taught: ClassPlan) -> list[int]:
    """Rows of who was screened in time for this class and learns the same in a later month."""
    rows = (
        row
        for later in plan.classes
        if later.package == taught.package and later.starts_on > taught.completed_on
        for row in later.learners
        if plan.story(row).screened_on <= _asked_on(taught)
    )
    return [row for _, row in zip(range(WAIT_AT_MOST), rows, strict=False)]
