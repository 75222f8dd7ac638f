import asyncio
from pathlib import Path

from applicants.store import case_tables, intake_tables, search_tables  # noqa: F401 -- makes its tables known to the metadata
from applicants.store.tables import Base
from kit import migrations, tables
from kit.testing import fresh_database
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

FOLDER = Path(__file__).parents[2] / "migrations"


async def names(url: str) -> dict[str, set[str]]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.connect() as connection:

            def read(sync):
                found = inspect(sync)
                return {
                    table: {column["name"] for column in found.get_columns(table)}
                    | {index["name"] for index in found.get_indexes(table)}
                    for table in found.get_table_names()
                }

            return await connection.run_sync(read)
    finally:
        await engine.dispose()


async def test_the_migration_makes_what_the_tables_say_and_goes_down_and_up(engines):
    async with fresh_database("applicants", FOLDER) as url:
        made = await names(url)
        for table in Base.metadata.sorted_tables:
            wanted = {column.name for column in table.columns} | {index.name for index in table.indexes}
            assert wanted <= made[table.name]
        assert set(made) == {*Base.metadata.tables, *tables.metadata.tables, "alembic_version"}
        await asyncio.to_thread(migrations.downgrade, FOLDER, url)
        assert set(await names(url)) == {"alembic_version"}
        await asyncio.to_thread(migrations.upgrade, FOLDER, url)
        assert await names(url) == made
