"""Businesses registered, visited, closed, sometimes reopened."""

from datetime import date
from typing import Any

from qibu.demo.plan.story import BusinessPlan, VisitPlan
from qibu.demo.play.gateway import Desk
from qibu.demo.play.world import Opened, World, together, within

NOT_YET_KNOWN = ("owner_not_accepted", "not_found")
REPEAT = "repeat"


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
    visits = {visit["kind"]: visit["visit_id"] for visit in answer["visits"]}
    world.businesses[row] = Opened(str(answer["id"]), visits)


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
    desk = _desk(world, plan)
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
        if made.kind == REPEAT:
            business.visits[REPEAT] = await _repeat(desk, business.business_id)
        path = f"/v1/visits/{business.visits[made.kind]}/record"
    await desk.post(path, f"visit-{row}-{number}", **facts)


async def _repeat(desk: Desk, business_id: str) -> str:
    """Find the visit that was planned anew after nobody was found."""
    answer = await desk.get(f"/v1/businesses/{business_id}")
    return next(
        str(visit["visit_id"]) for visit in answer["visits"] if visit["kind"] == REPEAT and visit["state"] == "planned"
    )


def _desk(world: World, plan: BusinessPlan) -> Desk:
    return world.office.case_worker(plan.area)
