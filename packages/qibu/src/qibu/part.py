"""A part of the platform that is kept up: when its process dies it is started again, later each time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from qibu.failure import Failure
from qibu.process import how_it_ended

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""After this long without dying, the delay begins small again."""

Tell = Callable[[str], None]
"""Says one line to the person at the console."""


class Runner(Protocol):
    """What a part runs: an engine or a service process."""

    name: str

    @property
    def address(self) -> str:
        """Where it listens."""

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""

    @property
    def log(self) -> Path:
        """Its log file."""

    async def start(self) -> None:
        """Start and return when ready. Raises DidNotStart."""

    async def wait(self) -> int:
        """The exit code once it has ended."""

    def kill(self) -> None:
        """End it at once."""

    async def stop(self) -> None:
        """End it cleanly."""


class Part:
    """One runner, kept up between :meth:`start` and :meth:`stop`."""

    def __init__(self, runner: Runner, tell: Tell) -> None:
        self.runner = runner
        self.restarts = 0
        self._tell = tell
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    @property
    def name(self) -> str:
        """Such as ``credit-worker``."""
        return self.runner.name

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self.runner.pid

    @property
    def is_ready(self) -> bool:
        """Whether it was ready when last heard of, and has not ended since."""
        return self._ready.is_set()

    async def start(self) -> None:
        """Start it, return when it is ready, keep it up from now on. Raises DidNotStart."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self.runner.start()
        self._ready.set()
        self._tell(f"  ✓ {self.name:<18} {self.runner.address:<24} {loop.time() - began:4.1f} s")
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.name}")

    async def stop(self) -> None:
        """Stop it cleanly; it stays down until it is started again."""
        await self._let_go()
        await self.runner.stop()

    async def kill(self, *, stay_down: bool = False) -> None:
        """End it at once, as a crash would; it is started again unless it is to ``stay_down``."""
        if stay_down:
            await self._let_go()
        self._ready.clear()
        self.runner.kill()
        if stay_down:
            await self.runner.stop()

    async def until_ready(self) -> None:
        """Return when it is ready (again)."""
        await self._ready.wait()

    async def _let_go(self) -> None:
        self._ready.clear()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        delay = FIRST_DELAY_SECONDS
        while True:
            since = loop.time()
            how = how_it_ended(await self.runner.wait())
            self._ready.clear()
            if loop.time() - since > STEADY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            self._tell(f"  ✗ {self.name} died: {how}. Log: {self.runner.log}. Starting it again in {delay:g} s")
            while not await self._again(delay):
                delay = min(delay * 2, LONGEST_DELAY_SECONDS)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    async def _again(self, delay: float) -> bool:
        await asyncio.sleep(delay)
        self.restarts += 1
        try:
            await self.runner.start()
        except (Failure, OSError) as error:
            self._tell(f"  ✗ {error}\n    Trying again in {min(delay * 2, LONGEST_DELAY_SECONDS):g} s")
            return False
        self._ready.set()
        self._tell(f"  ✓ {self.name} is back")
        return True
