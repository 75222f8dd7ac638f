"""A gateway on its own database, on a real socket, before four small services on real sockets."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from gateway.app import make_app
from gateway.settings import SERVICES, GatewaySettings
from kit.database import Database
from kit.testing import KEYS, Client, token
from small_service import make_service

MIGRATIONS = Path(__file__).parents[1] / "migrations"
ADMIN_PASSWORD = "the first administrator's own"


@asynccontextmanager
async def serving(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """Serves ``app`` on a free port of this machine; its address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http="httptools",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Behind:
    """The services behind the gateway, and the folder of their documents."""

    apps: dict[str, FastAPI]
    addresses: dict[str, str]
    contracts: Path

    def seen(self, service: str) -> list[dict]:
        """The requests that ``service`` got."""
        return self.apps[service].state.seen


@asynccontextmanager
async def services_behind(folder: Path) -> AsyncIterator[Behind]:
    apps = {name: make_service(name) for name in SERVICES}
    for name, app in apps.items():
        (folder / f"{name}.json").write_text(json.dumps(app.openapi()))
    async with AsyncExitStack() as stack:
        addresses = {name: await stack.enter_async_context(serving(app)) for name, app in apps.items()}
        yield Behind(apps, addresses, folder)


@dataclass
class RunningGateway:
    """A gateway that is up."""

    app: FastAPI
    address: str
    http: httpx.AsyncClient

    @property
    def database(self) -> Database:
        return self.app.state.database

    def as_role(self, role: str, **claims) -> Client:
        return Client(self.http, token(role, **claims))

    def anonymous(self) -> Client:
        return Client(self.http, None)

    async def sign_in(self, username: str, password: str, **headers: str) -> httpx.Response:
        form = {"grant_type": "password", "username": username, "password": password}
        return await self.http.post("/v1/token", data=form, headers=headers)

    async def administrator(self) -> Client:
        return await self.client_of("admin", ADMIN_PASSWORD)

    async def client_of(self, username: str, password: str) -> Client:
        response = await self.sign_in(username, password)
        assert response.status_code == 200, response.text
        return Client(self.http, response.json()["access_token"])

    def log_lines(self) -> list[dict]:
        """The access log so far."""
        self.app.state.access_log.flush()
        return [json.loads(line) for line in self.app.state.access_log._stream.getvalue().splitlines()]


def settings_for(behind: Behind, folder: Path, **changes) -> GatewaySettings:
    password = folder / "admin-password"
    password.write_text(ADMIN_PASSWORD + "\n")
    addresses = {f"{name}_url": address for name, address in behind.addresses.items()}
    return GatewaySettings(
        **{
            **addresses,
            "contracts": behind.contracts,
            "admin_password_file": password,
            "trusted_proxies": "127.0.0.1",
            **changes,
        }
    )


@asynccontextmanager
async def running_gateway(database_url: str, settings: GatewaySettings) -> AsyncIterator[RunningGateway]:
    app = make_app(database_url, KEYS.private, settings)
    app.state.access_log._stream = io.StringIO()
    async with serving(app) as address, httpx.AsyncClient(base_url=address, timeout=20) as http:
        yield RunningGateway(app, address, http)
