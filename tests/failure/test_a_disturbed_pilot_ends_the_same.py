"""Whatever dies during the pilot, the scorecard ends as if nothing had happened, and the books hold."""

import asyncio
import random
from contextlib import nullcontext

import pytest
from conftest_ports import free_port
from qibu.demo.show import show
from qibu.supervisor import Platform
from qibu.verify.command import verify

PEOPLE = 30
SEED = 11
APPLICATIONS = ("applicants", "training", "credit", "followup")
WORKERS = tuple(f"{name}-worker" for name in APPLICATIONS)


async def played(data, disturb=None):
    """Play the pilot, disturbed or not; its figures, funnel and money."""
    async with Platform(data, free_port()) as platform:
        trouble = asyncio.create_task(disturb(platform)) if disturb else None
        outcome = await show(
            platform.url, platform.admin_password, PEOPLE, SEED, lambda _: nullcontext(lambda _month, _done: None)
        )
        if trouble is not None:
            await trouble
        checks = await verify(data)
    assert [check for check in checks if not check.holds] == []
    card = outcome.scorecard
    figures = {name: figure["value"] for name, figure in card["figures"].items()}
    money = {name: figure["value"] for name, figure in card["money"].items()}
    funnel = {step["step"]: step["people"] for step in card["funnel"]}
    return figures, funnel, money


@pytest.fixture(scope="module")
async def undisturbed(tmp_path_factory):
    return await played(tmp_path_factory.mktemp("calm"))


async def test_workers_killed_again_and_again(undisturbed, tmp_path):
    chance = random.Random(1)

    async def kill_workers(platform):
        for _ in range(8):
            await asyncio.sleep(0.7)
            part = platform.part(chance.choice(WORKERS))
            await part.kill()
            await part.until_ready()

    assert await played(tmp_path, kill_workers) == undisturbed


async def test_a_service_whose_worker_is_down_for_a_while(undisturbed, tmp_path):
    async def stop_followup(platform):
        await asyncio.sleep(1)
        await platform.part("followup-worker").kill(stay_down=True)
        await asyncio.sleep(4)
        await platform.part("followup-worker").start()

    assert await played(tmp_path, stop_followup) == undisturbed


async def test_the_bus_down_for_a_while(undisturbed, tmp_path):
    async def stop_nats(platform):
        for _ in range(2):
            await asyncio.sleep(1.5)
            await platform.part("nats").kill()
            await platform.part("nats").until_ready()

    assert await played(tmp_path, stop_nats) == undisturbed
