"""The people and offices of the programme, each with an own account, acting through the gateway only."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from kit.ids import new_id


class Actor:
    """One account signed in at the gateway."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self._http.get(path, params=query, headers=self._headers)
        assert answer.is_success, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def does(self, path: str, **facts: Any) -> Any:
        """POST that must succeed."""
        answer = await self.tries(path, **facts)
        assert answer.is_success, f"POST {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def tries(self, path: str, **facts: Any) -> httpx.Response:
        """POST whose answer is looked at."""
        headers = {**self._headers, "Idempotency-Key": new_id()}
        return await self._http.post(path, json=facts, headers=headers)

    async def refused(self, path: str, **facts: Any) -> str:
        """POST that must be refused; the refusal's code."""
        answer = await self.tries(path, **facts)
        assert 400 <= answer.status_code < 500, f"POST {path}: {answer.status_code} {answer.text}"
        return str(answer.json()["code"])

    async def eventually(self, look: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
        """Wait until what follows from events is visible."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await look():
            assert asyncio.get_running_loop().time() < deadline, "did not follow in time"
            await asyncio.sleep(0.05)

    async def may_now(self, path: str, **facts: Any) -> Any:
        """POST as soon as what it needs has become known by events."""
        answer = await self.tries(path, **facts)
        for _ in range(200):
            if answer.is_success:
                return answer.json()
            await asyncio.sleep(0.05)
            answer = await self.tries(path, **facts)
        raise AssertionError(f"POST {path}: {answer.status_code} {answer.text}")


class Bureau:
    """Opens accounts and signs people in."""

    def __init__(self, url: str, admin_password: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=30)
        self._admin_password = admin_password

    async def administrator(self) -> Actor:
        return await self.signed_in("admin", self._admin_password)

    async def signed_in(self, username: str, password: str) -> Actor:
        answer = await self.http.post(
            "/v1/token", data={"grant_type": "password", "username": username, "password": password}
        )
        assert answer.is_success, answer.text
        return Actor(self.http, answer.json()["access_token"])

    async def hire(self, role: str, **scope: str) -> Actor:
        """A new account with ``role``, signed in. Scope: ``area`` or ``organisation``."""
        username = f"{role}-{new_id()[-8:]}"
        password = f"a long pass phrase {new_id()}"
        await (await self.administrator()).does(
            "/v1/accounts", username=username, password=password, name=f"Test {role}", role=role, **scope
        )
        return await self.signed_in(username, password)
