"""Whatever dies during the pilot, the scorecard ends as if nothing had happened, and the books hold."""

import asyncio
import contextlib
import json
import random
from contextlib import nullcontext

import asyncpg
import nats
import pytest
from conftest_ports import free_port
from kit.event import LANES, CloudEvent, bus_subject
from platform_parts import service_handlers
from qibu.demo.show import show
from qibu.engines import Engines
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
    return values(outcome.scorecard)


def values(card):
    """Figures, funnel and money without the moment at which they were asked for."""
    figures = {name: figure["value"] for name, figure in card["figures"].items()}
    money = {name: figure["value"] for name, figure in card["money"].items()}
    funnel = {step["step"]: step["people"] for step in card["funnel"]}
    return figures, funnel, money


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    return tmp_path_factory.mktemp("calm")


@pytest.fixture(scope="module")
async def undisturbed(calm):
    return await played(calm)


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


async def test_every_event_delivered_again_in_another_order(undisturbed, calm):
    async with Platform(calm, free_port()) as platform:
        engines = Engines(platform.data)
        engines.use_running()
        sent = await publish_everything_again(engines, random.Random(5))
        assert sent > 100
        await until_applied(engines)
        outcome = await show(
            platform.url, platform.admin_password, PEOPLE, SEED, lambda _: nullcontext(lambda _month, _done: None)
        )
        checks = await verify(calm)
    assert values(outcome.scorecard) == undisturbed
    assert [check.what for check in checks if not check.holds] == ["stream: events sent and stored"]


async def publish_everything_again(engines, chance):
    """Each event once more, as an event that the stream has not seen: subjects mixed, order kept within each."""
    subjects = {}
    for name in APPLICATIONS:
        connection = await asyncpg.connect(engines.database_url(name))
        for row in await connection.fetch("SELECT * FROM outbox ORDER BY position"):
            event = CloudEvent(
                id=row["event_id"],
                source=f"/qibu/{name}",
                type=row["type"],
                subject=row["subject"],
                time=row["recorded_at"],
                data=json.loads(row["data"]),
            )
            subjects.setdefault(row["subject"], []).append((bus_subject(row["type"], row["lane"]), event))
        await connection.close()
    queues = [list(reversed(events)) for events in subjects.values()]
    client = await nats.connect(engines.nats_url)
    sent = 0
    while queues:
        queue = chance.choice(queues)
        subject, event = queue.pop()
        await client.jetstream().publish(subject, event.model_dump_json().encode())
        sent += 1
        if not queue:
            queues.remove(queue)
    await client.close()
    return sent


async def until_applied(engines):
    """Until every service has read every lane to the last event that it listens to."""
    client = await nats.connect(engines.nats_url)
    for name in APPLICATIONS:
        connection = await asyncpg.connect(engines.database_url(name))
        types = service_handlers(name).types
        for lane in range(LANES):
            last = 0
            for type_ in types:
                with contextlib.suppress(nats.js.errors.NotFoundError):
                    last = max(last, (await client.jetstream().get_last_msg("QIBU", bus_subject(type_, lane))).seq)
            for _ in range(300):
                if await connection.fetchval("SELECT cursor FROM lane WHERE lane = $1", lane) >= last:
                    break
                await asyncio.sleep(0.1)
            else:
                raise AssertionError(f"{name}: lane {lane} was not read to {last}")
        await connection.close()
    await client.close()
