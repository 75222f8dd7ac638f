"""One kept-alive HTTP/1.1 connection to a service: sends a request whole, reads its answer whole.

Written on asyncio's protocols and llhttp (httptools) because forwarding must be cheap: a general HTTP client
took more of a processor than the service's own work on a small write.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import httptools

_FIRST_FINAL = 200


class ServiceDown(Exception):
    """The service cannot be reached, or broke off before its answer was whole."""


class ServiceSlow(Exception):
    """The service did not answer in time. Whether it did what was asked is not known."""


@dataclass(slots=True)
class Reply:
    """A service's answer, whole. Header names are as the service wrote them."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


class Connection(asyncio.Protocol):
    """A connection. It takes one request at a time; ``reusable`` says whether it takes another after that."""

    def __init__(self, on_close: Callable[["Connection"], None]) -> None:
        self.reusable = True
        self.answered_before = False
        self.idle_since = 0.0
        self._on_close = on_close
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Reply] | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._head_complete = False
        self._framed = False

    def ask(self, request: bytes) -> "asyncio.Future[Reply]":
        """Send ``request``, head and body; the answer, or ServiceDown when the connection breaks."""
        if self._transport is None:
            raise RuntimeError("not connected")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def drop(self) -> None:
        """Close at once."""
        self.reusable = False
        self._waiting = None
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """A piece of the answer came."""
        if self._waiting is None:
            self.drop()  # nobody asked
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """The service closed: the end of an answer that has no other end, or a broken one."""
        self.reusable = False
        if self._waiting is not None:
            if exc is None and self._head_complete and not self._framed:
                self._finish()
            else:
                self._fail(exc)
        self._on_close(self)

    # What the parser calls

    def on_message_begin(self) -> None:
        """An answer begins."""
        self._headers, self._parts = [], []
        self._head_complete = self._framed = False
        if self._waiting is None:
            self.drop()  # more than was asked for

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._headers.append((name, value))
        if len(name) in {14, 17} and name.lower() in {b"content-length", b"transfer-encoding"}:
            self._framed = True

    def on_headers_complete(self) -> None:
        """The body begins."""
        self._head_complete = True

    def on_body(self, part: bytes) -> None:
        """A piece of the body."""
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """The answer is whole; an interim one (1xx) is passed over."""
        if self._parser.get_status_code() >= _FIRST_FINAL:
            self.reusable = self.reusable and self._parser.should_keep_alive()
            self._finish()

    def _finish(self) -> None:
        waiting, self._waiting = self._waiting, None
        self.answered_before = True
        if waiting is not None and not waiting.done():
            body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            waiting.set_result(Reply(self._parser.get_status_code(), self._headers, body))

    def _fail(self, cause: Exception | None) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            error = ServiceDown("the connection broke")
            error.__cause__ = cause
            waiting.set_exception(error)
