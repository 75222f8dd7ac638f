"""Alembic for every service: one environment, one runner, a cheap check whether there is anything to do."""

import asyncio
import re
from pathlib import Path

import asyncpg
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_REVISION = re.compile(r"^revision(?:\s*:\s*[^=]+)?\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)
_DOWN = re.compile(r"^down_revision(?:\s*:\s*[^=]+)?\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)


def run_environment(metadata: list[MetaData]) -> None:
    """The body of every ``migrations/env.py``: runs migrations on the configured database."""
    url = context.config.attributes["url"]

    def migrate(connection: Connection) -> None:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()

    async def online() -> None:
        engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
            await connection.commit()
        await engine.dispose()

    asyncio.run(online())


def configuration(folder: Path, url: str) -> Config:
    """Alembic's configuration for the migrations in ``folder``."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = url
    return config


def upgrade(folder: Path, url: str, revision: str = "head") -> None:
    """Migrate the database at ``url`` up. Not within a running event loop."""
    command.upgrade(configuration(folder, url), revision)


def downgrade(folder: Path, url: str, revision: str = "base") -> None:
    """Migrate the database at ``url`` down. Not within a running event loop."""
    command.downgrade(configuration(folder, url), revision)


def head(folder: Path) -> str:
    """The newest revision in ``folder``, read from the files without importing them."""
    texts = [path.read_text() for path in sorted((folder / "versions").glob("*.py"))]
    revisions = {match.group(1) for text in texts if (match := _REVISION.search(text))}
    parents = {match.group(1) for text in texts if (match := _DOWN.search(text))}
    heads = revisions - parents
    if len(heads) != 1:
        raise RuntimeError(f"{folder}: expected one newest revision, found {sorted(heads)}")
    return heads.pop()


async def current(url: str) -> str | None:
    """The revision that the database at ``url`` is at; None for an empty one."""
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()


def create_plumbing(first: str = "plumbing_0001.sql") -> None:
    """Within a migration: make the tables of :mod:`kit.tables` as ``first`` froze them."""
    text = (Path(__file__).parent / first).read_text()
    for statement in text.split(";;"):
        if statement.strip():
            op.execute(statement)


def drop_plumbing() -> None:
    """Within a migration: remove what :func:`create_plumbing` made."""
    names = ", ".join(
        [
            "audit_chain",
            "audit_seal",
            "audit",
            "idempotency",
            "dead_letter",
            "inbox",
            "lane",
            "relay_lane",
            "outbox",
        ]
    )
    op.execute(f"DROP TABLE {names}")
    op.execute("DROP FUNCTION refuse_change() CASCADE")


def make_append_only(table: str) -> None:
    """Within a migration: a trigger that refuses UPDATE, DELETE and TRUNCATE on ``table``."""
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
