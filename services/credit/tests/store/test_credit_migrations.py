"""The database goes up, down and up again, filled; and its tables are those of the code."""

import asyncio
from pathlib import Path

from credit.events.handlers import handlers
from credit.main import make_app
from credit.settings import Settings
from credit.store.tables.base import Base
from kit import migrations, tables
from kit.testing import fresh_database, running_service
from sqlalchemy.ext.asyncio import create_async_engine

FOLDER = Path(__file__).parents[2]
PROGRAMME = FOLDER.parents[1] / "programmes" / "jiangjin-2007"


async def test_up_down_and_up_on_a_filled_database(engines: None) -> None:
    del engines
    folder = FOLDER / "migrations"

    def app(url: str, key: bytes):
        return make_app(url, key, Settings(programme=PROGRAMME))

    async with running_service("credit", app, handlers, folder) as running:
        bank = await running.as_role("manager").ok("/v1/banks", {"name": "One"})
        body = {"bank_id": bank["id"], "amount": "1.00", "contributed_on": "2007-07-02", "reference": "1"}
        await running.as_role("finance").ok("/v1/fund/contributions", body)
        url = running.database.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
        await asyncio.to_thread(migrations.downgrade, folder, url)
        await asyncio.to_thread(migrations.upgrade, folder, url)
        assert (await running.as_role("manager").ok("/v1/banks", {"name": "One"}))["name"] == "One"


async def test_the_migrations_make_the_tables_of_the_code(engines: None) -> None:
    del engines
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async with fresh_database("credit", FOLDER / "migrations") as url:
        engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
        async with engine.connect() as connection:
            found = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), [Base.metadata, tables.metadata])
            )
        await engine.dispose()
    assert found == []
