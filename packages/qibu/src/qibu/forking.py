"""Parts as forks of one process that has the libraries in memory already (:mod:`qibu.forkserver`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from qibu.data_directory import DataDirectory
from qibu.failure import DidNotStart
from qibu.process import Child, how_it_ended, last_lines, stop, until_ended

START_SECONDS = 60


class Forked:
    """A part that runs in a fork; a :class:`qibu.process.Running`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._pid

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._code.done()

    async def wait(self) -> int:
        """Its exit code once it has ended; minus the signal's number when a signal ended it."""
        return await asyncio.shield(self._code)

    def send(self, signal_number: int) -> None:
        """Send a signal; does nothing when it has ended."""
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal_number)

    def note_end(self, code: int) -> None:
        """The process has ended so."""
        if not self.ended:
            self._code.set_result(code)


class ForkServer:
    """The supervisor's end of the fork server, which is started again when it has died."""

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._child: Child | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._pids: asyncio.Queue[int] = asyncio.Queue()
        self._forks: dict[int, Forked] = {}
        self._one = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """Process id of the running fork server."""
        return self._child.pid if self._child and not self._child.ended else None

    async def fork(self, module: str, *, name: str, env: Mapping[str, str], log: Path) -> Forked:
        """Run ``module`` as a main program in a fork; starts the fork server when there is none.

        Raises DidNotStart when there can be none.
        """
        async with self._one:
            await self._ensure()
            if self._writer is None:
                raise RuntimeError("the fork server has no channel")
            request = {"module": module, "name": name, "env": dict(env), "log": str(log)}
            self._writer.write(json.dumps(request).encode() + b"\n")
            await self._writer.drain()
            pid = await self._pids.get()
            if pid == 0:
                raise DidNotStart(f"the fork server ended\n{last_lines(self._log)}")
            return self._forks[pid]

    async def start(self) -> None:
        """Start it ahead of the first fork. Raises DidNotStart with the end of its log."""
        async with self._one:
            await self._ensure()

    async def stop(self) -> None:
        """Let it go; what it forked must have ended before, or is ended by it."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._child is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._child.wait(), 35)
            await stop(self._child)
            self._child = None
        if self._reading is not None:
            await self._reading
            self._reading = None

    @property
    def _log(self) -> Path:
        return self._data.logs / "forkserver.log"

    async def _ensure(self) -> None:
        if self._child is not None and not self._child.ended:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = Child.start(
                [sys.executable, "-m", "qibu.forkserver", str(theirs.fileno())],
                log=self._data.log("forkserver"),
                death_signal=0,  # none: it notices the closed socket and ends its parts in peace
                pass_fds=[theirs.fileno()],
            )
        reader, self._writer = await asyncio.open_connection(sock=ours)
        try:
            greeting = await asyncio.wait_for(reader.readline(), START_SECONDS)
        except TimeoutError:
            greeting = b""
        if not greeting:
            code = await stop(self._child)
            raise DidNotStart(f"the fork server: {how_it_ended(code)}\n{last_lines(self._log)}")
        self._pids = asyncio.Queue()
        self._reading = asyncio.create_task(self._listen(reader, self._pids, self._forks))

    async def _listen(self, reader: asyncio.StreamReader, pids: asyncio.Queue[int], forks: dict[int, Forked]) -> None:
        with contextlib.suppress(ConnectionResetError):
            while line := await reader.readline():
                message = json.loads(line)
                if "pid" in message:
                    forks[message["pid"]] = Forked(message["pid"])
                    pids.put_nowait(message["pid"])
                else:
                    forks.pop(message["ended"]).note_end(message["code"])
        pids.put_nowait(0)
        # It is gone, and its forks get SIGTERM from the kernel: they have ended when they say so.
        for pid, fork in list(forks.items()):
            await until_ended(pid, lambda fork=fork: fork.ended)
            fork.note_end(-signal.SIGTERM)
            forks.pop(pid, None)
