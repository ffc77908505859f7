"""When to ask Telegram again. Pure.

A loop that asks must never run hot: after a failure, an answer that came too early, or while updates are unfinished,
it waits. Nor may it be stuck: whatever may pass by itself is ridden out for as long as it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from schedbot_sdk._core.retry import backoff
from schedbot_sdk.errors import ConflictError, ResponseError, SchedbotError, StatusError, TransportError
from schedbot_sdk.options import RetryPolicy
from schedbot_sdk.telegram.polling.failures import may_pass
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST

__all__ = ["OnConflict", "Poll", "PollTiming"]

OnConflict: TypeAlias = Literal["stop", "wait"]

_MOST: Final = 100  # updates of one answer
_BUSY_GAP = 1.0  # the same offset within 0.5 s would be answered with one update alone
_TOO_EARLY = 0.5  # of the timeout


@dataclass(frozen=True, slots=True)
class Poll:
    """One getUpdates to send."""

    offset: int
    timeout: int
    at: float
    limit: int | None = None
    """The most updates of the answer; None is Telegram's own limit, 100."""


class PollTiming:
    """The rhythm of one poll.

    Args:
        timeout: Seconds that Telegram may hold a poll open.
        concurrency: How many updates are handled at a time.
        policy: The waits after failures.
        on_conflict: What a 409 means.
    """

    def __init__(self, *, timeout: int, concurrency: int, policy: RetryPolicy, on_conflict: OnConflict) -> None:
        self._timeout = timeout
        self._enough = concurrency // 2
        self._policy = policy
        self._on_conflict = on_conflict
        self._not_before = 0.0
        self._busy_until = 0.0
        self._failures = 0
        self._early = 0
        self._last: Poll | None = None
        self._limit: int | None = None

    def next(self, now: float, *, offset: int, unfinished: int) -> Poll | float:
        """What to ask now, or how many seconds to wait first."""
        at = self._not_before
        if unfinished:
            at = max(at, self._busy_until)
            if self._last is not None and (unfinished > self._enough or offset == self._last.offset):
                at = max(at, self._last.at + _BUSY_GAP)
        if now < at:
            return at - now
        # Nothing is held open while updates are unfinished: they come back at once, and new ones with them.
        # Nor is it to throw away what waits: it would throw away what comes, too.
        timeout = 0 if unfinished or offset == ALL_BUT_LAST else self._timeout
        self._last = Poll(offset, timeout, now, self._limit)
        return self._last

    def answered(self, asked: Poll, now: float, chance: float, *, is_new: bool) -> None:
        """Note an answer, and whether it brought anything new."""
        self._failures = 0
        if self._limit is not None:
            self._limit = self._limit * 2 if self._limit * 2 < _MOST else None
        if is_new or now - asked.at >= asked.timeout * _TOO_EARLY:
            self._early = 0
            if not is_new and not asked.timeout:
                # Once all is finished the gap is over: the next question is a long poll, of another offset.
                self._busy_until = asked.at + _BUSY_GAP
                if not self._timeout:  # it is none: polls are short by wish
                    self._not_before = self._busy_until
            return
        # Some servers answer an empty poll at once, and would be asked thousands of times a second.
        self._early += 1
        self._not_before = now + self._policy.initial_wait / 2 + backoff(self._policy, self._early, chance)

    def too_long(self, asked: Poll) -> bool:
        """Note an answer that was too long; whether fewer updates may be asked for, which is then done at once."""
        limit = asked.limit or _MOST
        if limit == 1 or asked.offset == ALL_BUT_LAST:
            return False
        self._limit = limit // 2
        return True

    def failed(self, error: SchedbotError, now: float, chance: float) -> float | None:
        """Seconds to wait after a failure; None when it is for good."""
        if not self._may_pass(error):
            return None
        self._failures += 1
        wait = backoff(self._policy, self._failures, chance)
        if isinstance(error, StatusError) and error.retry_after is not None:
            wait = max(
                error.retry_after, wait, self._policy.initial_wait / 2
            )  # some say 0, and would be asked without end
        elif isinstance(error, TransportError) and self._failures == 1:
            wait = 0.0  # healthy connections, too, are closed from time to time
        elif self._failures > 1:
            wait = max(wait, self._policy.initial_wait / 2)
        self._not_before = now + wait
        return wait

    def _may_pass(self, error: SchedbotError) -> bool:
        if isinstance(error, ConflictError):
            return self._on_conflict == "wait"
        return isinstance(error, ResponseError) or may_pass(error)
