"""Child processes that end with us, whose end can be awaited, and that can be asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

LAUNCH = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class User:
    """Somebody to become when we are root."""

    uid: int
    gid: int
    closed_path: bool
    """A folder on the way to the files is closed to this user."""


class Running(Protocol):
    """A child process, however it was made."""

    @property
    def pid(self) -> int:
        """Its process id."""

    async def wait(self) -> int:
        """Its exit code once it has ended; minus the signal's number when a signal ended it."""

    def send(self, signal_number: int) -> None:
        """Send a signal; does nothing when it has ended."""


class Child:
    """A program started by us. Must be started from a thread that outlives it (the main one)."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    @classmethod
    def start(
        cls,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        death_signal: int = signal.SIGTERM,
        user: User | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Child:
        """Start ``command`` with its output appended to ``log``.

        It gets a session of its own, so Ctrl-C at the console reaches only us, and
        ``death_signal`` when we die. ``env`` replaces the environment.
        """
        order = {
            "parent": os.getpid(),
            "death_signal": int(death_signal),
            "uid": user.uid if user else None,
            "gid": user.gid if user else None,
            "closed_path": user.closed_path if user else False,
        }
        with log.open("ab") as output:
            popen = subprocess.Popen(  # noqa: S603 (commands are our own, no shell)
                [sys.executable, "-I", "-S", str(LAUNCH), json.dumps(order), *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=dict(os.environ if env is None else env),
                start_new_session=True,
                pass_fds=tuple(pass_fds),
            )
        return cls(popen)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._popen.poll() is not None

    async def wait(self) -> int:
        """Its exit code once it has ended; minus the signal's number when a signal ended it."""
        await until_ended(self.pid, lambda: self.ended)
        return self._popen.wait()

    def send(self, signal_number: int) -> None:
        """Send a signal; does nothing when it has ended."""
        self._popen.send_signal(signal_number)


class _HasEnded(Protocol):
    def __call__(self) -> bool: ...


async def until_ended(pid: int, has_ended: _HasEnded) -> None:
    """Return once the process has ended: told by the kernel where it can, else by looking."""
    if has_ended():
        return
    if sys.platform != "linux":
        while not has_ended():  # noqa: ASYNC110 (no other way to hear of it there)
            await asyncio.sleep(POLL_SECONDS)
        return
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


async def stop(process: Running, *, first: int = signal.SIGTERM, grace_seconds: float = 10) -> int:
    """Ask with ``first``, wait, then insist with SIGKILL; the exit code."""
    process.send(first)
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(process.wait(), grace_seconds)
    process.send(signal.SIGKILL)
    return await process.wait()


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"exit code {code}"


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none or it is not ours to see."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = subprocess.run(  # noqa: S603 (no shell, a number is the only argument)
        ["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listing.stdout.strip()


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log file."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 20_000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""
