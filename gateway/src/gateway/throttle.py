"""Slows down guessing: after five wrong tries one account and source address pair waits, nobody else.

Kept in memory: a restart forgets it, and each gateway process counts by itself.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

from gateway.errors import TooManyTries

TRIES = 5
WINDOW_SECONDS = 300.0
_PAIRS = 10_000


class Attempt:
    """The wrong tries of one account from one source."""

    __slots__ = ("lock", "wrong")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.wrong: list[float] = []


class Throttle:
    """Counts wrong tries. Tries of one pair go one after another, so that none slips past the count."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._pairs: OrderedDict[tuple[str, str], Attempt] = OrderedDict()

    @asynccontextmanager
    async def attempt(self, username: str, source: str) -> AsyncIterator[Attempt]:
        """One try. Raises TooManyTries. Call :meth:`failed` or :meth:`succeeded` within."""
        attempt = self._of(username.lower(), source)
        async with attempt.lock:
            now = self._clock()
            attempt.wrong = [at for at in attempt.wrong if now - at < WINDOW_SECONDS]
            if len(attempt.wrong) >= TRIES:
                raise TooManyTries(seconds=math.ceil(attempt.wrong[0] + WINDOW_SECONDS - now))
            yield attempt

    def failed(self, attempt: Attempt) -> None:
        """That was a wrong password."""
        attempt.wrong.append(self._clock())

    @staticmethod
    def succeeded(attempt: Attempt) -> None:
        """That was the right one: earlier slips are forgotten."""
        attempt.wrong.clear()

    def _of(self, username: str, source: str) -> Attempt:
        pair = (username, source)
        attempt = self._pairs.setdefault(pair, Attempt())
        self._pairs.move_to_end(pair)
        if len(self._pairs) > _PAIRS:
            self._pairs.popitem(last=False)
        return attempt
