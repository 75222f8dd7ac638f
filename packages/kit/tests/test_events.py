"""From outbox through the stream to the inbox: at least once delivered, once effective, in order."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import nats
import pytest
from kit import bus as bus_module
from kit.bus import Bus, connect
from kit.consumer import Consumer
from kit.event import CloudEvent, lane_of
from kit.ids import new_id
from kit.relay import relay_once
from kit.tables import dead_letter, inbox, lane, outbox
from kit.worker import Worker
from sqlalchemy import select, update
from toy import failures, handlers, tally


@pytest.fixture
async def bus(engines):
    url = os.environ["QIBU_TEST_NATS_URL"]
    client = await nats.connect(url)
    try:
        await client.jetstream().delete_stream(bus_module.STREAM)
    except nats.js.errors.NotFoundError:
        pass
    await client.close()
    async with connect(url, name="test") as bus:
        yield bus


@asynccontextmanager
async def working(toy, bus: Bus):
    worker = Worker(toy.database, bus, handlers)
    worker.consumer._delays = (0.05, 0.05, 0.05, 0.05)
    stopping = asyncio.Event()
    task = asyncio.create_task(worker.run(stopping))
    try:
        yield worker
    finally:
        stopping.set()
        await task


async def rows(toy, query):
    async with toy.database.reading(toy.call) as tx:
        return [dict(row) for row in await tx.all(query)]


async def until(check, seconds=10.0):
    deadline = asyncio.get_running_loop().time() + seconds
    while not await check():
        assert asyncio.get_running_loop().time() < deadline, "did not happen in time"
        await asyncio.sleep(0.02)


async def words(toy, topic):
    found = await rows(toy, select(tally).where(tally.c.subject == topic))
    return found[0]["words"].split() if found else []


async def test_events_arrive_once_and_in_order_of_their_subject(toy, bus):
    client = toy.as_role("case_worker")
    for number in range(20):
        await client.ok("/v1/notes", {"topic": f"t{number % 3}", "word": f"w{number}"})
    async with working(toy, bus):
        await until(lambda: _has(toy, "t0", 7))
        await until(lambda: _has(toy, "t2", 6))
        await until(lambda: _has(toy, "t1", 7))
    assert await words(toy, "t1") == [f"w{number}" for number in range(1, 20, 3)]


async def test_a_relay_killed_between_publish_and_mark_sends_again_and_nothing_doubles(toy, bus):
    await toy.as_role("case_worker").ok("/v1/notes", {"word": "once"})
    await relay_once(toy.database, bus)
    async with toy.database.transaction(toy.call) as tx:
        await tx.execute(update(outbox).values(published_at=None))
    await relay_once(toy.database, bus)
    assert (await bus.jetstream.stream_info("QIBU")).state.messages == 1
    async with working(toy, bus):
        await until(lambda: _has(toy, "t", 1))
    assert await words(toy, "t") == ["once"]


async def test_the_same_event_twice_in_the_stream_has_one_effect(toy, bus):
    event = _event("twice")
    await bus.publish(event, lane_of("t"))
    await bus.jetstream.publish(
        f"{event.type}.l{lane_of('t')}", event.model_dump_json().encode(), headers={"Nats-Msg-Id": new_id()}
    )
    await bus.publish(_event("after"), lane_of("t"))
    async with working(toy, bus):
        await until(lambda: _has(toy, "t", 2))
    assert await words(toy, "t") == ["twice", "after"]


async def test_a_handler_that_fails_three_times_then_works_loses_nothing_and_keeps_order(toy, bus):
    failures["bad"] = 3
    for word in ("first", "bad", "third"):
        await bus.publish(_event(word), lane_of("t"))
    await bus.publish(_event("elsewhere", "other"), lane_of("other"))
    async with working(toy, bus):
        await until(lambda: _has(toy, "t", 3))
        await until(lambda: _has(toy, "other", 1))
    assert await words(toy, "t") == ["first", "bad", "third"]
    assert await rows(toy, select(dead_letter)) == []


async def test_one_that_never_works_is_parked_holds_back_only_its_subject_and_can_be_replayed(toy, bus):
    failures["bad"] = 1000
    for word in ("bad", "later"):
        await bus.publish(_event(word), lane_of("t"))
    await bus.publish(_event("free", "other"), lane_of("other"))
    administrator = toy.as_role("administrator")
    async with working(toy, bus):
        await until(lambda: _states(toy, ["parked", "behind"]))
        await until(lambda: _has(toy, "other", 1))
        assert await words(toy, "t") == []
        listed = (await administrator.get("/v1/toy/dead-letters")).json()["items"]
        assert [item["state"] for item in listed] == ["parked", "behind"]
        failures.clear()
        path = f"/v1/toy/dead-letters/{listed[0]['event_id']}/replay"
        mended = {"reason": "mended", "data": {"topic": "t", "word": "good"}}
        assert (await administrator.ok(path, mended))["state"] == "retrying"
        await until(lambda: _has(toy, "t", 2))
    assert await words(toy, "t") == ["good", "later"]


async def test_a_worker_that_lost_its_lease_cannot_apply(toy, bus):
    first = Consumer(toy.database, bus, handlers, "first")
    second = Consumer(toy.database, bus, handlers, "second")
    assert len(await first.take_lanes()) == 8
    assert await second.take_lanes() == []
    async with toy.database.transaction(toy.call) as tx:
        await tx.execute(update(lane).values(holder="second"))
    await bus.publish(_event("x"), lane_of("t"))
    reader = await bus.lane("toy", handlers.types, lane_of("t"), 0)
    deliveries = await reader.read(10)
    with pytest.raises(Exception, match="lane"):
        await first.apply(lane_of("t"), deliveries)
    assert await rows(toy, select(inbox)) == []
    await second.apply(lane_of("t"), deliveries)
    assert await words(toy, "t") == ["x"]


async def test_a_new_stream_is_read_from_its_beginning_and_the_inbox_keeps_old_events_out(toy, bus):
    event = _event("kept")
    await bus.publish(event, lane_of("t"))
    async with working(toy, bus):
        await until(lambda: _has(toy, "t", 1))
    await bus.jetstream.delete_stream("QIBU")
    async with connect(os.environ["QIBU_TEST_NATS_URL"], name="again") as fresh:
        await fresh.publish(event, lane_of("t"))
        await fresh.publish(_event("new"), lane_of("t"))
        async with working(toy, fresh):
            await until(lambda: _has(toy, "t", 2))
    assert await words(toy, "t") == ["kept", "new"]


async def _has(toy, topic, count):
    return len(await words(toy, topic)) == count


async def _states(toy, states):
    return [row["state"] for row in await rows(toy, select(dead_letter).order_by(dead_letter.c.position))] == states


def _event(word: str, topic: str = "t") -> CloudEvent:
    return CloudEvent(
        id=new_id(),
        source="/qibu/toy",
        type="qibu.toy.note.written.v1",
        subject=topic,
        time=datetime.now(UTC),
        data={"topic": topic, "word": word},
    )
