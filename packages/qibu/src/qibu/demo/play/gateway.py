"""The gateway as its users meet it: an address, an account, a token, and answers or refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

Json = Mapping[str, Any]

AT_ONCE = 24
"""Requests under way at any moment, of all accounts together."""
PATIENCE_SECONDS = 30.0
"""How long a player waits for what another service has yet to hear of, or for a part to come back."""
TOKEN_MARGIN_SECONDS = 30.0
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
_BUSY = frozenset({429, 502, 503, 504})
_UNAUTHORISED = 401
_FIRST_ERROR = 400


class Refused(Exception):
    """The gateway refused a request: ``code`` for programs, the text for people."""

    def __init__(self, method: str, path: str, status: int, problem: Json) -> None:
        self.status = status
        self.code = str(problem.get("code", status))
        self.where = str(problem.get("where", ""))
        detail = problem.get("detail") or problem.get("title") or ""
        faults = "; ".join(
            f"{fault.get('where') or fault.get('row')}: {fault.get('detail')}"
            for fault in problem.get("errors", [])[:5]
        )
        super().__init__(f"{method} {path}: {status} {self.code}: {detail} {self.where} {faults}".strip())


class Silence(Exception):
    """The gateway, or what the player waited for, did not come in time."""


def plain(value: object) -> object:
    """Money as text with two decimals; everything else orjson knows."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(f"{type(value).__name__} is no part of a request")


def body_of(facts: Json) -> bytes:
    """A request body; facts that are None are left out."""
    return orjson.dumps({key: value for key, value in facts.items() if value is not None}, default=plain)


@dataclass
class Gateway:
    """One address with a bounded number of requests under way; counts the calls that were answered."""

    url: str
    seed: int
    calls: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    _session: aiohttp.ClientSession | None = None
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=AT_ONCE, keepalive_timeout=60)
        timeout = aiohttp.ClientTimeout(total=120)
        self._session = aiohttp.ClientSession(self.url.rstrip("/") + "/", connector=connector, timeout=timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def greet(self) -> None:
        """See that somebody is there before anything else. Raises Silence at once when not."""
        if self._session is None:
            raise RuntimeError("enter the gateway first")
        try:
            async with self._session.get("livez") as answer:
                await answer.read()
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            raise Silence(f"nobody answers at {self.url}: {error or type(error).__name__}") from error

    async def sign_in(self, username: str, password: str) -> Json:
        """A token for an account. Raises Refused when the password is wrong."""
        form = aiohttp.FormData({"grant_type": "password", "username": username, "password": password})
        return await self.send("POST", "/v1/token", {}, form)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], data: bytes | aiohttp.FormData | None = None
    ) -> Json:
        """One request, sent again while the gateway is busy or away. Raises Refused or Silence."""
        if self._session is None:
            raise RuntimeError("enter the gateway first")
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                async with (
                    self._turns,
                    self._session.request(method, path.lstrip("/"), headers=headers, data=data) as answer,
                ):
                    content = await answer.read()
                    if answer.status not in _BUSY:
                        self.calls += 1
                        return self._read(method, path, answer.status, content)
                    trouble = f"status {answer.status}"
                    wait = max(wait, float(answer.headers.get("Retry-After", 0)))
            except (aiohttp.ClientConnectionError, TimeoutError) as error:
                trouble = str(error) or type(error).__name__
            if asyncio.get_running_loop().time() > deadline:
                raise Silence(f"{method} {path}: no answer within {PATIENCE_SECONDS:g} s ({trouble})")
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)

    def _read(self, method: str, path: str, status: int, content: bytes) -> Json:
        try:
            answer = orjson.loads(content) if content else {}
        except orjson.JSONDecodeError:
            answer = {"detail": content[:200].decode(errors="replace")}
        if status >= _FIRST_ERROR:
            raise Refused(method, path, status, answer)
        return answer if isinstance(answer, dict) else {"items": answer}


@dataclass
class Desk:
    """Somebody at work: an account that signs in, and again before the token runs out."""

    gateway: Gateway
    username: str
    password: str
    name: str
    role: str
    organisation: str | None = None
    area: str | None = None
    _token: str = ""
    _until: float = 0.0
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def post(self, path: str, key: str, *, later: Collection[str] = (), **facts: Any) -> Json:
        """Send a command under an idempotency key that the plan gives, so that repeating it is safe.

        ``later``: refusals that only say that this service has not heard yet of what another did;
        the command is sent again until it has. Raises Refused or Silence.
        """
        return await self._command("POST", path, key, body_of(facts), later)

    async def upload(self, path: str, key: str, filename: str, content: bytes, **fields: object) -> Json:
        """Send a file with what else its form asks; the file's type follows from its name."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=filename, content_type=TYPES[filename.rpartition(".")[2]])
        for name, value in fields.items():
            form.add_field(name, str(value))
        headers = {"Idempotency-Key": self._key(key), **await self._bearer()}
        return await self.gateway.send("POST", path, headers, form)

    async def get(self, path: str) -> Json:
        """Read one record or one page."""
        return await self.gateway.send("GET", path, await self._bearer())

    async def every(self, path: str) -> Sequence[Json]:
        """Read a list to its end."""
        items: list[Json] = []
        joined = "&" if "?" in path else "?"
        page = await self.get(f"{path}{joined}limit=500")
        items += page["items"]
        while page.get("next"):
            page = await self.get(f"{path}{joined}limit=500&cursor={page['next']}")
            items += page["items"]
        return items

    async def _command(self, method: str, path: str, key: str, body: bytes, later: Collection[str]) -> Json:
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        wait = _FIRST_WAIT_SECONDS
        signed_in_again = False
        while True:
            headers = {
                "Idempotency-Key": self._key(key),
                "Content-Type": "application/json",
                **await self._bearer(),
            }
            try:
                return await self.gateway.send(method, path, headers, body)
            except Refused as refused:
                if refused.status == _UNAUTHORISED and not signed_in_again:
                    signed_in_again, self._until = True, 0.0
                elif refused.code not in later or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)

    def _key(self, key: str) -> str:
        return f"demo-{self.gateway.seed}-{key}"

    async def _bearer(self) -> Mapping[str, str]:
        now = asyncio.get_running_loop().time()
        if now > self._until - TOKEN_MARGIN_SECONDS:
            async with self._signing_in:
                if now > self._until - TOKEN_MARGIN_SECONDS:
                    answer = await self.gateway.sign_in(self.username, self.password)
                    self._token, self._until = answer["access_token"], now + float(answer["expires_in"])
        return {"Authorization": f"Bearer {self._token}"}


TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv",
}
"""Media types by the ending of a file's name."""


def iso(day: date) -> str:
    """A day as the API writes it."""
    return day.isoformat()
