"""A service's API or worker, or the gateway: a forked process that says at ``/readyz`` when it is ready."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

from qibu.data_directory import LOOPBACK, DataDirectory, is_free
from qibu.failure import DidNotStart
from qibu.forking import Forked, ForkServer
from qibu.process import how_it_ended, last_lines, stop

START_SECONDS = 60
STOP_SECONDS = 15
LOOK_SECONDS = 0.05


class Service:
    """One process of the platform; run again by :class:`qibu.part.Part` when it dies."""

    def __init__(
        self,
        name: str,
        module: str,
        *,
        env: Mapping[str, str],
        port: int,
        data: DataDirectory,
        forks: ForkServer,
        host: str = LOOPBACK,
    ) -> None:
        """``module`` runs as a main program with ``env`` as its environment, reached at ``host`` and ``port``."""
        self.name = name
        self.module = module
        self.host = host
        self.port = port
        self._env = env
        self._data = data
        self._forks = forks
        self._process: Forked | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and not self._process.ended else None

    @property
    def log(self) -> Path:
        """Its log file."""
        return self._data.logs / f"{self.name}.log"

    async def start(self) -> None:
        """Start it and return when it is ready. Raises DidNotStart with the end of its log."""
        if not is_free(self.port, self.host):  # else a stranger there would answer that it is ready
            raise DidNotStart(f"{self.name}: port {self.port} is taken by another program")
        log = self._data.log(self.name)
        process = await self._fork(log)
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if process.ended:
                code = await process.wait()
                raise DidNotStart(f"{self.name}: {how_it_ended(code)} before it was ready\n{last_lines(log)}")
            if await is_ready(self.host, self.port):
                return
            await asyncio.sleep(LOOK_SECONDS)
        await stop(process)
        raise DidNotStart(f"{self.name} was not ready within {START_SECONDS} s\n{last_lines(log)}")

    async def _fork(self, log: Path) -> Forked:
        forking = asyncio.create_task(self._forks.fork(self.module, name=self.name, env=self._env, log=log))
        try:
            self._process = await asyncio.shield(forking)
        except asyncio.CancelledError:
            self._process = await forking  # it exists now, so it must be known to be stopped
            raise
        return self._process

    async def wait(self) -> int:
        """The exit code once it has ended."""
        if self._process is None:
            raise RuntimeError("not started")
        return await self._process.wait()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.send(signal.SIGKILL)

    async def stop(self) -> None:
        """Let it finish what is under way, then end."""
        if self._process is not None:
            await stop(self._process, grace_seconds=STOP_SECONDS)


async def is_ready(host: str, port: int) -> bool:
    """Whether ``GET /readyz`` answers 200."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                status = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return status.split()[1:2] == [b"200"]
