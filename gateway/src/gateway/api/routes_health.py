"""Health and metrics of the gateway. They need no token; keep them inside by the rules of your network."""

import asyncio

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from kit.call import system_call
from kit.database import UNREACHABLE, Database
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from gateway.proxy.upstream import ServiceDown, ServiceSlow, Upstreams
from gateway.store.accounts import accounts

router = APIRouter(include_in_schema=False)
_SECONDS = 1.0
_OK, _UNAVAILABLE = 200, 503


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive", "service": "gateway"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Ready when the gateway itself can serve; the services' own readiness is told beside it."""
    state = request.app.state
    own, services = await asyncio.gather(_database(state.database), _services(state.upstreams))
    content = {"status": "ready" if own else "not ready", "database": own, "services": services}
    return JSONResponse(content, _OK if own else _UNAVAILABLE)


@router.get("/metrics")
async def metrics() -> Response:
    """For Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _database(database: Database) -> bool:
    try:
        async with asyncio.timeout(_SECONDS), database.reading(system_call("gateway")) as tx:
            await tx.value(select(accounts.c.id).limit(1))
    except (*UNREACHABLE, asyncpg.PostgresError, SQLAlchemyError, TimeoutError):
        return False
    return True


async def _services(upstreams: Upstreams) -> dict[str, str]:
    names = upstreams.services
    states = await asyncio.gather(*(_service(upstreams, name) for name in names))
    return dict(zip(names, states, strict=True))


async def _service(upstreams: Upstreams, service: str) -> str:
    try:
        reply = await upstreams.send(service, "GET", b"/readyz", b"", seconds=_SECONDS)
    except (ServiceDown, ServiceSlow):
        return "not reachable"
    return "ready" if reply.status == _OK else "not ready"
