"""Reads a request's body whole: bounded in size and in time."""

import asyncio
from contextlib import suppress

from kit.problem import BodyTooLarge
from starlette.types import Message, Receive

from gateway.errors import RequestTooSlow

_PASS_OVER_SECONDS = 2.0


class CallerGone(Exception):
    """The caller hung up before the request was whole."""


async def read_body(receive: Receive, declared: str, *, limit: int, seconds: float) -> bytes:
    """The body, at most ``limit`` bytes; ``declared`` is its Content-Length, if any.

    Raises BodyTooLarge, RequestTooSlow, CallerGone.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, declared, limit)
    except TimeoutError as error:
        raise RequestTooSlow(seconds=f"{seconds:g}") from error
    except BodyTooLarge:
        await _pass_over(receive)
        raise


async def _read(receive: Receive, declared: str, limit: int) -> bytes:
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit=limit)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body", False) and len(body) <= limit:
        return body
    parts, size = [], 0
    while True:
        if message["type"] == "http.disconnect":
            raise CallerGone
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BodyTooLarge(limit=limit)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
        message = await receive()


async def _pass_over(receive: Receive) -> None:
    """Read on for a moment: closing while the caller still sends would lose the answer on its way."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PASS_OVER_SECONDS):
            while (await receive()).get("more_body", False):
                pass


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` first, to an application behind us."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again
