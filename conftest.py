"""Real engines for every test that needs them: embedded by default, containers on request."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def data_key(tmp_path_factory) -> Iterator[None]:
    """A key for people's data, as `qibu up` makes one."""
    from kit.marks import Marks
    from kit.private import PrivateData

    path = tmp_path_factory.mktemp("keys") / "data-key"
    path.write_text(PrivateData.generate())
    marks = path.with_name("mark-key")
    marks.write_text(Marks.generate())
    given = {"QIBU_DATA_KEY_FILE": str(path), "QIBU_MARK_KEY_FILE": str(marks)}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def engines() -> Iterator[None]:
    """PostgreSQL and NATS; their addresses are in QIBU_TEST_POSTGRES_URL and QIBU_TEST_NATS_URL."""
    if "QIBU_TEST_POSTGRES_URL" in os.environ and "QIBU_TEST_NATS_URL" in os.environ:
        yield
        return
    start = _containers if os.environ.get("QIBU_TEST_ENGINES") == "containers" else _embedded
    with start() as (postgres, nats):
        os.environ["QIBU_TEST_POSTGRES_URL"] = postgres
        os.environ["QIBU_TEST_NATS_URL"] = nats
        yield
        del os.environ["QIBU_TEST_POSTGRES_URL"], os.environ["QIBU_TEST_NATS_URL"]


@contextmanager
def _embedded() -> Iterator[tuple[str, str]]:
    from qibu.engines import Engines

    folder = Path(tempfile.mkdtemp(prefix="qibu-test-"))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="engines", daemon=True)
    thread.start()
    running = Engines(folder)
    try:
        asyncio.run_coroutine_threadsafe(running.start(), loop).result(120)
        yield running.superuser_url, running.nats_url
    finally:
        asyncio.run_coroutine_threadsafe(running.stop(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _containers() -> Iterator[tuple[str, str]]:
    # The containers end with the block; testcontainers' own reaper would be one more image to fetch.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.waiting_utils import wait_for_logs
    from testcontainers.postgres import PostgresContainer

    postgres = PostgresContainer("postgres:17", driver=None)
    nats = DockerContainer("nats:2.10").with_command("--jetstream").with_exposed_ports(4222)
    with postgres, nats:
        wait_for_logs(nats, "Server is ready", timeout=60)
        address = f"nats://{nats.get_container_host_ip()}:{nats.get_exposed_port(4222)}"
        yield postgres.get_connection_url(), address
