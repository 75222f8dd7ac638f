import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from qibu.data_directory import free_port
from qibu.engines import Engines
from qibu.failure import AlreadyRunning, DidNotStart, Failure, PortTaken
from qibu.supervisor import Platform

SERVICES = ["applicants", "training", "credit", "followup"]
WORKERS = [f"{name}-worker" for name in SERVICES]
NAMES = ["postgres", "nats", *WORKERS, *SERVICES, "gateway"]
"""Stopped in the reverse order: what the APIs wrote in their last moment is still sent."""


@pytest.fixture
async def platform(fake_parts: Path, tmp_path: Path) -> AsyncIterator[Platform]:
    lines: list[str] = []
    async with Platform(tmp_path / "data", free_port(), tell=lines.append) as running:
        running.lines = lines  # type: ignore[attr-defined]  # for the tests below
        yield running


def told(platform: Platform) -> str:
    return "\n".join(platform.lines)  # type: ignore[attr-defined]  # set above


async def environment_of(address: str) -> dict[str, str]:
    def fetch() -> dict[str, str]:
        with urllib.request.urlopen(f"{address}/environment") as answer:  # noqa: S310 (our own address)
            found: dict[str, str] = json.load(answer)
        return found

    return await asyncio.to_thread(fetch)


def read(path: str) -> str:
    return Path(path).read_text()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_every_part_starts_in_order_and_is_told_only_what_it_needs(platform: Platform) -> None:
    assert [part.name for part in platform.parts] == NAMES
    ready = [line.split()[1] for line in platform.lines]  # type: ignore[attr-defined]  # set above
    assert set(ready[:2]) == {"postgres", "nats"}
    assert (ready[2], ready[-1]) == ("migrations", "gateway")
    assert set(ready) == {*NAMES, "migrations"}

    credit = await environment_of(platform.part("credit").runner.address)
    assert {name for name in credit if name.endswith("_DATABASE_URL")} == {"QIBU_CREDIT_DATABASE_URL"}
    assert "QIBU_TOKEN_PRIVATE_KEY_FILE" not in credit
    gateway = await environment_of(platform.url)
    assert {name for name in gateway if name.endswith("_DATABASE_URL")} == {"QIBU_GATEWAY_DATABASE_URL"}
    assert gateway["QIBU_CREDIT_URL"] == platform.part("credit").runner.address
    assert read(gateway["QIBU_ADMIN_PASSWORD_FILE"]).strip() == platform.admin_password
    assert "BEGIN PRIVATE KEY" in read(gateway["QIBU_TOKEN_PRIVATE_KEY_FILE"])
    applicants = await environment_of(platform.part("applicants-worker").runner.address)
    for service in (applicants, credit):
        assert set(json.loads(read(service["QIBU_DATA_KEY_FILE"]))) == {"current", "keys", "index"}
    assert read(applicants["QIBU_DATA_KEY_FILE"]) != read(credit["QIBU_DATA_KEY_FILE"]), "each service has its own"
    assert "QIBU_DATA_KEY_FILE" not in gateway
    for secret in platform.data.secrets.iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600

    connection = await asyncpg.connect(credit["QIBU_CREDIT_DATABASE_URL"])
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "0001"
    await connection.close()

    with pytest.raises(AlreadyRunning):
        await Platform(platform.data.root, free_port()).start()


@pytest.mark.parametrize("name", ["credit-worker", "gateway", "nats", "postgres"])
async def test_a_part_that_dies_is_started_again_and_it_is_said(platform: Platform, name: str) -> None:
    part = platform.part(name)
    before, address = part.pid, part.runner.address
    await part.kill()
    async with asyncio.timeout(30):
        await part.until_ready()
    assert part.pid != before
    assert part.runner.address == address
    assert f"{name} died: ended by SIGKILL" in told(platform)
    assert f"{name} is back" in told(platform)


async def test_a_part_that_was_stopped_stays_down_until_it_is_started(platform: Platform) -> None:
    part = platform.part("credit")
    await part.stop()
    assert part.pid is None
    await part.start()
    await part.kill(stay_down=True)
    await asyncio.sleep(1)
    assert part.pid is None
    assert "died" not in told(platform)
    await part.start()
    assert part.is_ready


async def test_parts_return_when_the_process_that_forks_them_dies(platform: Platform) -> None:
    parts = [part for part in platform.parts if part.name not in {"postgres", "nats"}]
    before = {part.name: part.pid for part in parts}
    os.kill(platform._forks.pid or 0, signal.SIGKILL)
    async with asyncio.timeout(60):
        while any(part.pid in {None, before[part.name]} or not part.is_ready for part in parts):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert not [pid for pid in before.values() if alive(pid or 0)]


async def test_a_part_that_never_becomes_ready_is_named_with_the_end_of_its_log(
    fake_parts: Path, tmp_path: Path
) -> None:
    await asyncio.to_thread(fake_parts.write_text, "training.worker")
    platform = Platform(tmp_path / "data", free_port())
    with pytest.raises(DidNotStart, match=r"(?s)training-worker: exit code 1.*the reason is in the log"):
        await platform.start()
    async with Engines(tmp_path / "data"):
        pass  # nothing was left running, the lock was given back


async def test_a_taken_port_is_said_before_anything_starts(fake_parts: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} is taken"):
            await Platform(tmp_path / "data", port).start()
    assert not (tmp_path / "data" / "postgres").exists()


async def test_given_engines_are_used_and_none_are_started(
    fake_parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Engines(tmp_path / "theirs") as theirs:
        for name in theirs.databases:
            monkeypatch.setenv(f"QIBU_{name.upper()}_DATABASE_URL", theirs.database_url(name))
        monkeypatch.setenv("QIBU_NATS_URL", theirs.nats_url)
        async with Platform(tmp_path / "data", free_port()) as platform:
            assert [part.name for part in platform.parts] == NAMES[2:]
            told_credit = await environment_of(platform.part("credit").runner.address)
            assert told_credit["QIBU_CREDIT_DATABASE_URL"] == theirs.database_url("credit")
            assert told_credit["QIBU_NATS_URL"] == theirs.nats_url
        assert not (tmp_path / "data" / "postgres").exists()
        monkeypatch.delenv("QIBU_CREDIT_DATABASE_URL")
        with pytest.raises(Failure, match="QIBU_CREDIT_DATABASE_URL"):
            await Platform(tmp_path / "data", free_port()).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_up_stops_everything_on_a_signal(fake_parts: Path, tmp_path: Path, number: signal.Signals) -> None:
    up = await start_up(tmp_path / "data")
    pids = descendants(up.pid)
    assert len(pids) > 11
    up.send_signal(number)
    output, errors = await asyncio.to_thread(up.communicate, timeout=60)
    assert (up.returncode, errors) == (0, "")
    assert output.rstrip().endswith("Stopped.")
    assert not [pid for pid in pids if alive(pid)]


async def test_nothing_outlives_a_killed_supervisor(fake_parts: Path, tmp_path: Path) -> None:
    up = await start_up(tmp_path / "data")
    pids = descendants(up.pid)
    up.kill()
    await asyncio.to_thread(up.communicate, timeout=60)
    deadline = time.monotonic() + 20
    while any(map(alive, pids)) and time.monotonic() < deadline:  # noqa: ASYNC110 (not our children)
        await asyncio.sleep(0.05)
    assert not [pid for pid in pids if alive(pid)]
    async with Platform(tmp_path / "data", free_port()):
        pass


async def start_up(data: Path) -> subprocess.Popen[str]:
    up = subprocess.Popen(  # noqa: ASYNC220, S603 (returns at once; our own interpreter)
        [sys.executable, "-c", "from qibu.cli import app; app()", "up", "--data", data, "--port", str(free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert up.stdout is not None
    for line in iter(lambda: up.stdout.readline() if up.stdout else "", ""):
        if line.startswith("Ready"):
            return up
    raise AssertionError(up.communicate())


def descendants(pid: int) -> list[int]:
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [*children, *(below for child in children for below in descendants(child))]
