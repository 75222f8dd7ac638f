"""``qibu up``: the platform at the console, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path

from qibu.part import Tell
from qibu.supervisor import Platform


def run(data: Path, host: str, port: int, tell: Tell) -> None:
    """Start, say where it is, wait for a signal, stop. Raises Failure when it cannot start."""
    asyncio.run(_up(Platform(data, port, host=host, tell=tell), tell))


async def _up(platform: Platform, tell: Tell) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup the console's end means nothing
            loop.add_signal_handler(number, asked.set)
    tell(f"Qibu 起步 on {platform.data.root}")
    if await unless_asked(asked, asyncio.create_task(platform.start())):
        return
    tell(f"\nReady after {loop.time() - began:.1f} s at {platform.url}")
    tell(f"Account {platform.admin_account}, password in {platform.admin_password_file}")
    tell("Ctrl-C stops everything; nothing is lost.\n")
    await asked.wait()
    tell("Stopping …")
    await platform.stop()
    tell("Stopped.")


async def unless_asked(asked: asyncio.Event, work: asyncio.Task[None]) -> bool:
    """Wait for ``work``, but give it up when asked to stop; whether it was given up. Raises what it raises."""
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if work.done():
        work.result()
        return False
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return True
