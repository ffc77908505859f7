"""The retries that a client can afford: a bucket of tokens that outages empty and that successes and time fill."""

from __future__ import annotations

import threading
from typing import Final

from schedbot_sdk._core.fork_safety import reset_after_fork

__all__ = ["CLEAN_SUCCESS", "RetryQuota", "Stale", "cost_of"]

CLEAN_SUCCESS: Final = 1.0
"""What a call gives that succeeded at its first attempt."""
_PER_SECOND: Final = 1.0
_COST: Final = 14.0
_COST_WHEN_THROTTLED: Final = 5.0


def cost_of(status: int | None) -> float:
    """Tokens for repeating an attempt that came to this status, or to no answer.

    A 429 is cheaper: a server that says so is alive.
    """
    return _COST_WHEN_THROTTLED if status == 429 else _COST


class RetryQuota:
    """Tokens shared by all calls of one client, which may run in many threads; it is full at first.

    Args:
        capacity: The most tokens that it holds.
        now: Seconds of a monotonic clock, as everywhere here.
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
        """Whether there is enough at the moment; takes nothing."""
        with self._lock:
            self._add(0.0, now)
            return self._tokens >= cost

    def take(self, cost: float, now: float) -> bool:
        """Pay for a retry, or say that there is not enough and take nothing."""
        with self._lock:
            self._add(0.0, now)
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True

    def give(self, tokens: float, now: float) -> None:
        """Take tokens back in, as far as there is room."""
        with self._lock:
            self._add(tokens, now)

    def _add(self, tokens: float, now: float) -> None:
        # Threads read the clock before they wait for the lock, so it may seem to go back.
        passed = max(0.0, now - self._counted_at)
        self._counted_at += passed
        self._tokens = min(self._capacity, self._tokens + tokens + passed * _PER_SECOND)


class Stale:
    """How often in a row the requests of one client met a kept connection that the server had closed.

    Such a request is sent again at once, and once that costs nothing. In an outage it would happen at every request,
    and double them. So until the server gives a good answer, kept connections are not used.
    """

    __slots__ = ("in_a_row",)

    def __init__(self) -> None:
        self.in_a_row: int = 0

    def answered(self, status: int) -> None:
        """Note that an answer came. One that asks for retries (a 5xx, a 429) shows no server in order."""
        if status < 500 and status != 429:
            self.in_a_row = 0
