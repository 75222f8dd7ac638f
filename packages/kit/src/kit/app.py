"""A service's application, put together."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from kit import observe
from kit.attachments import Attachments
from kit.auth import Verifier
from kit.body import BodyGuard
from kit.database import Database
from kit.dead_letters import dead_letter_routes
from kit.problem import Statuses, add_problem_handlers
from kit.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    service: str,
    title: str,
    description: str,
    settings: Settings,
    database_url: str,
    routes: Sequence[APIRouter],
    statuses: Statuses,
    public_key: str | bytes | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """A service's application: database pool, token verification, routes, problems, health, metrics."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(database_url, pool=settings.database_pool, service=service)
        try:
            if lifespan is None:
                yield
            else:
                async with lifespan(app):
                    yield
        finally:
            await app.state.database.close()

    app = FastAPI(
        title=title,
        description=description,
        version="1",
        lifespan=life,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    _document_security(app)
    key = public_key or _read_key(settings.token_public_key_file)
    app.state.verifier = Verifier(key)
    app.state.settings = settings
    app.state.attachments = Attachments(settings.attachments_folder / service)
    add_problem_handlers(app, statuses)
    for router in routes:
        app.include_router(router)
    app.include_router(dead_letter_routes(service))
    app.include_router(observe.routes(service))
    app.add_middleware(BodyGuard, limit=settings.max_body_bytes)
    app.add_middleware(observe.RequestMetrics, service=service)
    return app


def _document_security(app: FastAPI) -> None:
    """Name the bearer token in the OpenAPI document; :func:`kit.http._call` is what checks it."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        components = document.setdefault("components", {})
        components["securitySchemes"] = {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "Access token from /v1/token",
            }
        }
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _read_key(path: Path | None) -> bytes:
    if path is None:
        raise RuntimeError("QIBU_TOKEN_PUBLIC_KEY_FILE is not set: the gateway's public key verifies tokens")
    return path.read_bytes()
