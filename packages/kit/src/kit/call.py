"""One call: who asks, with which request id and idempotency key, from where, in which language."""

from dataclasses import dataclass, field

from kit.auth import Actor

SYSTEM = "system"


@dataclass(slots=True)
class Answer:
    """The exact answer that was stored with a command: HTTP status, JSON text, the record's version."""

    status: int
    body: str
    version: int | None = None
    replayed: bool = False


@dataclass(slots=True)
class Call:
    """What a use case knows about the request, and nothing of HTTP beyond it."""

    actor: Actor
    request_id: str = ""
    traceparent: str = ""
    source: str = ""
    language: str = "en"
    idempotency_key: str | None = None
    fingerprint: str = ""
    if_match: int | None = None
    success_status: int = 200
    answer: Answer | None = field(default=None)


def system_call(service: str, traceparent: str = "", request_id: str = "") -> Call:
    """The call of a service acting by itself, for example when it applies an event."""
    return Call(
        actor=Actor(account=f"{SYSTEM}:{service}", role=SYSTEM),
        traceparent=traceparent,
        request_id=request_id,
    )
