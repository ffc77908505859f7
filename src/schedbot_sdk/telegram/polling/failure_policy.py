"""Decides whether a handler or a poll that failed is tried again, and when. Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk._core.retry import backoff
from schedbot_sdk.errors import (
    BadRequestError,
    DeadlineExceededError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    SchedbotError,
    ServerError,
    StatusError,
    TransportError,
)
from schedbot_sdk.options import RetryPolicy
from schedbot_sdk.telegram.polling.chat_queues import WorkItem

__all__ = [
    "BACKOFF",
    "is_delayed_by_limiter",
    "is_permanent",
    "is_transient",
    "may_have_had_effect",
    "retry_delay",
]

BACKOFF: Final = RetryPolicy(initial_wait=1.0, max_wait=30.0)
"""The waits between polls that fail, and between attempts of a handler."""

_MAX_OUTAGE: Final = 600.0
"""Seconds after which a transient failure counts as an attempt."""
_MAX_OTHERS: Final = 50
"""Other updates handled meanwhile, after which it counts too.

Telegram delivers at most 100 updates from the first unfinished one on.
"""


def is_transient(error: Exception) -> bool:
    """Whether the error may go away by itself: a service is down, slow or busy."""
    if isinstance(error, QuotaExceededError):
        return False
    return isinstance(error, RateLimitError | ServerError | TransportError | DeadlineExceededError)


def may_have_had_effect(error: Exception) -> bool:
    """Whether the next attempt may repeat something: a message that was sent, or a part of a long text."""
    return isinstance(error, SchedbotError) and (error.may_have_been_done or error.pieces_sent > 0)


def is_delayed_by_limiter(error: Exception) -> bool:
    """Whether the send limiter refused what the handler wanted to send, so that nothing was sent."""
    is_from_limiter = isinstance(error, RateLimitError) and error.retry_after is not None and not error.attempts
    return is_from_limiter and not may_have_had_effect(error)


def is_permanent(error: Exception) -> bool:
    """Whether Telegram rejected what the handler sent, so that no later attempt can succeed.

    403: the user blocked the bot, or the group removed it. 400: the message is invalid.
    """
    return isinstance(error, PermissionDeniedError | BadRequestError) and error.service == "telegram"


def retry_delay(
    item: WorkItem, error: Exception, *, attempts: int, now: float, handled: int, random: float
) -> float | None:
    """Count a failure of a handler, and return the seconds until the next attempt; None gives the update up.

    Args:
        item: The update; its counters go up.
        error: What the handler raised.
        attempts: The most attempts. Failures in an outage are not counted.
        now: Seconds of the monotonic clock.
        handled: How many updates the poll has handled so far.
        random: The jitter, in [0, 1).
    """
    item.failures += 1
    if not (is_delayed_by_limiter(error) or _is_outage(item, error, now, handled)):
        item.attempts += 1
    if item.attempts >= attempts or is_permanent(error):
        return None
    retry_after = error.retry_after if isinstance(error, StatusError) else None
    return max(backoff(BACKOFF, item.failures, random), retry_after or 0.0)


def _is_outage(item: WorkItem, error: Exception, now: float, handled: int) -> bool:
    """Whether a service is down: the error is transient, and few other updates were handled meanwhile."""
    is_safe = is_transient(error) and not may_have_had_effect(error)
    return is_safe and handled - item.handled_before < _MAX_OTHERS and now - item.first_attempt_at < _MAX_OUTAGE
