"""Four parallel reads make a participant's story; what is missing is said, not hidden."""

import asyncio
from typing import Any

from kit.call import Call
from kit.problem import TemporarilyUnavailable
from kit.refusal import NotFound
from orjson import JSONDecodeError, loads
from pydantic import BaseModel, Field

from gateway.proxy.headers import lines
from gateway.proxy.upstream import ServiceDown, ServiceSlow, Upstreams

_FIRST = "applicants"
"""Knows every participant: what it does not find, or may not show this caller, does not exist for them."""
_OK, _NOT_FOUND = 200, 404
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class MissingPart(BaseModel):
    """A part of the story that is not told, and why."""

    service: str
    code: str = Field(description="`temporarily_unavailable` when the service is not reachable; else its own code.")
    detail: str


class Story(BaseModel):
    """What each service tells of one participant."""

    participant: str
    parts: dict[str, dict[str, Any] | None] = Field(description="By service: its part, or null when missing.")
    missing: list[MissingPart]


class StoryTeller:
    """Composes stories. Each service decides by the caller's own token what it tells."""

    def __init__(self, upstreams: Upstreams, seconds: float) -> None:
        self._upstreams = upstreams
        self._seconds = seconds

    async def tell(self, call: Call, authorization: str, participant: str) -> Story:
        """The story. Raises NotFound, or TemporarilyUnavailable when no service at all can be reached."""
        headers = lines(
            ("authorization", authorization),
            ("accept-language", _LANGUAGES[call.language]),
            ("x-request-id", call.request_id),
            ("traceparent", call.traceparent),
            ("x-forwarded-for", call.source),
        )
        services = self._upstreams.services
        told = await asyncio.gather(*(self._part(name, participant, headers, call.language) for name in services))
        parts = {name: part for name, part in zip(services, told, strict=True) if not isinstance(part, MissingPart)}
        missing = [part for part in told if isinstance(part, MissingPart)]
        if not parts and all(part.code == TemporarilyUnavailable.code() for part in missing):
            raise TemporarilyUnavailable
        return Story(participant=participant, parts={name: parts.get(name) for name in services}, missing=missing)

    async def _part(
        self, service: str, participant: str, headers: bytes, language: str
    ) -> dict[str, Any] | MissingPart:
        target = f"/v1/story/{service}/{participant}".encode()
        try:
            reply = await self._upstreams.send(service, "GET", target, headers, seconds=self._seconds)
            content = loads(reply.body)
        except (ServiceDown, ServiceSlow, JSONDecodeError):
            content, status = None, 0
        else:
            status = reply.status
        if status == _NOT_FOUND and service == _FIRST:
            raise NotFound(noun="participant")
        if not isinstance(content, dict):
            refusal = TemporarilyUnavailable()
            return MissingPart(service=service, code=refusal.code(), detail=refusal.detail(language))
        if status != _OK:
            return MissingPart(
                service=service, code=str(content.get("code", status)), detail=str(content.get("detail", ""))
            )
        return content
