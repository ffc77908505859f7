"""Decides when to poll Telegram again. Pure.

A poll waits after a failure, after an empty answer that came too early, and while updates are unfinished, to avoid a
busy loop. Transient failures (5xx, proxy error pages, truncated responses) are retried indefinitely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from schedbot_sdk._core.retry import backoff
from schedbot_sdk.errors import ConflictError, ResponseError, SchedbotError, StatusError, TransportError
from schedbot_sdk.options import CallEvent, RetryPolicy
from schedbot_sdk.telegram.polling.failure_policy import is_transient
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST

__all__ = ["OnConflict", "Poll", "PollTiming", "wait_event"]

OnConflict: TypeAlias = Literal["stop", "wait"]
"""`"stop"` ends a poll with the error on 409; `"wait"` polls again until the other poll or the webhook is gone."""

_MAX_LIMIT: Final = 100
"""Updates of one answer."""
_MIN_INTERVAL: Final = 1.0
"""Seconds between polls of one offset: within 0.5 s Telegram would return one update only."""
_EARLY: Final = 0.5
"""The part of the timeout before which an empty answer comes too early."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One getUpdates request."""

    offset: int
    """The lowest update_id to fetch."""
    timeout: int
    """Seconds that Telegram may hold the request open."""
    sent_at: float
    """Seconds of the monotonic clock."""
    limit: int | None = None
    """The most updates of the answer; None is Telegram's own limit, 100."""


class PollTiming:
    """When one bot is polled next, and with which timeout and limit.

    Args:
        timeout: Seconds that Telegram may hold a poll open.
        concurrency: How many updates are handled at a time.
        policy: The waits after failures.
        on_conflict: What to do on 409.
    """

    def __init__(self, *, timeout: int, concurrency: int, policy: RetryPolicy, on_conflict: OnConflict) -> None:
        self._timeout = timeout
        self._enough = concurrency // 2
        self._policy = policy
        self._on_conflict = on_conflict
        self._not_before = 0.0
        self._busy_until = 0.0
        self._failures = 0
        self._early_answers = 0
        self._last: Poll | None = None
        self._limit: int | None = None

    def seconds_to_wait(self, now: float, *, offset: int, unfinished: int) -> float:
        """Return the seconds until the next poll; 0 when it may be sent now."""
        at = self._not_before
        if unfinished:
            at = max(at, self._busy_until)
            if self._last is not None and (unfinished > self._enough or offset == self._last.offset):
                at = max(at, self._last.sent_at + _MIN_INTERVAL)
        return at - now if now < at else 0.0

    def start(self, now: float, *, offset: int, unfinished: int) -> Poll:
        """Return the poll that is sent now."""
        # A poll is not held open while updates are unfinished: Telegram returns them at once, and new ones with them.
        # A poll that skips the backlog is not held open either: it would delete new updates too.
        timeout = 0 if unfinished or offset == ALL_BUT_LAST else self._timeout
        self._last = Poll(offset, timeout, now, self._limit)
        return self._last

    def succeeded(self, poll: Poll, now: float, random: float, *, is_new: bool) -> None:
        """Note an answer, and whether it had new updates."""
        self._failures = 0
        if self._limit is not None:
            self._limit = self._limit * 2 if self._limit * 2 < _MAX_LIMIT else None
        if is_new or now - poll.sent_at >= poll.timeout * _EARLY:
            self._early_answers = 0
            if not is_new and not poll.timeout:
                # This wait ends when all updates are finished: the next poll is a long one, with another offset.
                self._busy_until = poll.sent_at + _MIN_INTERVAL
                if not self._timeout:  # unless the user wants short polls only
                    self._not_before = self._busy_until
            return
        # Some servers answer an empty poll at once, and would be polled thousands of times a second.
        self._early_answers += 1
        self._not_before = now + self._policy.initial_wait / 2 + backoff(self._policy, self._early_answers, random)

    def reduce_limit(self, poll: Poll) -> bool:
        """Halve the limit after an answer that was too long, and poll at once; False when it cannot be halved."""
        limit = poll.limit or _MAX_LIMIT
        if limit == 1 or poll.offset == ALL_BUT_LAST:
            return False
        self._limit = limit // 2
        return True

    def failed(self, error: SchedbotError, now: float, random: float) -> float | None:
        """Note a failure, and return the seconds until the next poll; None when polling must end."""
        if not self._is_transient(error):
            return None
        self._failures += 1
        wait = backoff(self._policy, self._failures, random)
        if isinstance(error, StatusError) and error.retry_after is not None:
            # A retry_after of 0 must not make a busy loop.
            wait = max(error.retry_after, wait, self._policy.initial_wait / 2)
        elif isinstance(error, TransportError) and self._failures == 1:
            wait = 0.0  # idle connections are closed from time to time
        elif self._failures > 1:
            wait = max(wait, self._policy.initial_wait / 2)
        self._not_before = now + wait
        return wait

    def _is_transient(self, error: SchedbotError) -> bool:
        if isinstance(error, ConflictError):
            return self._on_conflict == "wait"
        return isinstance(error, ResponseError) or is_transient(error)


def wait_event(error: SchedbotError, seconds: float) -> CallEvent:
    """Return the event for `on_event` that a poll failed and the next one is sent after a wait."""
    last = error.attempts[-1] if error.attempts else None
    return CallEvent(
        kind="wait",
        service="telegram",
        operation="telegram.getUpdates",
        attempt=1,
        elapsed=0.0,
        status_code=error.status_code if isinstance(error, StatusError) else None,
        cause=last.cause if last else type(error).__name__,
        delay=seconds,
    )
