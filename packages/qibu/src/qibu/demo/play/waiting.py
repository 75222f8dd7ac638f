"""Waiting until the scorecard has heard of everything that the players did."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal

from qibu.demo.plan.days import LAST_DAY
from qibu.demo.plan.tally import found_closed, jobs, survived_on
from qibu.demo.play.gateway import Json
from qibu.demo.play.world import Astray, World

LONGEST_SECONDS = 120.0
_LOOK_AGAIN_SECONDS = 0.4
SCORECARD = f"/v1/scorecard?as_of={LAST_DAY}"


def deeds(world: World) -> Mapping[str, Decimal]:
    """What the scorecard must come to, counted from the answers that the players got."""
    businesses = [plan for plan in world.led_businesses() if plan.owners[0] in world.businesses]
    trained = [one for one in world.enrolled.values() if one.present]
    surviving = [plan for plan in businesses if survived_on(plan) is not None]
    counts = {
        "registered": len(world.applicants),
        "accepted": len(world.deeds.accepted),
        "withdrawn": sum(story.withdrawn_on is not None for story in world.stories()),
        "referred": len(world.enrolled),
        "enrolled": len(world.enrolled),
        "participants": len(trained),
        "certified": sum(bool(one.certificate_number) for one in world.enrolled.values()),
        "loan_applied": world.deeds.applications,
        "loan_disbursed": world.deeds.loans,
        "businesses_registered": len(businesses),
        "business_registered": sum(len(plan.owners) for plan in businesses),
        "surviving_businesses": len(surviving),
        "businesses_surviving_six_months": sum(len(plan.owners) for plan in surviving),
        "closed": sum(len(plan.owners) for plan in businesses if found_closed(plan)),
        "new_jobs": sum(jobs(plan) for plan in surviving),
    }
    return {
        **{name: Decimal(count) for name, count in counts.items()},
        "subsidies_paid": world.deeds.subsidies_paid,
        "loans_disbursed": world.deeds.loans_disbursed,
    }


async def owed(world: World) -> Mapping[str, Decimal]:
    """What the credit service says is owed, and guaranteed, at the end: its own books, not the scorecard's."""
    portfolio = await world.office.manager.get(f"/v1/portfolio?as_of={LAST_DAY}")
    fund = await world.office.manager.get(f"/v1/fund?as_of={LAST_DAY}")
    return {
        "outstanding_principal": Decimal(portfolio["principal"]),
        "guarantees_outstanding": Decimal(fund["liability"]),
    }


async def settled_scorecard(world: World) -> Json:
    """The scorecard once it has heard of everything.

    Raises Astray, naming the figures, when it still counts otherwise after two minutes.
    """
    expected = {**deeds(world), **await owed(world)}
    deadline = asyncio.get_running_loop().time() + LONGEST_SECONDS
    while True:
        scorecard = await world.office.manager.get(SCORECARD)
        figures = figures_of(scorecard)
        wrong = [
            f"{name} is {figures.get(name)}, not {value}"
            for name, value in expected.items()
            if figures.get(name) != value
        ]
        if not wrong:
            return scorecard
        if asyncio.get_running_loop().time() > deadline:
            raise Astray("the scorecard does not agree with what was done: " + "; ".join(wrong))
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def figures_of(scorecard: Json) -> Mapping[str, Decimal]:
    """Every figure by name: measures, steps of the funnel, money. A share of nothing is left out."""
    valued = {**scorecard["figures"], **scorecard["money"]}
    figures = {name: figure["value"] for name, figure in valued.items()}
    figures.update((step["step"], step["people"]) for step in scorecard["funnel"])
    return {name: Decimal(str(value)) for name, value in figures.items() if value is not None}
