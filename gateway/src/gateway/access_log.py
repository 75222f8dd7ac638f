"""The access log: one JSON line a request, of the same shape and in the same stream as :mod:`kit.log`'s.

It does not go through :mod:`logging`, which took more than a third of the work of forwarding a small request:
lines are collected and written together, a tenth of a second later at most.
"""

import asyncio
import sys
from datetime import UTC, datetime
from typing import TextIO

from kit.auth import Actor
from orjson import dumps

_EVERY_SECONDS = 0.1


class AccessLog:
    """Writes lines to ``stream``, standard output by default. ``level`` above INFO makes it silent."""

    def __init__(self, level: str = "INFO", stream: TextIO | None = None) -> None:
        self._silent = level.upper() not in {"DEBUG", "INFO"}
        self._stream = stream
        self._lines: list[bytes] = []

    def note(self, method: str, route: str, status: int, seconds: float, request_id: str, actor: Actor) -> None:
        """One request. ``route`` is the template, so that neither ids nor query strings are written.

        Nothing else of a request is: no name, no identity number, no body.
        """
        if self._silent:
            return
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": "info",
            "part": "gateway",
            "logger": "gateway.access",
            "message": "request",
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "request_id": request_id,
            "account": actor.account,
            "role": actor.role,
        }
        if not self._lines:
            asyncio.get_running_loop().call_later(_EVERY_SECONDS, self.flush)
        self._lines.append(dumps(line))

    def flush(self) -> None:
        """Write what was collected."""
        if self._lines:
            lines, self._lines = self._lines, []
            stream = self._stream or sys.stdout
            stream.write(b"\n".join(lines).decode() + "\n")
            stream.flush()
