"""Migrations make the tables that the code expects, and can be taken back."""

import asyncio

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from kit import migrations, tables
from kit.policy import Policy
from kit.testing import fresh_database
from sqlalchemy.ext.asyncio import create_async_engine
from training.policy import RuleBook
from training.settings import MIGRATIONS, Settings
from training.store.tables.base import Base


async def test_migrations_go_up_down_and_up_and_match_the_tables(engines):
    async with fresh_database("training", MIGRATIONS) as url:
        await asyncio.to_thread(migrations.downgrade, MIGRATIONS, url)
        await asyncio.to_thread(migrations.upgrade, MIGRATIONS, url)
        engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))

        def differences(connection: sa.Connection) -> list[object]:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            wanted = sa.MetaData(naming_convention=Base.metadata.naming_convention)
            for metadata in (Base.metadata, tables.metadata):
                for table in metadata.sorted_tables:
                    table.to_metadata(wanted)
            return list(compare_metadata(context, wanted))

        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
    assert found == []


def test_the_rules_file_holds_every_value_on_every_day_of_the_pilot():
    from datetime import date

    book = RuleBook(Policy.load(Settings().programme / "training.yaml"))
    rules = book.as_of(date(2007, 7, 1))
    assert rules is book.as_of(date(2007, 7, 1))
    assert all(len(reference) > 10 for reference in rules.sources.values())
    assert rules.version.startswith("jiangjin-2007/training@")
