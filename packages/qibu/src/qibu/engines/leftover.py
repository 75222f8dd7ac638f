"""Servers that outlived their supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from qibu.failure import Failure
from qibu.process import command_of

PATIENCE_SECONDS = 30.0


async def end_leftover(pid: int, program: str, folder: Path, *, first: int) -> bool:
    """Stop process ``pid`` if it is ``program`` working on ``folder``; whether there was one.

    Asks with the signal ``first``, insists after a while. Raises Failure when it does not go.
    """
    if not _is_at_work(pid, program, folder):
        return False
    for number, patience in ((first, PATIENCE_SECONDS), (signal.SIGKILL, PATIENCE_SECONDS)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        except PermissionError as error:
            raise Failure(f"{program} (process {pid}) of another user still works on {folder}; stop it") from error
        deadline = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < deadline:
            if not _is_at_work(pid, program, folder):
                return True
            await asyncio.sleep(0.05)
    raise Failure(f"{program} (process {pid}) on {folder} does not stop")


def _is_at_work(pid: int, program: str, folder: Path) -> bool:
    command = command_of(pid)
    return program in command and str(folder) in command
