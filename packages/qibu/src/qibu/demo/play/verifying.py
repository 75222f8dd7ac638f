"""Blind verification: who goes and asks sees the person and the question, not what the institution claims."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from qibu.demo.play.world import World, together
from qibu.roster.dice import dice

SHARE_FALSE = 0.06
"""The lines that do not hold when somebody goes and looks, of claims that are so small that every line is looked at.

In larger ones the demo has none: whether a sample finds them hangs on its seed, which nobody knows
before, and the same demo is to end with the same figures.
"""


async def answer(world: World, claim_id: str, numbers: Iterable[int], on: date, *, whole: bool) -> str:
    """Answer the tasks of these lines of a claim, each by what the person shows; the claim's state afterwards.

    ``whole``: every line of the claim is verified.
    """
    wanted = set(numbers)
    tasks = await world.office.manager.every(f"/v1/claims/{claim_id}/findings")
    open_ones = {one["task_id"] for one in tasks if one["state"] == "open" and one["line"] in wanted}
    asked = await world.office.verifier.every("/v1/verification-tasks?state=open")
    rows = world.rows_by_id()
    await together(
        world.office.verifier.post(
            f"/v1/verification-tasks/{task['id']}/findings",
            f"finding-{task['id']}",
            found_on=on,
            kind="home_visit",
            evidence="上门核查，已查看原件",
            independent=True,
            answers=_shown(world, rows[str(task["applicant_id"])], task, on, SHARE_FALSE if whole else 0.0),
        )
        for task in asked
        if task["id"] in open_ones
    )
    claim = await world.office.manager.get(f"/v1/claims/{claim_id}")
    return str(claim["state"])


def _shown(world: World, row: int, task: Mapping[str, Any], on: date, share_false: float) -> dict[str, object]:
    """What the person of the roster's ``row`` says and shows; a few have nothing to show."""
    certificate = "attended" in task["required"]
    honest = dice(world.plan.seed, "refuted", row, task["question"]).random() >= share_false
    if certificate:
        number = world.enrolled[row].certificate_number
        return {"attended": honest, **({"certificate_number": number} if honest else {})}
    business = world.plan.story(row).business
    if business is None or not honest:
        return {"business_exists": False}
    seen: dict[str, object] = {
        "business_exists": True,
        "registered_on": str(business.registered_on),
        "licence_seen": True,
    }
    if "still_open" not in task["optional"]:
        return seen
    closed_on = next((visit.closed_on for visit in business.visits if visit.closed_on and visit.closed_on <= on), None)
    return seen | ({"still_open": True} if closed_on is None else {"still_open": False, "closed_on": str(closed_on)})
