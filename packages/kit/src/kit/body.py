"""Reads a request's body once: bounded in size, fingerprinted, and free of NUL."""

import hashlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.problem import BodyTooLarge, InvalidCharacter, language_of, problem_of, problem_response
from kit.refusal import Refusal


class BodyGuard:
    """Refuses bodies over ``limit`` bytes (413) and NUL characters (422) before anything reads them.

    Puts the request's fingerprint, SHA-256 of method, path and body, into the scope as
    ``qibu.fingerprint``.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if b"%00" in scope.get("query_string", b"") or "\x00" in scope["path"]:
            await self._refuse(InvalidCharacter(where="address"), 422, headers, scope, receive, send)
            return
        if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        body = await self._read(headers, receive)
        if body is None:
            await self._refuse(BodyTooLarge(limit=self.limit), 413, headers, scope, receive, send)
            return
        if "json" in headers.get("content-type", "json") and (b"\\u0000" in body or b"\x00" in body):
            await self._refuse(InvalidCharacter(where="body"), 422, headers, scope, receive, send)
            return
        what = f"{scope['method']} {scope['path']}?".encode() + scope.get("query_string", b"") + b"\n"
        scope["qibu.fingerprint"] = hashlib.sha256(what + body).hexdigest()
        await self.app(scope, _replay(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes | None:
        declared = headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > self.limit:
            return None
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            part = message.get("body", b"")
            size += len(part)
            if size > self.limit:
                return None
            parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts)

    @staticmethod
    async def _refuse(
        refusal: Refusal, status: int, headers: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        language = language_of(headers.get("accept-language"))
        problem = problem_of(refusal, status, language, headers.get("x-request-id", ""))
        response = problem_response(problem, language)
        response.headers["Connection"] = "close"
        await response(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
