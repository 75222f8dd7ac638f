"""Businesses registered, visited, closed, sometimes reopened."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qibu.demo.plan.story import BusinessPlan, VisitPlan
from qibu.demo.play.gateway import Desk, Json
from qibu.demo.play.world import Opened, World, together, within

NOT_YET_KNOWN = ("owner_not_accepted", "not_found")


async def register(world: World, month: date) -> None:
    """Register this month's businesses."""
    await together(_register(world, plan) for plan in world.led_businesses() if within(plan.registered_on, month))


async def _register(world: World, plan: BusinessPlan) -> None:
    row = plan.owners[0]
    answer = await _desk(world, plan).post(
        "/v1/businesses",
        f"business-{row}",
        later=NOT_YET_KNOWN,
        owners=[world.applicants[owner] for owner in plan.owners],
        name=plan.name,
        licence_number=plan.licence_number,
        registered_on=plan.registered_on,
        sector=plan.sector,
        area=plan.area,
        address=plan.address,
        form="partnership" if len(plan.owners) > 1 else "individual",
        licence_seen_on=plan.licence_seen_on,
    )
    world.businesses[row] = Opened(str(answer["id"]), _by_kind(answer["visits"]))


def _by_kind(visits: Iterable[Json]) -> dict[str, str]:
    """The visits still to be made; at most one of a kind waits at any time."""
    return {visit["kind"]: visit["id"] for visit in visits}


async def visit(world: World, month: date) -> None:
    """Make this month's visits; those of one business one after the other."""
    await together(_visits(world, plan, month) for plan in world.led_businesses())


async def _visits(world: World, plan: BusinessPlan, month: date) -> None:
    for number, made in enumerate(plan.visits):
        if within(made.visited_on, month):
            await _visit(world, plan, number, made)


async def _visit(world: World, plan: BusinessPlan, number: int, made: VisitPlan) -> None:
    row = plan.owners[0]
    business = world.businesses[row]
    facts: dict[str, Any] = {
        "visited_on": made.visited_on,
        "outcome": made.outcome,
        "closed_on": made.closed_on,
        "reason": made.reason,
        "people": made.people,
        "turnover": made.turnover,
        "costs": made.costs,
        "owner_income": made.owner_income,
        "problems": made.problems,
    }
    if made.kind == "unplanned":
        path = f"/v1/businesses/{business.business_id}/visits"
    else:
        path = f"/v1/visits/{business.visits[made.kind]}/record"
    answer = await _desk(world, plan).post(path, f"visit-{row}-{number}", **facts)
    business.visits.update(_by_kind(answer["open_visits"]))


def _desk(world: World, plan: BusinessPlan) -> Desk:
    """The station's case worker if all owners live there, else the district's, who sees them all."""
    areas = [world.plan.story(owner).person.area for owner in plan.owners]
    desks = {world.office.case_worker(area).username for area in areas}
    return world.office.case_worker(plan.area) if len(desks) == 1 else world.office.importer
