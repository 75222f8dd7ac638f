"""The front door, a plain ASGI callable.

The gateway's own addresses go to its application, all others to their service. It says who called what in one
log line, and lets nothing through that no service declares.
"""

import logging
from dataclasses import dataclass
from time import perf_counter

from kit.auth import Actor, NotPermitted, TokenInvalid, TokenMissing, Verifier
from kit.problem import (
    KIT_STATUSES,
    MethodNotAllowed,
    NoSuchAddress,
    TemporarilyUnavailable,
    Unexpected,
    problem_of,
    problem_response,
    status_of,
)
from kit.refusal import Refusal
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access_log import AccessLog
from gateway.errors import STATUSES, TooManyCalls
from gateway.proxy.body import CallerGone, read_body, replay
from gateway.proxy.headers import NO_STORE, SECURITY, Incoming, back, read
from gateway.proxy.routing import Route, RouteTable
from gateway.proxy.strangers import Strangers
from gateway.proxy.upstream import ServiceDown, ServiceSlow, Upstreams

log = logging.getLogger("gateway")
_STATUSES = {**KIT_STATUSES, **STATUSES}
_GATEWAY_TIMEOUT = 504
_GONE = 499
"""What the log says of a caller that hung up, as nginx does."""
_BODYLESS = {"GET", "HEAD", "OPTIONS", "DELETE"}
_NOBODY = Actor(account="", role="")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body, of an upload, seconds in which a body must arrive; which proxies are believed; public calls."""

    body_bytes: int
    upload_bytes: int
    body_seconds: float
    proxies: frozenset[str] = frozenset()
    public_calls_per_minute: int = 120


class Front:
    """The front door."""

    def __init__(
        self,
        own: ASGIApp,
        table: RouteTable,
        upstreams: Upstreams,
        verifier: Verifier,
        limits: Limits,
        access: AccessLog,
    ) -> None:
        self._own = own
        self._table = table
        self._upstreams = upstreams
        self._verifier = verifier
        self._limits = limits
        self._access = access
        self._strangers = Strangers(limits.public_calls_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        started = perf_counter()
        client = scope.get("client")
        incoming = read(scope["headers"], client[0] if client else "", self._limits.proxies)
        visit = _Visit(incoming, send)
        try:
            await self._answer(scope, receive, visit)
        except Refusal as refusal:
            await visit.refuse(scope, receive, refusal, status_of(refusal, _STATUSES))
        except CallerGone:
            visit.status = _GONE
        except Exception:
            if visit.status:  # our own application answered and logged it already, or the caller left midway
                log.warning("failed after the answer began", extra={"request_id": incoming.request_id})
            else:
                log.exception("unexpected error", extra={"request_id": incoming.request_id})
                await visit.refuse(scope, receive, Unexpected(), status_of(Unexpected(), _STATUSES))
        route = getattr(scope.get("route"), "path", "none")
        seconds = perf_counter() - started
        self._access.note(scope["method"], route, visit.status, seconds, incoming.request_id, visit.actor)

    async def _answer(self, scope: Scope, receive: Receive, visit: "_Visit") -> None:
        found = self._table.find(scope["method"], scope["path"])
        if isinstance(found, Route):
            scope["route"] = found
            visit.actor = self._admit(found, visit.incoming)
            await self._forward(found, scope, receive, visit)
        elif found:
            visit.extra.append((b"allow", ", ".join(sorted(found)).encode()))
            raise MethodNotAllowed
        elif not scope["path"].isascii() or not scope.get("raw_path", b"").isascii():
            raise NoSuchAddress
        else:
            await self._answer_ourselves(scope, receive, visit)

    def _admit(self, route: Route, incoming: Incoming) -> Actor:
        if route.public:
            self._strangers.admit(incoming.source)
            return _NOBODY
        actor = self._verifier.actor(_token(incoming))
        if actor.role not in route.roles:
            raise NotPermitted(role=actor.role, permission=route.permission)
        return actor

    async def _forward(self, route: Route, scope: Scope, receive: Receive, visit: "_Visit") -> None:
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        if not raw_path.isascii():
            raise NoSuchAddress
        target = raw_path + b"?" + scope["query_string"] if scope["query_string"] else raw_path
        body = b""
        if route.method not in _BODYLESS:
            limit = self._limits.upload_bytes if route.upload else self._limits.body_bytes
            body = await self._body(visit, limit, receive)
        try:
            reply = await self._upstreams.send(route.service, route.method, target, visit.incoming.upstream(), body)
        except ServiceDown as error:
            log.warning("service not reachable", extra=_of(error, route, visit))
            raise TemporarilyUnavailable(where=route.service) from error
        except ServiceSlow as error:
            log.warning("service too slow", extra=_of(error, route, visit))
            refusal = TemporarilyUnavailable(where=route.service)
            await visit.refuse(scope, receive, refusal, _GATEWAY_TIMEOUT)
            return
        visit.status = reply.status
        headers = back(reply.headers, visit.incoming.request_id, len(reply.body))
        await visit.raw_send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await visit.raw_send({"type": "http.response.body", "body": reply.body})

    async def _answer_ourselves(self, scope: Scope, receive: Receive, visit: "_Visit") -> None:
        if visit.incoming.authorization:
            try:
                visit.actor = self._verifier.actor(_token(visit.incoming))
            except (TokenMissing, TokenInvalid):
                visit.actor = _NOBODY
        if scope["method"] not in _BODYLESS:
            receive = replay(await self._body(visit, self._limits.body_bytes, receive), receive)
        scope["headers"] = visit.incoming.own(scope["headers"])
        if scope["path"].startswith("/v1/"):
            visit.extra.append(NO_STORE)
        await self._own(scope, receive, visit.send)

    async def _body(self, visit: "_Visit", limit: int, receive: Receive) -> bytes:
        declared = visit.incoming.content_length
        return await read_body(receive, declared, limit=limit, seconds=self._limits.body_seconds)


class _Visit:
    """One request while it is answered."""

    __slots__ = ("actor", "extra", "incoming", "raw_send", "status")

    def __init__(self, incoming: Incoming, send: Send) -> None:
        self.incoming = incoming
        self.raw_send = send
        self.actor = _NOBODY
        self.status = 0
        self.extra: list[tuple[bytes, bytes]] = []

    async def send(self, message: Message) -> None:
        """Sends on, with our headers added to the answer's."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            request_id = (b"x-request-id", self.incoming.request_id.encode())
            message["headers"] = [*message.get("headers", []), *SECURITY, *self.extra, request_id]
        await self.raw_send(message)

    async def refuse(self, scope: Scope, receive: Receive, refusal: Refusal, status: int) -> None:
        """Answers with the refusal's problem document, in the caller's language."""
        language = self.incoming.language
        problem = problem_of(refusal, status, language, self.incoming.request_id)
        response = problem_response(problem, language)
        if status == _GATEWAY_TIMEOUT:
            response.headers["Retry-After"] = "2"
        if isinstance(refusal, TooManyCalls):
            response.headers["Retry-After"] = str(refusal.facts["seconds"])
        if status in {408, 413}:
            response.headers["Connection"] = "close"
        if NO_STORE not in self.extra:
            self.extra.append(NO_STORE)
        await response(scope, receive, self.send)


def _token(incoming: Incoming) -> str:
    scheme, _, token = incoming.authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing(where="Authorization")
    return token.strip()


def _of(error: Exception, route: Route, visit: _Visit) -> dict[str, str]:
    cause = error.__cause__ or error
    return {"service": route.service, "request_id": visit.incoming.request_id, "error": type(cause).__name__}
