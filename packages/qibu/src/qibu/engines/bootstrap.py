"""One database and one role for each service; a role opens its own database and no other."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

if TYPE_CHECKING:
    import asyncpg

SCRAM_ROUNDS = 4096


async def bootstrap_databases(superuser_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make what is missing of role and database ``name`` for each name in ``passwords``.

    May be repeated; passwords are set anew each time. ``superuser_url`` is
    ``postgresql://user:password@host:port/postgres`` of a superuser. Returns the address of
    each database for its own role. Raises asyncpg's errors.
    """
    import asyncpg  # noqa: PLC0415 (only the first start needs it; the supervisor stays small)

    connection = await asyncpg.connect(superuser_url)
    try:
        # Databases that every cluster has are closed to the services as well.
        await connection.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        await connection.execute("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC")
        for name, password in passwords.items():
            await _ensure(connection, name, password)
    finally:
        await connection.close()
    return {name: database_url(superuser_url, name, password) for name, password in passwords.items()}


def database_url(server_url: str, name: str, password: str) -> str:
    """Address of database ``name`` on the server of ``server_url`` for the role of the same name."""
    server = urlsplit(server_url)
    host = server.netloc.rpartition("@")[2]
    return urlunsplit((server.scheme, f"{quote(name)}:{quote(password, safe='')}@{host}", f"/{name}", "", ""))


async def _ensure(connection: asyncpg.Connection[Any], name: str, password: str) -> None:
    role = f'"{name}"'
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no name for a database")
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(f"CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE")
    # The server gets a verifier, so no log or statistics view can ever show the password.
    await connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{scram_verifier(password)}'")
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await connection.execute(f"CREATE DATABASE {role} OWNER {role} TEMPLATE template0 ENCODING 'UTF8'")
    await connection.execute(f"REVOKE ALL ON DATABASE {role} FROM PUBLIC")
    await connection.execute(f"GRANT CONNECT ON DATABASE {role} TO {role}")


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for a password (RFC 5803, SCRAM-SHA-256). ASCII passwords only."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ROUNDS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored = hashlib.sha256(client).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${SCRAM_ROUNDS}:{salt_text}${stored_text}:{server_text}"
