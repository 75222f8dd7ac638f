"""Play the pilot on one platform, or find that it was played before, and give what came of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from qibu.demo.plan.days import LAST_DAY
from qibu.demo.plan.draw import draw_plan
from qibu.demo.plan.story import Plan
from qibu.demo.play.gateway import Desk, Gateway, Json
from qibu.demo.play.office import PASSWORD, Office
from qibu.demo.play.pilot import Progress, facts_by_month, play
from qibu.demo.play.waiting import SCORECARD, settled_scorecard
from qibu.demo.play.world import World
from qibu.demo.watched import watched
from qibu.failure import Failure

ADMINISTRATOR = "admin"
FIRST_ACCOUNT = "manager"
LAST_ACCOUNT = "auditor"
"""The auditor comes when everything is done: this account says that the demo was played to its end."""

Watch = Callable[[int], AbstractContextManager[Progress]]
"""Given the number of facts to be played, shows the progress while they are."""


@dataclass(frozen=True)
class Account:
    """An account of the demo, for the visitor."""

    username: str
    name: str
    role: str
    scope: str


@dataclass(frozen=True)
class Outcome:
    """What came of it. ``seconds`` and ``api_calls`` are None when it had been played before."""

    scorecard: Json
    accounts: list[Account]
    as_of: date = LAST_DAY
    seconds: float | None = None
    api_calls: int | None = None
    refused: dict[str, int] = field(default_factory=dict)
    scheme: dict[str, str] = field(default_factory=dict)
    """What else the services say: the guarantee scheme's money in yuan, the share of businesses alive at six months."""
    training: dict[str, str] = field(default_factory=dict)
    """What training's checks came to, of :func:`watched`."""


async def show(url: str, password: str, people: int, seed: int, watch: Watch) -> Outcome:
    """Play the pilot with ``people`` applicants, unless it was played here before.

    Raises Failure when the platform is in use already, Refused or Silence when it fails its part.
    """
    plan = draw_plan(people, seed)
    async with Gateway(url, seed) as gateway:
        await gateway.greet()
        office = Office(gateway, Desk(gateway, ADMINISTRATOR, password, "Administrator", "administrator"))
        usernames = {account["username"] for account in await office.administrator.every("/v1/accounts")}
        if LAST_ACCOUNT in usernames and FIRST_ACCOUNT in usernames:
            manager = Desk(gateway, FIRST_ACCOUNT, PASSWORD, "", "manager")
            return Outcome(
                await manager.get(SCORECARD),
                await _accounts(office),
                scheme=await _scheme(manager),
                training=await watched(manager),
            )
        if usernames - {ADMINISTRATOR}:
            raise Failure(
                "this platform is in use already, or an earlier demo on it did not come to its end. "
                "The demo needs an empty one: remove its data directory (.qibu), or name another with --data."
            )
        return await _played(office, plan, watch)


async def _played(office: Office, plan: Plan, watch: Watch) -> Outcome:
    world = World(plan, office)
    began = perf_counter()
    with watch(sum(facts_by_month(plan).values())) as progress:
        await play(world, progress)
    scorecard = await settled_scorecard(world)
    seconds = perf_counter() - began
    await office.open(LAST_ACCOUNT, "审计 梁静", "auditor")
    return Outcome(
        scorecard,
        await _accounts(office),
        seconds=seconds,
        api_calls=office.gateway.calls,
        refused=dict(sorted(world.refused.items())),
        scheme=await _scheme(office.manager),
        training=await watched(office.manager),
    )


async def _scheme(manager: Desk) -> dict[str, str]:
    """Claims on the fund, recoveries, interest subsidies; survival with its limits."""
    figures = {item["code"]: item for item in (await manager.get(f"/v1/figures?as_of={LAST_DAY}"))["items"]}
    survival = (await manager.get(f"/v1/survival?as_of={LAST_DAY}"))["groups"][0]["six_months"]
    limits = {name: f"{survival[name]:.4f}" for name in ("survival", "lower", "upper") if survival[name] is not None}
    return {
        "claims_paid": figures["claims_rate"]["numerator"],
        "recovered": figures["recovery_rate"]["numerator"],
        "interest_subsidies": figures["subsidy_paid"]["value"],
        **limits,
    }


async def _accounts(office: Office) -> list[Account]:
    return [
        Account(one["username"], one["name"], one["role"], str(one.get("area") or ""))
        for one in await office.administrator.every("/v1/accounts")
    ]
