"""The HTTP side of a service: its application, its routes with their permissions, who is calling.

A route is declared with :meth:`Routes.verb`, which needs the permission, so that no route can be
without one. Endpoints take ``call: Caller`` and ``database: Db``.
"""

import base64
import functools
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, StringConstraints

from kit.attachments import Attachments
from kit.auth import Actor, NotPermitted, Permission, TokenMissing, Verifier
from kit.call import Answer, Call
from kit.database import Database, Replay
from kit.problem import (
    MEDIA_TYPE,
    HeaderInvalid,
    IdempotencyKeyMissing,
    IfMatchMissing,
    Problem,
    language_of,
)
from kit.refusal import Refusal

ANONYMOUS = Actor(account="anonymous", role="anonymous")

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
"""An identifier in a path or body."""

_KEY = re.compile(r"^[\x21-\x7e]{1,128}$")
_ETAG = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')

_COMMON = {
    400: "A header is missing or not valid",
    401: "No valid access token",
    403: "The role may not do this",
    404: "Unknown, or outside what the caller may see",
    405: "The address does not take that method",
    409: "The record's state, or a rule, does not allow it",
    412: "Someone changed the record since it was read (If-Match)",
    413: "The request is too large",
    415: "The content type is not supported",
    422: "The input is not valid, or a rule refuses it",
    428: "If-Match is needed",
    503: "A part of the platform is not reachable just now",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {}}} for status, text in _COMMON.items()
}

Endpoint = TypeVar("Endpoint", bound=Callable[..., Awaitable[Any]])


class Page(BaseModel):
    """Where a list begins and how much of it is wanted."""

    limit: int
    after: str | None


async def _page(
    limit: Annotated[int, Query(ge=1, le=500, description="How many items at most.")] = 100,
    cursor: Annotated[str | None, Query(max_length=200, description="`next` of the page before.")] = None,
) -> Page:
    if cursor is None:
        return Page(limit=limit, after=None)
    try:
        after = base64.urlsafe_b64decode(cursor.encode()).decode()
    except ValueError as error:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.") from error
    if "\x00" in after:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.")
    return Page(limit=limit, after=after)


Paging = Annotated[Page, Depends(_page)]


def next_cursor(after: str | None) -> str | None:
    """The opaque cursor that begins after ``after`` (a sort key); None when the list ended."""
    return None if after is None else base64.urlsafe_b64encode(after.encode()).decode()


async def _call(request: Request) -> Call:
    permission: Permission = request.scope["route"].permission
    headers = request.headers
    actor = _actor(request, permission)
    call = Call(
        actor=actor,
        request_id=headers.get("x-request-id", ""),
        traceparent=headers.get("traceparent", ""),
        source=headers.get("x-forwarded-for", "") or (request.client.host if request.client else ""),
        language=language_of(headers.get("accept-language")),
        success_status=request.scope["route"].status_code or 200,
    )
    _conditions(request, call)
    return call


def _actor(request: Request, permission: Permission) -> Actor:
    if permission.public:
        return ANONYMOUS
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing(where="Authorization")
    verifier: Verifier = request.app.state.verifier
    actor = verifier.actor(token.strip())
    if actor.role not in permission.roles:
        raise NotPermitted(role=actor.role, permission=permission.name)
    return actor


def _conditions(request: Request, call: Call) -> None:
    if request.method in {"GET", "HEAD"}:
        return
    if_match = request.headers.get("if-match")
    if if_match is not None:
        match = _ETAG.match(if_match.strip())
        if not match:
            raise HeaderInvalid(where="If-Match", header="If-Match", expected='A version such as "3".')
        call.if_match = int(match.group(1))
    if request.method == "PATCH" and call.if_match is None:
        raise IfMatchMissing(where="If-Match")
    if request.method != "POST" or request.scope["route"].permission.public:
        return
    key = request.headers.get("idempotency-key")
    if key is None:
        raise IdempotencyKeyMissing(where="Idempotency-Key")
    if not _KEY.match(key):
        raise HeaderInvalid(
            where="Idempotency-Key", header="Idempotency-Key", expected="1 to 128 printable ASCII characters."
        )
    call.idempotency_key = key
    call.fingerprint = request.scope.get("qibu.fingerprint", "")


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _attachments(request: Request) -> Attachments:
    attachments: Attachments = request.app.state.attachments
    return attachments


Caller = Annotated[Call, Depends(_call)]
Db = Annotated[Database, Depends(_database)]
Files = Annotated[Attachments, Depends(_attachments)]


class Routes(APIRouter):
    """A service's routes; each declares the permission that it needs."""

    def verb(
        self,
        method: str,
        path: str,
        *,
        permission: Permission,
        summary: str,
        description: str,
        status: int = 200,
        refusals: Sequence[type[Refusal]] = (),
        body_example: Any = None,
        **options: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare a route. ``refusals`` are named in its documentation beside the common ones."""

        def decorate(endpoint: Endpoint) -> Endpoint:
            text = description
            if refusals:
                text += "\n\nRefusals: " + ", ".join(f"`{kind.code()}`" for kind in refusals)
            extra: dict[str, Any] = {
                "x-permission": permission.name,
                "x-roles": sorted(permission.roles),
                "x-public": permission.public,
                "security": [] if permission.public else [{"bearer": []}],
            }
            if refusals:
                extra["x-refusals"] = {kind.code(): _explained(kind) for kind in refusals}
            if method in {"POST", "PATCH"}:
                extra["parameters"] = _header_parameters(method, public=permission.public)
            if body_example is not None:
                extra["requestBody"] = {"content": {"application/json": {"example": body_example}}}
            self.add_api_route(
                path,
                _answering(endpoint),
                methods=[method],
                status_code=status,
                summary=summary,
                description=text,
                responses={**options.pop("responses", {}), **PROBLEMS},
                openapi_extra=extra,
                operation_id=endpoint.__name__,
                **options,
            )
            self.routes[-1].permission = permission  # type: ignore[attr-defined]  # read by _call and by the tests
            return endpoint

        return decorate


def _explained(kind: type[Refusal]) -> dict[str, str]:
    """A refusal as its documentation says it, in both languages."""
    return {"en": kind.text("en"), "zh": kind.text("zh"), "mend_en": kind.mend, "mend_zh": kind.mend_zh}


def _header_parameters(method: str, *, public: bool) -> list[dict[str, Any]]:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "A new random key for a new request; the same one when repeating it.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]{1,128}$"},
        "example": "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f10",
    }
    match = {
        "name": "If-Match",
        "in": "header",
        "required": method == "PATCH",
        "description": "The version that you read (its ETag).",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        "example": '"1"',
    }
    return [match] if method == "PATCH" or public else [key, match]


def _answering(endpoint: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Send the very bytes that were stored with the command, with its version as ETag."""

    @functools.wraps(endpoint)
    async def answer(*args: Any, **kwargs: Any) -> Any:
        try:
            result = await endpoint(*args, **kwargs)
        except Replay as replay:
            return _stored(replay.answer)
        call = next((value for value in kwargs.values() if isinstance(value, Call)), None)
        if call is not None and call.answer is not None:
            return _stored(call.answer)
        version = getattr(result, "version", None)
        if isinstance(version, int) and isinstance(result, BaseModel):
            status = call.success_status if call is not None else 200
            return JSONResponse(result.model_dump(mode="json"), status, headers={"ETag": f'"{version}"'})
        return result

    return answer


def _stored(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, media_type="application/json")
    if answer.version is not None:
        response.headers["ETag"] = f'"{answer.version}"'
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response
