"""``qibu verify``: is everything that is shown true?"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import nats
import typer
from followup.store.counting import View, count_all
from kit.call import system_call
from kit.database import CHINA, Database
from rich.console import Console
from rich.table import Table

from qibu.data_directory import DataDirectory
from qibu.engines import Engines
from qibu.environment import DATABASES, given_databases, programme_folder
from qibu.failure import AlreadyRunning, Failure
from qibu.supervisor import DEFAULT_DATA
from qibu.verify.books import Check, check_audit, check_books, check_events
from qibu.verify.files import check_files
from qibu.verify.sources import recount
from qibu.verify.subsidies import check_subsidies

SETTLE_SECONDS = 20.0


@dataclass(frozen=True)
class Addresses:
    """Where the engines are."""

    databases: Mapping[str, str]
    nats_url: str


def command(
    data: Annotated[Path, typer.Option(help="The platform's data directory.", file_okay=False)] = DEFAULT_DATA,
    differences_only: Annotated[bool, typer.Option("--quiet", help="Print only what does not hold.")] = False,
) -> None:
    """Recount every figure of the scorecard from the services' own tables, and check the books.

    Works while the platform runs, and when it does not (then it starts the engines for itself). Exits
    with 1 when anything differs.
    """
    console = Console()
    try:
        checks = asyncio.run(verify(data))
    except Failure as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from None
    print_checks(console, checks, differences_only=differences_only)
    if not all(check.holds for check in checks):
        raise typer.Exit(1)


async def verify(data: Path) -> list[Check]:
    """All checks on the platform at ``data``, or on the engines that the environment names."""
    async with _engines(data) as addresses:
        folder = os.environ.get("QIBU_ATTACHMENTS_FOLDER")
        return await _until_settled(addresses, Path(folder) if folder else DataDirectory(data).attachments)


async def _until_settled(addresses: Addresses, attachments: Path) -> list[Check]:
    """What is under way between the services may still arrive: look again for a while."""
    deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
    while True:
        checks = await check_all(addresses, attachments)
        if all(check.holds for check in checks) or asyncio.get_running_loop().time() > deadline:
            return checks
        await asyncio.sleep(1)


async def check_all(addresses: Addresses, attachments: Path) -> list[Check]:
    """Look once; ``attachments`` is the folder with one folder of uploaded files for each service."""
    async with AsyncExitStack() as stack:
        connections = {}
        for name in DATABASES:
            connections[name] = await asyncpg.connect(addresses.databases[name])
            stack.push_async_callback(connections[name].close)
            await connections[name].set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        pools = {name: Database(addresses.databases[name], pool=1, service=name) for name in DATABASES}
        for pool in pools.values():
            stack.push_async_callback(pool.close)
        client = await nats.connect(addresses.nats_url.split(","))
        stack.push_async_callback(client.close)
        return [
            *await _check_figures(pools["followup"], connections),
            *await check_books(connections),
            *await check_subsidies(connections["credit"], programme_folder()),
            *await check_files(connections, attachments),
            *await check_audit(pools),
            *await check_events(connections, client.jetstream()),
        ]


async def _check_figures(followup: Database, connections: Mapping[str, "asyncpg.Connection[Any]"]) -> list[Check]:
    now = datetime.now(UTC)
    today = now.astimezone(CHINA).date()
    async with followup.reading(system_call("followup")) as tx:
        shown = await count_all(tx, View(as_of=today, known_at=now, area=None, live=True))
    counted = await recount(connections, today)
    counted.pop("surviving", None)
    names = sorted(shown.keys() | counted.keys())
    return [Check(f"scorecard: {name}", _plain(shown.get(name)), _plain(counted.get(name))) for name in names]


def _plain(value: object) -> str:
    return "not counted" if value is None else f"{Decimal(str(value)).normalize():f}"


def print_checks(console: Console, checks: Sequence[Check], *, differences_only: bool) -> None:
    """The table, and a last line that says how it stands."""
    table = Table("what", "shown", "recounted", "")
    for check in checks:
        if not (check.holds and differences_only):
            mark = "[green]✓[/green]" if check.holds else "[red]✗ differs[/red]"
            table.add_row(check.what, check.shown, check.recounted, mark)
    console.print(table)
    wrong = sum(not check.holds for check in checks)
    console.print(f"[red]{wrong} of {len(checks)} differ[/red]" if wrong else f"All {len(checks)} hold.")


@asynccontextmanager
async def _engines(data: Path) -> AsyncIterator[Addresses]:
    given, nats_url = given_databases(), os.environ.get("QIBU_NATS_URL")
    if given and nats_url:
        yield Addresses(given, nats_url)
        return
    if not (data / "state.json").exists():
        raise Failure(
            f"there is no platform at {data}: start one with `qibu up` or `qibu demo`, or name it with --data"
        )
    engines = Engines(DataDirectory(data))
    try:
        await engines.start()
    except AlreadyRunning:
        engines.use_running()
        yield _addresses(engines, given, nats_url)
        return
    try:
        yield _addresses(engines, given, nats_url)
    finally:
        await engines.stop()


def _addresses(engines: Engines, given: Mapping[str, str] | None, nats_url: str | None) -> Addresses:
    """What the environment names, and the platform's own for the rest, as `qibu up` takes them."""
    own = {name: engines.database_url(name) for name in DATABASES}
    return Addresses(given or own, nats_url or engines.nats_url)
