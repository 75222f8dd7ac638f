"""A service's worker process: relay, consumers, retries and audit sealing, until it is told to stop."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable

import uvloop
from aiohttp import web
from nats.errors import Error as NatsError
from prometheus_client import generate_latest
from sqlalchemy import func, select

from kit import metrics
from kit.audit import seal_once
from kit.bus import Bus, connect
from kit.call import system_call
from kit.consumer import FOLLOW_ERRORS, LEASE_SECONDS, Consumer
from kit.database import Database, unreachable
from kit.handlers import Handlers
from kit.ids import new_id
from kit.log import set_up_logging
from kit.relay import relay_once
from kit.settings import Settings, database_url
from kit.tables import dead_letter, outbox

log = logging.getLogger("kit.worker")
BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.1
IDLE_AFTER = 20
LAST_SECONDS = 5


def run_worker(service: str, handlers: Handlers, settings: Settings | None = None) -> None:
    """Run ``service``'s worker in this process until SIGTERM or SIGINT."""
    settings = settings or Settings()
    set_up_logging(f"{service}-worker", settings.log_level)
    uvloop.run(_main(service, handlers, settings))


async def _main(service: str, handlers: Handlers, settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    database = Database(database_url(service), pool=4, service=f"{service}")
    async with connect(settings.nats_url, name=f"{service}-worker") as bus:
        worker = Worker(database, bus, handlers)
        runner = await _serve(worker, settings)
        await worker.run(stopping)
        if runner is not None:
            await runner.cleanup()
    await database.close()


async def _serve(worker: "Worker", settings: Settings) -> web.AppRunner | None:
    if not settings.worker_port:
        return None

    async def ready(_request: web.Request) -> web.Response:
        up = worker.lanes_known and worker.bus.client.is_connected
        return web.Response(text="ready" if up else "not ready", status=200 if up else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), content_type="text/plain")

    app = web.Application()
    app.add_routes([web.get("/livez", ready), web.get("/readyz", ready), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.worker_port).start()
    return runner


class Worker:
    """The loops of one worker. Several workers of a service may run."""

    def __init__(self, database: Database, bus: Bus, handlers: Handlers) -> None:
        self.database = database
        self.bus = bus
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
        self.consumer = Consumer(database, bus, handlers, self.holder)
        self.listens = bool(handlers.types)
        self.lanes_known = False
        self._following: dict[int, asyncio.Task[None]] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Run until ``stopping`` is set; then finish what is under way and give the lanes back."""
        loops = [
            asyncio.create_task(self._poll("relay", lambda: relay_once(self.database, self.bus))),
            asyncio.create_task(self._every("audit", 0.5, lambda: seal_once(self.database))),
            asyncio.create_task(self._every("gauges", 5, self._gauge)),
            asyncio.create_task(self._every("lanes", LEASE_SECONDS / 3, self._follow_lanes)),
            asyncio.create_task(self._every("retry", 0.5, self.consumer.retry_due)),
        ]
        await stopping.wait()
        for task in [*loops, *self._following.values()]:
            task.cancel()
        await asyncio.gather(*loops, *self._following.values(), return_exceptions=True)
        try:
            await self.consumer.release_lanes()
            async with asyncio.timeout(LAST_SECONDS):
                await self._send_and_seal_the_rest()
        except Exception as error:
            if not (unreachable(error) or isinstance(error, NatsError | TimeoutError)):
                raise
            log.warning("an engine is not reachable: leases run out, and the next worker sends and seals the rest")

    async def _send_and_seal_the_rest(self) -> None:
        while await relay_once(self.database, self.bus):
            pass
        while await seal_once(self.database):
            pass

    async def _poll(self, name: str, step: Callable[[], Awaitable[int]]) -> None:
        quiet = IDLE_AFTER
        while True:
            done = await self._guarded(name, step)
            quiet = 0 if done else quiet + 1
            if not done:
                await asyncio.sleep(BUSY_SECONDS if quiet < IDLE_AFTER else IDLE_SECONDS)

    async def _every(self, name: str, seconds: float, step: Callable[[], Awaitable[int]]) -> None:
        while True:
            done = await self._guarded(name, step)
            if not (done and name == "audit"):
                await asyncio.sleep(seconds)

    async def _guarded(self, name: str, step: Callable[[], Awaitable[int]]) -> int:
        try:
            return await step()
        except Exception as error:
            if not (unreachable(error) or isinstance(error, NatsError | TimeoutError)):
                log.error("%s failed; going on", name, exc_info=error)
            else:
                log.warning("%s: an engine is not reachable", name, extra={"error": type(error).__name__})
            await asyncio.sleep(0.5)
            return 0

    async def _follow_lanes(self) -> int:
        if not self.listens:
            self.lanes_known = True
            return 0
        held = await self.consumer.take_lanes()
        self.lanes_known = True
        for number in held:
            task = self._following.get(number)
            if task is None or task.done():
                self._following[number] = asyncio.create_task(self._follow(number))
        for number in set(self._following) - set(held):
            self._following.pop(number).cancel()
        return 0

    async def _follow(self, number: int) -> None:
        while True:
            try:
                await self.consumer.follow(number)
            except FOLLOW_ERRORS as error:
                log.info("lane %d: reopening", number, extra={"error": type(error).__name__})
                await asyncio.sleep(0.2)

    async def _gauge(self) -> int:
        async with self.database.reading(system_call(self.database.service)) as tx:
            waiting = await tx.value(select(func.count()).where(outbox.c.published_at.is_(None)))
            held = await tx.all(select(dead_letter.c.state, func.count()).group_by(dead_letter.c.state))
        metrics.OUTBOX_WAITING.labels(self.database.service).set(waiting or 0)
        by_state = {row["state"]: row["count"] for row in held}
        for state in ("retrying", "behind", "parked"):
            metrics.DEAD_LETTERS.labels(self.database.service, state).set(by_state.get(state, 0))
        return 0
