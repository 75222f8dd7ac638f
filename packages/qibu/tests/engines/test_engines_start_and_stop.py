import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import nats
import nats.errors
import pytest
from qibu.engines import Engines, bootstrap_databases
from qibu.failure import AlreadyRunning

START_AND_WAIT = """
import asyncio, sys
from qibu.engines import Engines

async def main():
    async with Engines(sys.argv[1], ["credit"]) as engines:
        print(engines.postgres.pid, engines.nats.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engines]:
    async with Engines(tmp_path_factory.mktemp("engines"), ["credit", "training"]) as engines:
        yield engines


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def gone(*pids: int) -> bool:
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:  # noqa: ASYNC110 (not our children)
        await asyncio.sleep(0.05)
    return not any(alive(pid) for pid in pids)


async def test_a_role_owns_its_database_and_opens_no_other(running: Engines) -> None:
    own = running.database_url("credit")
    assert await ask(own, "SELECT current_user || '@' || current_database()") == "credit@credit"
    await ask(own, "CREATE TABLE own (id int)")
    for other in ("training", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(f"{own.rpartition('/')[0]}/{other}", "SELECT 1")


async def test_a_wrong_password_opens_nothing(running: Engines) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(running.postgres.url("credit", "wrong", "credit"), "SELECT 1")
    with pytest.raises(nats.errors.Error):
        await nats.connect(f"nats://{running.nats.address}", allow_reconnect=False, connect_timeout=5)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("password_encryption", "scram-sha-256"),
        ("listen_addresses", "127.0.0.1"),
        ("shared_buffers", "64MB"),
        ("max_connections", "100"),
        ("jit", "off"),
        ("server_encoding", "UTF8"),
    ],
)
async def test_postgres_is_durable_closed_and_small(running: Engines, setting: str, value: str) -> None:
    assert await ask(running.superuser_url, f"SHOW {setting}") == value


async def test_bootstrap_may_be_repeated_and_sets_passwords_anew(running: Engines) -> None:
    first = await bootstrap_databases(running.superuser_url, {"elsewhere": "one"})
    second = await bootstrap_databases(running.superuser_url, {"elsewhere": "two"})
    assert await ask(second["elsewhere"], "SELECT 1") == 1
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(first["elsewhere"], "SELECT 1")


async def test_secrets_are_for_this_user_only(running: Engines) -> None:
    assert running.data.secrets.stat().st_mode & 0o777 == 0o700
    for secret in running.data.secrets.iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600
    assert "password" not in running.postgres.log.read_text().lower().replace("password authentication", "")


async def test_a_second_one_on_the_same_folder_is_told_who_holds_it(running: Engines) -> None:
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        await Engines(running.data.root).start()


async def test_data_and_addresses_outlast_a_restart(tmp_path: Path) -> None:
    engines = Engines(tmp_path / "data", ["credit"])
    async with engines:
        url, bus = engines.database_url("credit"), engines.nats_url
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        await publish(bus)
    async with Engines(tmp_path / "data", ["credit"]) as again:
        assert (again.database_url("credit"), again.nats_url) == (url, bus)
        assert await ask(url, "SELECT answer FROM kept") == 42
        assert await messages(bus) == 1


async def test_what_was_acknowledged_outlasts_a_crash(tmp_path: Path) -> None:
    engines = Engines(tmp_path / "data", ["credit"])
    await engines.start()
    url, bus = engines.database_url("credit"), engines.nats_url
    await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    await publish(bus)
    engines.postgres.kill()
    engines.nats.kill()
    await asyncio.gather(engines.postgres.wait(), engines.nats.wait())
    engines.data.unlock()
    async with Engines(tmp_path / "data", ["credit"]):
        assert await ask(url, "SELECT answer FROM kept") == 42
        assert await messages(bus) == 1


async def test_servers_left_behind_are_stopped_at_the_next_start(tmp_path: Path) -> None:
    lost = Engines(tmp_path / "data", ["credit"])
    await lost.start()
    lost.data.unlock()  # as the kernel does for a process that is gone
    left = (lost.postgres.pid, lost.nats.pid)
    async with Engines(tmp_path / "data", ["credit"]) as found:
        assert (found.postgres.pid, found.nats.pid) != left
        assert await ask(found.database_url("credit"), "SELECT 1") == 1
    await lost.stop()


async def test_a_pid_file_naming_an_unrelated_process_does_no_harm(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with Engines(data, ["credit"]):
        text = (data / "postgres" / "postmaster.pid").read_text()
    other = subprocess.Popen(["/bin/sleep", "60"])  # noqa: ASYNC220 (returns at once)
    try:
        _, _, rest = text.partition("\n")
        (data / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n{rest}")
        (data / "nats" / "nats.pid").write_text(str(other.pid))
        async with Engines(data, ["credit"]) as engines:
            assert await ask(engines.database_url("credit"), "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


async def test_another_programs_port_is_not_insisted_on(tmp_path: Path) -> None:
    async with Engines(tmp_path / "data", ["credit"]) as engines:
        port = engines.postgres.port
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", port)
    async with server, Engines(tmp_path / "data", ["credit"]) as engines:
        assert engines.postgres.port != port
        assert await ask(engines.database_url("credit"), "SELECT 1") == 1


async def test_servers_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(  # noqa: ASYNC220, S603 (returns at once; our own interpreter)
        [sys.executable, "-c", START_AND_WAIT, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    pids = [int(pid) for pid in (await asyncio.to_thread(supervisor.stdout.readline)).split()]
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    supervisor.stdout.close()
    assert len(pids) == 2
    assert await gone(*pids)
    async with Engines(tmp_path / "data", ["credit"]) as engines:
        assert await ask(engines.database_url("credit"), "SELECT 1") == 1


async def publish(url: str) -> None:
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(name="kept", subjects=["kept"])
    await stream.publish("kept", b"once")
    await client.close()


async def messages(url: str) -> int:
    client = await nats.connect(url)
    try:
        return (await client.jetstream().stream_info("kept")).state.messages
    finally:
        await client.close()
