"""Makes a platform ready to run: keys, databases, migrations; each only when it is missing.

Run as ``python -m qibu.prepare`` by the supervisor, in a process of its own since the
libraries that it needs are large and needed once; ``qibu migrate`` does the same without keys.

    QIBU_<SERVICE>_DATABASE_URL   the five databases, addressed as their own roles
    QIBU_SUPERUSER_URL            when given, roles and databases are made with it
    QIBU_SECRETS                  when given, the folder where keys are kept
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from kit import migrations
from kit.marks import Marks
from kit.private import PrivateData

from qibu.data_directory import DataDirectory, write_atomically
from qibu.engines import Engines
from qibu.engines.bootstrap import bootstrap_databases
from qibu.environment import database_variable, given_databases, migrations_folder
from qibu.failure import Failure
from qibu.part import Tell

SECRET = 0o600


def make_keys(secrets: Path) -> None:
    """The token's key pair (Ed25519) and the keys of people's data, once, for this user's eyes only."""
    private = secrets / "token-private.pem"
    if not private.exists():
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        # The private half last: when it is there, both are.
        write_atomically(secrets / "token-public.pem", public.decode(), SECRET)
        write_atomically(private, pem.decode(), SECRET)
    for name in ("data-keys.json", "credit-data-keys.json", "training-data-keys.json"):
        if not (secrets / name).exists():
            write_atomically(secrets / name, PrivateData.generate() + "\n", SECRET)
    if not (secrets / "mark-key.json").exists():
        write_atomically(secrets / "mark-key.json", Marks.generate() + "\n", SECRET)


def migrate(databases: Mapping[str, str], tell: Tell) -> None:
    """Bring every database to the newest revision; those that are there already cost one query."""
    heads = {name: migrations.head(migrations_folder(name)) for name in databases}

    async def revisions() -> list[str | None]:
        return await asyncio.gather(*(_revision(name, url) for name, url in databases.items()))

    current = dict(zip(databases, asyncio.run(revisions()), strict=True))
    for name, url in databases.items():
        if current[name] != heads[name]:
            migrations.upgrade(migrations_folder(name), url)
            tell(f"{name}: migrated from {current[name] or 'empty'} to {heads[name]}")


async def _revision(name: str, url: str) -> str | None:
    try:
        return await migrations.current(url)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Failure(f"{database_variable(name)} cannot be opened: {error}") from error


def make_databases(superuser_url: str, databases: Mapping[str, str]) -> None:
    """Roles and databases with the names and passwords that the addresses hold."""
    passwords = {name: unquote(urlsplit(url).password or "") for name, url in databases.items()}
    asyncio.run(bootstrap_databases(superuser_url, passwords))


def migrate_all(data: Path, superuser_url: str | None, tell: Tell) -> None:
    """Migrate the databases that the environment names, else those of the engine in ``data``.

    Raises AlreadyRunning when a platform runs on ``data``.
    """
    given = given_databases()
    if given is None:
        _migrate_embedded(DataDirectory(data), tell)
    else:
        if superuser_url is not None:
            make_databases(superuser_url, given)
        migrate(given, tell)
    tell("All databases are at their newest revision.")


def _migrate_embedded(data: DataDirectory, tell: Tell) -> None:
    with asyncio.Runner() as runner:
        engines = Engines(data)
        runner.run(engines.start())
        try:
            urls = {name: engines.database_url(name) for name in engines.databases}
            # Alembic's environment runs a loop of its own, so not within this one.
            migrate(urls, tell)
        finally:
            runner.run(engines.stop())


def prepare(environ: Mapping[str, str]) -> None:
    """Do what ``environ`` asks for. Raises Failure."""
    databases = given_databases(environ)
    if databases is None:
        raise Failure("no database is given")
    if "QIBU_SECRETS" in environ:
        make_keys(Path(environ["QIBU_SECRETS"]))
    if "QIBU_SUPERUSER_URL" in environ:
        make_databases(environ["QIBU_SUPERUSER_URL"], databases)
    migrate(databases, lambda line: print(line, flush=True))  # noqa: T201 (its output is its log)


if __name__ == "__main__":
    try:
        prepare(os.environ)
    except Failure as failure:
        sys.exit(str(failure))
