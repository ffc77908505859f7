"""The retry quota of a client: a bucket of tokens that outages empty, and that successes and time fill."""

from __future__ import annotations

import threading
from typing import Final

from schedbot_sdk._core.fork_safety import reset_after_fork

__all__ = ["CLEAN_SUCCESS", "RetryQuota", "StaleConnections", "cost_of"]

CLEAN_SUCCESS: Final = 1.0
"""Tokens that a call adds when its first attempt succeeds."""
_PER_SECOND: Final = 1.0
_COST: Final = 14.0
_COST_WHEN_THROTTLED: Final = 5.0


def cost_of(status: int | None) -> float:
    """Tokens that a retry costs after this status, or after no response (None).

    A retry of a 429 is cheaper: a server that sends it is alive.
    """
    return _COST_WHEN_THROTTLED if status == 429 else _COST


class RetryQuota:
    """Tokens that all calls of one client share, in any thread; full at first.

    Args:
        capacity: The largest number of tokens.
        now: Seconds of a monotonic clock, as in all methods.
    """

    __slots__ = ("__weakref__", "_capacity", "_counted_at", "_lock", "_tokens")

    def __init__(self, capacity: int, now: float) -> None:
        self._capacity = self._tokens = float(capacity)
        self._counted_at = now
        self._lock = threading.Lock()
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Take a new lock: a thread of the parent may have held the old one."""
        self._lock = threading.Lock()

    def affords(self, cost: float, now: float) -> bool:
        """Whether there are enough tokens now; takes none."""
        with self._lock:
            self._add(0.0, now)
            return self._tokens >= cost

    def take(self, cost: float, now: float) -> bool:
        """Take the tokens of a retry; return False and take none if there are too few."""
        with self._lock:
            self._add(0.0, now)
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True

    def give(self, tokens: float, now: float) -> None:
        """Add tokens, up to the capacity."""
        with self._lock:
            self._add(tokens, now)

    def _add(self, tokens: float, now: float) -> None:
        # Threads read the clock before they wait for the lock, so it may seem to go back.
        passed = max(0.0, now - self._counted_at)
        self._counted_at += passed
        self._tokens = min(self._capacity, self._tokens + tokens + passed * _PER_SECOND)


class StaleConnections:
    """How many requests of one client in a row met a kept connection that the server had closed.

    Such a request is sent again at once; the first one costs nothing. In an outage this would double all requests, so
    kept connections are not used until the server gives a good response.
    """

    __slots__ = ("in_a_row",)

    def __init__(self) -> None:
        self.in_a_row: int = 0

    def answered(self, status: int) -> None:
        """Note the status of a response. A 5xx or 429 does not show that the server works."""
        if status < 500 and status != 429:
            self.in_a_row = 0
