"""``qibu demo``: the pilot from July 2007 to December 2008, played by its real actors."""

import asyncio
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import aiohttp
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from qibu.demo.play.gateway import Refused, Silence
from qibu.demo.play.pilot import Progress as Told
from qibu.demo.play.world import Astray
from qibu.demo.report import print_outcome, write_json
from qibu.demo.show import Outcome, show
from qibu.environment import SERVICES
from qibu.failure import Failure
from qibu.supervisor import DEFAULT_DATA, DEFAULT_PORT, Platform
from qibu.up import unless_asked

SMALLEST, LARGEST = 20, 5_000
INTERRUPTED = 130
"""The exit code of a command that was ended by Ctrl-C before it was done."""


def command(
    people: Annotated[
        int, typer.Option(min=SMALLEST, max=LARGEST, help="How many applicants are on the roster.")
    ] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 2007,
    leave: Annotated[bool, typer.Option("--exit", help="Stop everything at the end.")] = False,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the result as JSON.")] = None,
    url: Annotated[str | None, typer.Option(help="Play on this running platform, and start none.")] = None,
    admin_password_file: Annotated[
        Path | None,
        typer.Option(help="With --url: where the administrator's password is.", exists=True, dir_okay=False),
    ] = None,
    data: Annotated[Path, typer.Option(help="The platform's data directory.", file_okay=False)] = DEFAULT_DATA,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the platform listens.")] = DEFAULT_PORT,
) -> None:
    """Play the Jiangjin pilot through the public API, and print its scorecard.

    Case workers, institutions, banks, finance and managers act with their own accounts: a roster goes in
    at one end, participants, surviving businesses and new jobs come out at the other. Everything stays
    up for a look, until Ctrl-C.
    """
    console = Console()
    if (url is None) != (admin_password_file is None):
        raise typer.BadParameter("--url and --admin-password-file go together")
    try:
        if url is not None and admin_password_file is not None:
            password = admin_password_file.read_text().strip()
            outcome = asyncio.run(show(url, password, people, seed, watch(console)))
            _finish(console, outcome, url, json, None)
        else:
            platform = Platform(data, port, tell=console.print)
            if not asyncio.run(_on_own_platform(console, platform, people, seed, json, leave)):
                raise typer.Exit(INTERRUPTED)
    except (Failure, Refused, Silence, Astray) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from None


async def _on_own_platform(
    console: Console, platform: Platform, people: int, seed: int, json: Path | None, leave: bool
) -> bool:
    """Start the platform, play, leave it up until asked to stop; whether the play came to its end."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    console.print(f"Qibu 起步 on {platform.data.root}")
    if await unless_asked(asked, asyncio.create_task(platform.start())):
        return False
    try:
        play = asyncio.create_task(_play(console, platform, people, seed, json))
        if await unless_asked(asked, play):
            return False
        if leave:
            return True
        console.print("Everything stays up. Ctrl-C stops it; nothing is lost.")
        await asked.wait()
        return True
    finally:
        console.print("Stopping …")
        await platform.stop()
        console.print("Stopped.")


async def _play(console: Console, platform: Platform, people: int, seed: int, json: Path | None) -> None:
    outcome = await show(platform.url, platform.admin_password, people, seed, watch(console))
    _finish(console, outcome, platform.url, json, await _events(platform))


def _finish(console: Console, outcome: Outcome, url: str, json: Path | None, events: int | None) -> None:
    print_outcome(console, outcome, url)
    if json is not None:
        write_json(json, outcome, events)


def watch(console: Console) -> Callable[[int], AbstractContextManager[Told]]:
    """Give what shows the months go by, on ``console``."""

    @contextmanager
    def watching(facts: int) -> Iterator[Told]:
        columns = (TextColumn("{task.description}"), BarColumn(40), TextColumn("{task.percentage:>3.0f}%"))
        with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
            task = progress.add_task("2007-07", total=facts)

            def tell(month: date, done: int) -> None:
                progress.update(task, completed=done, description=f"{month:%Y-%m}")

            yield tell

    return watching


async def _events(platform: Platform) -> int | None:
    """Count the events that the workers have published since they were started, by their own metrics."""
    total = 0.0
    async with aiohttp.ClientSession() as session:
        for service in SERVICES:
            address = platform.part(f"{service}-worker").runner.address
            try:
                async with session.get(f"{address}/metrics") as answer:
                    text = await answer.text()
            except aiohttp.ClientConnectionError:
                return None
            total += sum(float(number) for number in _PUBLISHED.findall(text))
    return int(total)


_PUBLISHED = re.compile(r"^qibu_events_published_total\{[^}]*\} (\S+)$", re.MULTILINE)
