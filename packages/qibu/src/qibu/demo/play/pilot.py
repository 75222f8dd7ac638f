"""The pilot, month by month: what must come first comes first, the rest side by side."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from qibu.demo.plan.cast import INSTITUTIONS
from qibu.demo.plan.days import FIRST_DAY, months
from qibu.demo.plan.story import Plan
from qibu.demo.play import (
    borrowing,
    claiming,
    compensating,
    following_up,
    intake,
    interest,
    providing,
    setting_up,
    teaching,
)
from qibu.demo.play.world import World, together

Progress = Callable[[date, int], None]
"""Told at the end of each month how many of the plan's facts have been played so far."""


async def play(world: World, progress: Progress) -> None:
    """Play the whole plan. Raises Refused or Silence when the platform does not do its part."""
    facts = facts_by_month(world.plan)
    done = 0
    await setting_up.set_up(world)
    for month in months():
        await _play_month(world, month)
        done += facts[month]
        progress(month, done)


async def _play_month(world: World, month: date) -> None:
    await setting_up.contribute(world, month)
    await providing.watch(world, month)
    if month == FIRST_DAY:
        await intake.import_roster(world)
    await claiming.settle(world, month)
    await interest.subsidise(world, month)
    await intake.screen(world, month)
    await intake.refer(world, month)
    await teaching.teach(world, month)
    await together([borrowing.lend(world, month), following_up.register(world, month)])
    await together([following_up.visit(world, month), borrowing.repay(world, month)])
    await compensating.compensate(world, month)
    await claiming.lodge(world, month)


def facts_by_month(plan: Plan) -> Mapping[date, int]:
    """How many facts the players will report in each month: the measure of progress."""
    facts: Counter[date] = Counter()
    for taught in plan.classes:
        facts[_month(taught.starts_on)] += len(taught.sessions) + len(taught.learners) + 5
    for story in plan.stories:
        facts[_month(story.screened_on)] += 1
        if story.training is not None:
            facts[_month(story.training.referred_on)] += 1
        if story.loan is not None:
            steps = (
                story.loan.applied_on,
                story.loan.recommended_on,
                story.loan.reviewed_on,
                story.loan.committed_on,
                story.loan.decided_on,
                story.loan.disbursed_on,
            )
            facts.update(_month(day) for day in steps if day is not None)
        if story.business is not None:
            facts[_month(story.business.registered_on)] += 1
            facts.update(_month(visit.visited_on) for visit in story.business.visits)
    for year, number in claiming.LODGED_IN:
        facts[date(year, number, 1)] += 4 * len(INSTITUTIONS)
    return facts


def _month(day: date) -> date:
    return day.replace(day=1)
