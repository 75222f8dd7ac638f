"""Reads a request's body whole: bounded in size and in time."""

import asyncio

from kit.problem import BodyTooLarge
from starlette.types import Message, Receive

from gateway.errors import RequestTooSlow


class CallerGone(Exception):
    """The caller hung up before the request was whole."""


async def read_body(receive: Receive, declared: str, *, limit: int, seconds: float) -> bytes:
    """The body, at most ``limit`` bytes; ``declared`` is its Content-Length, if any.

    Raises BodyTooLarge, RequestTooSlow, CallerGone.
    """
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit=limit)
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, limit)
    except TimeoutError as error:
        raise RequestTooSlow(seconds=f"{seconds:g}") from error


async def _read(receive: Receive, limit: int) -> bytes:
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


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` first, to an application behind us."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again
