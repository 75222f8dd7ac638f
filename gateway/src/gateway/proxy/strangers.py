"""How often somebody without an account may call: public pages must not be tried out or emptied."""

from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from gateway.errors import TooManyCalls


class Strangers:
    """Counts the calls of each address in the last minute, in this process."""

    def __init__(self, per_minute: int) -> None:
        self._allowed = RateLimitItemPerMinute(per_minute)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def admit(self, address: str) -> None:
        """Count a call of ``address``. Raises TooManyCalls with the seconds until the next one is let in."""
        if not self._counted.hit(self._allowed, address):
            resets = self._counted.get_window_stats(self._allowed, address).reset_time
            raise TooManyCalls(seconds=max(ceil(resets - time()), 1))
