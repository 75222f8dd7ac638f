"""``make bench``: every figure, in a table and as JSON."""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
from at_rest import second_start
from bank_file import bank_file
from claim_checks import claim_checks
from desk import desk
from durable_write import durable_write
from event_delay import event_delay
from fraud_found import fraud_found
from kit.ids import new_id
from measure import Figure, show
from portfolio import portfolio
from qibu.engines import Engines
from qibu.supervisor import Platform
from schedules import schedules
from training_sheets import training_sheets

Measure = Callable[[Path], Sequence[Figure] | Coroutine[None, None, Sequence[Figure]]]


def main() -> None:
    """Measure what is named on the command line, or everything."""
    wanted = sys.argv[1:] or list(ALL)
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        sys.exit(f"Nothing is measured by {', '.join(unknown)}; choose from: {', '.join(ALL)}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="qibu-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for one, measure in ALL.items():
            if one in wanted:
                measured = measure(folder)
                figures += asyncio.run(measured) if isinstance(measured, Coroutine) else measured
    show(figures)


def demo(folder: Path) -> list[Figure]:
    """The pilot with 1,000 people, by the command line."""
    result = folder / "demo.json"
    command = [Path(sys.executable).with_name("qibu"), "demo", "--exit", "--json", result, "--data", folder / "demo"]
    subprocess.run([*command, "--port", str(free_port())], check=True, stdout=subprocess.DEVNULL)
    told = json.loads(result.read_text())
    note = f"{told['api_calls']:,} calls, {told['events']:,} events"
    return [Figure("demo, 1,000 people", told["seconds"], "s", 120, note=note)]


async def events(folder: Path) -> list[Figure]:
    """Event delay on a platform that does nothing else."""
    async with Platform(folder / "events", free_port()) as platform:
        running = Engines(platform.data)
        running.use_running()
        return await event_delay(running.database_url("applicants"), running.database_url("followup"))


async def writes(folder: Path, *, workers: bool) -> list[Figure]:
    """Durable writes, alone and with the workers applying their events on the same cores meanwhile."""
    async with Platform(folder / f"writes-{workers}", free_port()) as platform:
        running = Engines(platform.data)
        running.use_running()
        bearer, bank_id = await case_worker(platform)
        for service in () if workers else ("applicants", "training", "credit", "followup"):
            await platform.part(f"{service}-worker").stop()
        figures = await durable_write(
            gateway=platform.url,
            service=platform.part("credit").runner.address,
            bearer=bearer,
            bank_id=bank_id,
            credit_url=running.database_url("credit"),
            folder=folder,
        )
    beside = "workers running" if workers else "workers stopped"
    return [replace(figure, what=f"{figure.what}, {beside}") for figure in figures]


async def both_writes(folder: Path) -> list[Figure]:
    """Durable writes with the workers stopped, and with them running."""
    return [*await writes(folder, workers=False), *await writes(folder, workers=True)]


async def case_worker(platform: Platform) -> tuple[str, str]:
    """A case worker's token, and a partner bank."""
    async with httpx.AsyncClient(base_url=platform.url) as http:

        async def bearer(username: str, password: str) -> str:
            form = {"grant_type": "password", "username": username, "password": password}
            return str((await http.post("/v1/token", data=form)).raise_for_status().json()["access_token"])

        async def post(token: str, path: str, body: dict[str, str]) -> dict[str, str]:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": new_id()}
            return dict((await http.post(path, json=body, headers=headers)).raise_for_status().json())

        admin = await bearer("admin", platform.admin_password)
        for role, scope in (("manager", {}), ("case_worker", {"area": "500116"})):
            account = {"username": role, "password": "a pass phrase for benchmarks", "name": role, "role": role}
            await post(admin, "/v1/accounts", account | scope)
        manager = await bearer("manager", "a pass phrase for benchmarks")
        bank = await post(manager, "/v1/banks", {"name": "Bench bank"})
        return await bearer("case_worker", "a pass phrase for benchmarks"), bank["id"]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


ALL: Mapping[str, Measure] = {
    "schedules": lambda _: schedules(),
    "bank_file": lambda folder: bank_file(folder / "bank-file", free_port()),
    "training_sheets": lambda folder: training_sheets(folder / "training-sheets", free_port()),
    "claim_checks": lambda folder: claim_checks(folder / "claim-checks", free_port()),
    "fraud_found": lambda folder: fraud_found(folder / "fraud-found"),
    "desk": lambda folder: desk(folder / "desk", free_port()),
    "portfolio": lambda folder: portfolio(folder / "portfolio", free_port()),
    "demo": demo,
    "start": lambda folder: second_start(folder / "rest", free_port()),
    "events": events,
    "write": both_writes,
}

if __name__ == "__main__":
    main()
