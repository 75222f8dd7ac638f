"""What training's checks came to: certificates that ran out, waiting lists, money refused and clawed back."""

from decimal import Decimal

from qibu.demo.plan.days import FIRST_DAY, LAST_DAY
from qibu.demo.play.gateway import Desk


async def watched(manager: Desk) -> dict[str, str]:
    """Counts, and yuan, as the services tell them to a manager at the end of the demo."""
    expired = await manager.every(f"/v1/register/institutions?state=expired&as_of={LAST_DAY}")
    waited = [
        place
        for one in await manager.every("/v1/classes")
        for place in await manager.every(f"/v1/classes/{one['id']}/waiting-list")
    ]
    refused = back = Decimal(0)
    for one in await manager.every("/v1/institutions"):
        path = f"/v1/institutions/{one['id']}/statement?since={FIRST_DAY}&until={LAST_DAY}&limit=1"
        for total in (await manager.get(path))["totals"]:
            refused += Decimal(total["released"])
            back += Decimal(total["clawed_back"])
    return {
        "institutions_expired": str(len(expired)),
        "people_waited": str(len(waited)),
        "people_seated_from_waiting": str(sum(place["state"] == "seated" for place in waited)),
        "subsidies_refused": f"{refused:.2f}",
        "subsidies_clawed_back": f"{back:.2f}",
    }
