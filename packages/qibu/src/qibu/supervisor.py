"""Starts the whole platform in order, keeps it up, and stops it in reverse order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Self

from qibu.data_directory import LOOPBACK, DataDirectory, require_free
from qibu.engines import Engines
from qibu.environment import SERVICES, Environment, given_databases, programme_folder
from qibu.failure import DidNotStart
from qibu.forking import ForkServer
from qibu.part import Part, Tell
from qibu.process import how_it_ended, last_lines
from qibu.service import Service

DEFAULT_DATA = Path(".qibu")
DEFAULT_PORT = 8080
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 (compared with, not listened on)


def silently(_line: str) -> None:
    """Say nothing."""


class Platform:
    """Engines, four services with their workers, and the gateway.

    ``async with Platform(data_dir, port) as platform: platform.url`` leaves everything running
    for the block. Start it in the main thread: the kernel ends the parts with the thread
    that started them.
    """

    def __init__(
        self,
        data: Path | str = DEFAULT_DATA,
        port: int = DEFAULT_PORT,
        *,
        host: str = LOOPBACK,
        tell: Tell = silently,
    ) -> None:
        """``port`` and ``host``: where the gateway listens. ``tell`` hears a line as each part becomes ready."""
        self.data = DataDirectory(data)
        self.host = host
        self.port = port
        self._tell = tell
        self._forks = ForkServer(self.data)
        self._layers: list[list[Part]] = []

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://{self._visit}:{self.port}"

    @property
    def admin_account(self) -> str:
        """The administrator's account."""
        return "admin"

    @property
    def admin_password_file(self) -> Path:
        """Where the administrator's first password is kept."""
        given = os.environ.get("QIBU_ADMIN_PASSWORD_FILE")
        return Path(given) if given else self.data.secrets / "admin-password"

    @property
    def admin_password(self) -> str:
        """The administrator's first password."""
        return self.admin_password_file.read_text().strip()

    @property
    def parts(self) -> list[Part]:
        """All parts in the order in which they were started."""
        return [part for layer in self._layers for part in layer]

    def part(self, name: str) -> Part:
        """A part by name: ``postgres``, ``nats``, ``credit``, ``credit-worker``, ``gateway``. Raises KeyError."""
        return {part.name: part for part in self.parts}[name]

    async def start(self) -> None:
        """Start everything; return when the gateway is ready.

        Raises AlreadyRunning, PortTaken or DidNotStart; then nothing is left running.
        """
        self.data.lock()
        try:
            require_free(self.port, self.host, "--port")
            self.data.hold(self.port, self.host)
            self.data.secret("admin-password")
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop everything cleanly, last started first, and give the data directory back."""
        for layer in reversed(self._layers):
            await _together(*(part.stop() for part in layer))
        self._layers = []
        await self._forks.stop()
        self.data.unlock()

    async def _start(self) -> None:
        given = given_databases()
        nats_url = os.environ.get("QIBU_NATS_URL")
        engines = Engines(self.data)
        embedded = [
            *([] if given else [Part(engines.postgres, self._tell)]),
            *([] if nats_url else [Part(engines.nats, self._tell)]),
        ]
        self._layers.append(embedded)
        await _together(self._forks.start(), *(part.start() for part in embedded))
        environment = Environment(
            databases=given or {name: engines.database_url(name) for name in engines.databases},
            nats_url=nats_url or engines.nats_url,
            programme=programme_folder(),
            secrets=self.data.secrets,
            attachments=self.data.attachments,
            public_url=self.url,
        )
        await self._prepare(environment, None if given or engines.databases_made else engines.superuser_url)
        if not given:
            engines.note_databases_made()
        services = self._services(environment)
        workers = [part for part in services if part.name.endswith("-worker")]
        # Stopped last: what the others wrote in their last moment is still sent and sealed.
        self._layers.append(workers)
        self._layers.append([part for part in services if part not in workers])
        await _together(*(part.start() for part in services))
        gateway = self._gateway(environment)
        self._layers.append([gateway])
        await gateway.start()

    async def _prepare(self, environment: Environment, superuser_url: str | None) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        log = self.data.log("prepare")
        work = await self._forks.fork(
            "qibu.prepare", name="prepare", env=environment.of_preparation(superuser_url), log=log
        )
        code = await work.wait()
        if code != 0:
            raise DidNotStart(f"databases and keys: {how_it_ended(code)}\n{last_lines(log)}")
        self._tell(f"  ✓ {'migrations':<18} {'at the newest revision':<24} {loop.time() - began:4.1f} s")

    def _services(self, environment: Environment) -> list[Part]:
        parts = []
        for name in SERVICES:
            for part, module, kind in (
                (name, f"{name}.main", "port"),
                (f"{name}-worker", f"{name}.worker", "worker_port"),
            ):
                port = self.data.port(part)
                env = environment.of_service(name, **{kind: port})
                service = Service(part, module, env=env, port=port, data=self.data, forks=self._forks)
                parts.append(Part(service, self._tell))
        return parts

    def _gateway(self, environment: Environment) -> Part:
        urls = {name: self.part(name).runner.address for name in SERVICES}
        env = environment.of_gateway(self.host, self.port, urls)
        service = Service(
            "gateway", "gateway.main", env=env, port=self.port, host=self._visit, data=self.data, forks=self._forks
        )
        return Part(service, self._tell)

    @property
    def _visit(self) -> str:
        return LOOPBACK if self.host in ANY_ADDRESS else self.host

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def _together(*work: Coroutine[object, object, None]) -> None:
    """All at once; the first failure ends the others and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for item in work:
                group.create_task(item)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
