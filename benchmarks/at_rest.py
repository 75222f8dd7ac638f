"""How long the second start takes, and how much memory the platform holds at rest."""

import asyncio
import os
from pathlib import Path
from time import perf_counter

from measure import Figure
from qibu.supervisor import Platform

REST_SECONDS = 15


async def second_start(data: Path, port: int) -> list[Figure]:
    """Start once to make everything, stop, and start again."""
    async with Platform(data, port):
        pass
    started = perf_counter()
    async with Platform(data, port) as platform:
        seconds = perf_counter() - started
        await asyncio.sleep(REST_SECONDS)
        shared, plain, processes = memory(_tree())
        del platform
    return [
        Figure("second start", seconds, "s", 10),
        Figure("at rest, proportional", shared, "MB", 900, note=f"{processes} processes"),
        Figure("at rest, plain sum of resident sets", plain, "MB", note="shared pages counted once a process"),
    ]


def memory(pids: list[int]) -> tuple[float, float, int]:
    """Proportional and plain resident memory of ``pids`` in MB, and how many there were."""
    shared = plain = count = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found = {line.split()[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
        shared += found.get("Pss:", 0)
        plain += found.get("Rss:", 0)
        count += 1
    return shared / 1024, plain / 1024, count


def _tree() -> list[int]:
    """This process and everything that descends from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found
