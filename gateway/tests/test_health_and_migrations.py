"""Whether it is alive and ready, and its tables up, down and up again."""

import asyncio
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from gateway.store.tables import Table
from gateway_at_work import MIGRATIONS, free_port, running_gateway, settings_for
from kit import migrations, tables
from kit.testing import fresh_database
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine


async def test_it_is_alive_and_ready_and_tells_of_each_service(gateway):
    assert (await gateway.http.get("/livez")).json() == {"status": "alive", "service": "gateway"}
    response = await gateway.http.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "ready",
            "database": True,
            "services": {"applicants": "ready", "training": "ready", "credit": "ready", "followup": "ready"},
        },
    )


async def test_a_service_that_is_down_is_told_but_the_gateway_stays_ready(gateway, behind, tmp_path):
    settings = settings_for(behind, tmp_path, training_url=f"http://127.0.0.1:{free_port()}")
    async with running_gateway(gateway.app.state.database_url, settings) as running:
        response = await running.http.get("/readyz")
    assert response.status_code == 200
    assert response.json()["services"]["training"] == "not reachable"


class Cable:
    """The way to PostgreSQL, which can be pulled out and put in again."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._target = (place.hostname, place.port)
        self._port = free_port()
        self.url = urlunsplit(place._replace(netloc=f"{place.netloc.rpartition('@')[0]}@127.0.0.1:{self._port}"))
        self._writers: list[asyncio.StreamWriter] = []

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    def pull_out(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _carry(self, reader, writer) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers += [writer, far_writer]
        await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer), return_exceptions=True)

    @staticmethod
    async def _copy(reader, writer) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()


async def test_without_its_database_it_is_not_ready_and_says_503_but_still_forwards(behind, engines, tmp_path):
    async with fresh_database("gateway", MIGRATIONS) as url:
        cable = Cable(url)
        await cable.plug_in()
        async with running_gateway(cable.url, settings_for(behind, tmp_path)) as running:
            assert (await running.http.get("/readyz")).status_code == 200
            cable.pull_out()
            ready = await running.http.get("/readyz")
            assert (ready.status_code, ready.json()["database"]) == (503, False)
            for _ in range(2):
                signing_in = await running.sign_in("admin", "whatever it is")
                assert (signing_in.status_code, signing_in.json()["code"]) == (503, "temporarily_unavailable")
            assert (await running.as_role("case_worker").post("/v1/loans", {"word": "x"})).status_code == 201
            assert (await running.http.get("/livez")).status_code == 200
            await cable.plug_in()
            assert (await running.http.get("/readyz")).status_code == 200
            await running.administrator()
        cable.pull_out()


async def test_migrations_go_up_down_and_up_on_a_filled_database(engines):
    async with fresh_database("gateway", MIGRATIONS) as url:
        connection = await asyncpg.connect(url)
        insert = "INSERT INTO account VALUES ($1, $2, 'hash', 'finance', 'Li', NULL, NULL, true, 1, now())"
        await connection.execute(insert, "id-1", "Li")
        with pytest.raises(asyncpg.UniqueViolationError) as caught:
            await connection.execute(insert, "id-2", "lI")
        assert caught.value.constraint_name == "uq_account_username"
        await connection.close()
        await asyncio.to_thread(migrations.downgrade, MIGRATIONS, url)
        assert await _tables(url) == {"alembic_version"}
        await asyncio.to_thread(migrations.upgrade, MIGRATIONS, url)
        assert await migrations.current(url) == migrations.head(MIGRATIONS)


async def test_the_tables_are_what_the_code_says(engines):
    async with fresh_database("gateway", MIGRATIONS) as url:
        engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))

        def compare(connection) -> list:
            both: list[MetaData] = [Table.metadata, tables.metadata]
            return compare_metadata(MigrationContext.configure(connection, {"compare_type": True}), both)

        async with engine.connect() as connection:
            assert await connection.run_sync(compare) == []
        await engine.dispose()


async def _tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row["tablename"] for row in rows}
    finally:
        await connection.close()
