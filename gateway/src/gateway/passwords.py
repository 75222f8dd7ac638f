"""Passwords: hashed with Argon2id, in threads of their own, so that signing in never holds up anything else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from kit.problem import TemporarilyUnavailable

MEMORY_KIB = 19 * 1024
ROUNDS = 2
LANES = 1
"""OWASP's minimum for Argon2id (Password Storage Cheat Sheet: m=19 MiB, t=2, p=1), about 20 ms a try on a small
machine. Stored hashes name their parameters, so that these may be raised at any time."""

_THREADS = 2
_WAITING = 64
Result = TypeVar("Result")


class Passwords:
    """Hashes and verifies, a few at a time. When too many wait it refuses instead of queueing for ever."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._nobodys = self._hasher.hash("nobody's password")
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The text to store."""
        return await self._in_thread(lambda: self._hasher.hash(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one. None stands for an unknown account: wrong, after as long a time."""
        matches = await self._in_thread(lambda: self._matches(stored or self._nobodys, password))
        return matches and stored is not None

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except VerifyMismatchError:
            return False

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= _WAITING:
            raise TemporarilyUnavailable
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
