"""What travels with a request and its answer, and what does not."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kit.ids import new_id
from kit.problem import language_of

RawHeaders = list[tuple[bytes, bytes]]

_FORWARDED = {
    b"authorization",
    b"accept",
    b"accept-language",
    b"content-type",
    b"idempotency-key",
    b"if-match",
    b"tracestate",
}
_OURS = {b"x-request-id", b"traceparent", b"x-forwarded-for"}
_HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
_NOT_BACK = _HOP_BY_HOP | {b"content-length", b"date", b"server", b"x-request-id", b"cache-control"}
SECURITY: RawHeaders = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
NO_STORE = (b"cache-control", b"no-store")

_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,127}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class Incoming:
    """The headers of a request that the gateway looks at."""

    request_id: str
    traceparent: str
    authorization: str
    accept_language: str
    content_type: str
    content_length: str
    source: str
    forwarded: bytes

    @property
    def language(self) -> str:
        """``en`` or ``zh``."""
        return language_of(self.accept_language)

    def upstream(self) -> bytes:
        """The header lines to send to a service."""
        return self.forwarded + lines(
            ("x-request-id", self.request_id), ("traceparent", self.traceparent), ("x-forwarded-for", self.source)
        )

    def own(self, raw: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
        """The request's headers for the gateway's own addresses: ours in place of what the caller claims."""
        kept = [(name, value) for name, value in raw if name not in _OURS]
        return [
            *kept,
            (b"x-request-id", self.request_id.encode()),
            (b"traceparent", self.traceparent.encode()),
            (b"x-forwarded-for", self.source.encode()),
        ]


def lines(*headers: tuple[str, str]) -> bytes:
    """Header lines as they are sent. Values come from parsed headers or are our own: none holds a line end."""
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1")


def read(raw: Sequence[tuple[bytes, bytes]], peer: str, proxies: frozenset[str] = frozenset()) -> Incoming:
    """Read a request's headers (ASGI's, with small letters). ``peer`` is the address that connected.

    The caller's address is the peer's; or, when the peer is one of our ``proxies``, the last that it names.
    The caller's request id and trace are kept when they are well formed, and made otherwise.
    """
    seen = dict(raw)
    forwarded = b"".join([b"%b: %b\r\n" % header for header in raw if header[0] in _FORWARDED])

    def text(name: bytes) -> str:
        return seen.get(name, b"").decode("latin-1")

    request_id, traceparent = text(b"x-request-id"), text(b"traceparent")
    source = peer
    if peer in proxies:
        source = text(b"x-forwarded-for").rpartition(",")[2].strip() or peer
    return Incoming(
        request_id=request_id if _REQUEST_ID.fullmatch(request_id) else new_id(),
        traceparent=traceparent if _TRACEPARENT.fullmatch(traceparent) else new_traceparent(),
        authorization=text(b"authorization"),
        accept_language=text(b"accept-language"),
        content_type=text(b"content-type"),
        content_length=text(b"content-length"),
        source=source,
        forwarded=forwarded,
    )


def new_traceparent() -> str:
    """A new trace (W3C Trace Context, version 00, sampled)."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"


def back(raw: Iterable[tuple[bytes, bytes]], request_id: str, length: int) -> RawHeaders:
    """The headers of a service's answer as the caller gets them, ``length`` being the body's bytes."""
    kept = [(name.lower(), value) for name, value in raw]
    named = {part.strip().lower() for name, value in kept if name == b"connection" for part in value.split(b",")}
    headers = [(name, value) for name, value in kept if name not in _NOT_BACK and name not in named]
    headers += SECURITY
    headers += [NO_STORE, (b"x-request-id", request_id.encode()), (b"content-length", str(length).encode())]
    return headers
