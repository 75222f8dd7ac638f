"""The gateway's application, put together."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from fastapi import FastAPI, Request
from fastapi.responses import Response
from kit.audit import seal_once
from kit.auth import Verifier
from kit.body import BodyGuard
from kit.database import Database, unreachable
from kit.observe import RequestMetrics
from kit.problem import add_problem_handlers, language_of, problem_of, problem_response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import contracts
from gateway.access_log import AccessLog
from gateway.api import routes_accounts, routes_health, routes_reference, routes_story, routes_tokens
from gateway.errors import STATUSES, TooManyTries
from gateway.passwords import Passwords
from gateway.proxy.front import Front, Limits
from gateway.proxy.routing import RouteTable
from gateway.proxy.upstream import Upstreams
from gateway.reference.merged import merge, own_document
from gateway.settings import SERVICES, GatewaySettings
from gateway.story import StoryTeller
from gateway.throttle import Throttle
from gateway.use_cases.bootstrap import bootstrap
from gateway.use_cases.sign_in import SignIn

log = logging.getLogger("gateway")
_SEAL_SECONDS = 1.0


class GatewayApp(FastAPI):
    """The application of the gateway's own addresses, with the front door before it."""

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: requests come in by the front door, which calls :meth:`own` for the gateway's own addresses."""
        if self.front is None or scope["type"] != "http":
            await self.own(scope, receive, send)
        else:
            await self.front(scope, receive, send)

    async def own(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The gateway's own addresses."""
        await super().__call__(scope, receive, send)


def make_app(database_url: str, private_key: bytes | None = None, settings: GatewaySettings | None = None) -> FastAPI:
    """The gateway on its database. Raises ContractsError when the services' documents cannot be routed by.

    ``private_key`` (PEM, Ed25519) signs tokens; by default it is read from QIBU_TOKEN_PRIVATE_KEY_FILE.
    """
    settings = settings or GatewaySettings()
    key = private_key or _read_key(settings)
    documents = contracts.load(settings.contracts, SERVICES)
    own = own_document()
    table = RouteTable.of(documents)
    RouteTable.of({**documents, "gateway": own})  # refuses an address that a service shares with us

    app = GatewayApp(title="Qibu", lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    upstreams = Upstreams(
        settings.addresses, seconds=settings.upstream_seconds, connect_seconds=settings.connect_seconds
    )
    verifier = Verifier(_public_key(key))
    app.state.settings = settings
    app.state.database_url = database_url
    app.state.verifier = verifier
    app.state.upstreams = upstreams
    app.state.passwords = Passwords()
    app.state.sign_in = SignIn(app.state.passwords, Throttle(), key)
    app.state.fingerprint_key = hashlib.sha256(b"qibu gateway fingerprint\n" + key).digest()
    app.state.story = StoryTeller(upstreams, settings.story_seconds)
    app.state.access_log = AccessLog(settings.log_level)
    app.state.document = merge(documents, own)

    add_problem_handlers(app, STATUSES)
    app.add_exception_handler(TooManyTries, _too_many_tries)
    for module in (routes_tokens, routes_accounts, routes_story, routes_health, routes_reference):
        app.include_router(module.router)
    app.add_middleware(BodyGuard, limit=settings.max_body_bytes)
    limits = Limits(
        settings.max_body_bytes,
        settings.max_upload_bytes,
        settings.body_seconds,
        settings.proxies,
        settings.public_calls_per_minute,
    )
    app.front = RequestMetrics(Front(app.own, table, upstreams, verifier, limits, app.state.access_log), "gateway")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    settings: GatewaySettings = state.settings
    state.database = Database(state.database_url, pool=settings.database_pool, service="gateway")
    try:
        await bootstrap(state.database, state.passwords, settings.admin_password_file)
        sealing = asyncio.create_task(_seal(state.database))
        try:
            yield
        finally:
            sealing.cancel()
            with suppress(asyncio.CancelledError):
                await sealing
            await _seal_the_rest(state.database)
            state.upstreams.close()
            state.access_log.flush()
    finally:
        state.passwords.close()
        await state.database.close()


async def _seal(database: Database) -> None:
    """The gateway has no worker, so it seals its audit log itself."""
    while True:
        await asyncio.sleep(_SEAL_SECONDS)
        try:
            await seal_once(database)
        except Exception as error:
            if not unreachable(error):
                log.exception("audit entries not sealed; going on")


async def _seal_the_rest(database: Database) -> None:
    """What was written in the last moment; when the database is gone, the next start seals it."""
    try:
        while await seal_once(database):
            pass
    except Exception as error:
        if not unreachable(error):
            raise
        log.warning("audit entries wait for the next start to be sealed")


async def _too_many_tries(request: Request, error: Exception) -> Response:
    if not isinstance(error, TooManyTries):
        raise error
    language = language_of(request.headers.get("accept-language"))
    problem = problem_of(error, STATUSES[TooManyTries], language, request.headers.get("x-request-id", ""))
    response = problem_response(problem, language)
    response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _read_key(settings: GatewaySettings) -> bytes:
    if settings.token_private_key_file is None:
        raise RuntimeError("QIBU_TOKEN_PRIVATE_KEY_FILE is not set: the gateway signs tokens with it")
    return settings.token_private_key_file.read_bytes()


def _public_key(private_key: bytes) -> bytes:
    key = load_pem_private_key(private_key, None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
