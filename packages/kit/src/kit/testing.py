"""Help for tests: a service on its own fresh database, called as any role, its events in view.

Tests run on real engines. ``QIBU_TEST_POSTGRES_URL`` (a superuser's) and ``QIBU_TEST_NATS_URL``
name them; the project's root ``conftest.py`` starts them and sets both.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any

import asyncpg
import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from fastapi import FastAPI
from sqlalchemy import select

from kit import migrations
from kit.attachments import Attachments
from kit.auth import Actor, sign_token
from kit.call import Call, system_call
from kit.consumer import mark_applied
from kit.database import Database
from kit.event import CloudEvent
from kit.handlers import Handlers
from kit.ids import new_id
from kit.tables import outbox


@dataclass(frozen=True)
class KeyPair:
    """An Ed25519 key pair in PEM."""

    private: bytes
    public: bytes

    @classmethod
    def generate(cls) -> "KeyPair":
        """A new one."""
        key = Ed25519PrivateKey.generate()
        return cls(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        )


KEYS = KeyPair.generate()
"""The key pair of this test run."""


def token(role: str, *, account: str | None = None, organisation: str | None = None, area: str | None = None) -> str:
    """An access token as the gateway would sign it; the account is named after the role unless given."""
    actor = Actor(account or f"test-{role}", role, organisation=organisation, area=area)
    return sign_token(actor, KEYS.private, issued_at=int(time()), seconds=3600)


class Client:
    """An HTTP client that acts as one account; every POST gets a new Idempotency-Key unless given one."""

    def __init__(self, http: httpx.AsyncClient, bearer: str | None) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return await self._send("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """POST; ``key`` is the Idempotency-Key, ``headers`` are added."""
        headers = {"Idempotency-Key": options.pop("key", None) or new_id(), **options.pop("headers", {})}
        return await self._send("POST", path, json=json, headers=headers, **options)

    async def upload(self, path: str, name: str, content: bytes, **fields: str) -> httpx.Response:
        """POST of a form with a ``file`` and ``fields``."""
        return await self.post(path, files={"file": (name, content)}, data=fields)

    async def patch(self, path: str, json: Any, version: int, **options: Any) -> httpx.Response:
        """PATCH with If-Match."""
        return await self._send("PATCH", path, json=json, headers={"If-Match": f'"{version}"'}, **options)

    async def ok(self, path: str, json: Any = None, **options: Any) -> Any:
        """POST that must succeed; its JSON."""
        response = await self.post(path, json, **options)
        assert response.is_success, response.text  # noqa: S101 -- this module is for tests
        return response.json()

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self._headers, **options.pop("headers", {})}
        return await self._http.request(method, path, headers=headers, **options)


class RunningService:
    """A service in this process, on a database of its own."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, database: Database, handlers: Handlers) -> None:
        self.app = app
        self.http = http
        self.database = database
        self.handlers = handlers

    def as_role(
        self,
        role: str,
        *,
        account: str | None = None,
        organisation: str | None = None,
        area: str | None = None,
    ) -> Client:
        """A client signed in with ``role``."""
        return Client(self.http, token(role, account=account, organisation=organisation, area=area))

    def anonymous(self) -> Client:
        """A client without a token."""
        return Client(self.http, None)

    async def events(self, type_: str | None = None) -> list[dict[str, Any]]:
        """What is in the outbox, in order: dicts with ``type``, ``subject``, ``data``, ``event_id``."""
        query = select(outbox).order_by(outbox.c.position)
        async with self.database.reading(self.call) as tx:
            rows = [dict(row) for row in await tx.all(query)]
        return [row for row in rows if type_ is None or row["type"] == f"qibu.{type_}.v1"]

    async def deliver(self, event: str, subject: str, data: dict[str, Any], **envelope: Any) -> CloudEvent:
        """Apply an event of another service, as the worker would; ``event`` as ``applicants.applicant.accepted``."""
        cloud = CloudEvent(
            id=envelope.get("id") or new_id(),
            source="/qibu/test",
            type=f"qibu.{event}.v1",
            subject=subject,
            time=envelope.get("time") or datetime.now(UTC),
            data=data,
        )
        async with self.database.transaction(self.call) as tx:
            if await mark_applied(tx, [cloud]):
                await self.handlers.apply(tx, cloud)
        return cloud

    @property
    def call(self) -> Call:
        """A call of the service itself."""
        return system_call(self.database.service)


@asynccontextmanager
async def fresh_database(service: str, migrations_folder: Path | None = None) -> AsyncIterator[str]:
    """The address of a new, migrated database, dropped at the end."""
    admin = os.environ["QIBU_TEST_POSTGRES_URL"]
    name = f"test_{service}_{new_id().replace('-', '')[-12:]}"
    await _run(admin, f'CREATE DATABASE "{name}"')
    url = admin.rsplit("/", 1)[0] + f"/{name}"
    try:
        if migrations_folder is not None:
            await asyncio.to_thread(migrations.upgrade, migrations_folder, url)
        yield url
    finally:
        await _run(admin, f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def running_service(
    service: str, make_app: Callable[[str, bytes], FastAPI], handlers: Handlers, migrations_folder: Path
) -> AsyncIterator[RunningService]:
    """``make_app(database_url, public_key)`` on a fresh database, with its lifespan run."""
    async with fresh_database(service, migrations_folder) as url:
        app = make_app(url, KEYS.public)
        with TemporaryDirectory() as folder:
            app.state.attachments = Attachments(Path(folder) / service)
            async with app.router.lifespan_context(app):
                transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
                async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                    yield RunningService(app, http, app.state.database, handlers)


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
