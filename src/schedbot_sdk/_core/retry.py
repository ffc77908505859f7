"""RetryPolicy -> tenacity: when to repeat, how long to wait, when to stop. Pure; the executors do the sleeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from tenacity import RetryCallState

from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.response import Response
from schedbot_sdk.errors import (
    ConflictError,
    QuotaExceededError,
    RateLimitError,
    SchedbotError,
    ServerError,
    StatusError,
    TransportError,
    TruncatedStreamError,
)
from schedbot_sdk.options import RetryPolicy

__all__ = ["Controls", "backoff", "may_have_been_done", "may_repeat", "wait_after"]


class Controls(TypedDict):
    """The decisions that tenacity asks for, in its own terms."""

    retry: Callable[[RetryCallState], bool]
    wait: Callable[[RetryCallState], float]
    stop: Callable[[RetryCallState], bool]
    before_sleep: Callable[[RetryCallState], None]
    retry_error_callback: Callable[[RetryCallState], object]


_TRY_AGAIN = frozenset({408, 425})
"""Statuses below 500 that tell a client to send its request again (RFC 9110, 15.5.9; RFC 8470, 5.2), beside 429."""


def may_repeat(exchange: BaseCall, error: SchedbotError, answer: Response | None) -> bool:
    """Whether repeating can help and can do no harm (DNS to 5xx: the rule stands in docs/retries.md)."""
    if isinstance(error, StatusError):
        return _may_repeat_status(exchange, error, answer)
    if isinstance(error, TransportError):
        return exchange.idempotent or not error.request_sent
    return isinstance(error, TruncatedStreamError) and exchange.idempotent


def _may_repeat_status(exchange: BaseCall, error: StatusError, answer: Response | None) -> bool:
    told = _should_retry(answer)
    if isinstance(error, QuotaExceededError) or told is False:
        return False
    if isinstance(error, RateLimitError):
        return True
    if exchange.is_poll and isinstance(error, ConflictError):  # another one polls, and would be pushed out again
        return False
    if _may_be_lost(exchange, error, answer):  # whatever `x-should-retry` says: it is a proxy that says it
        return False
    asks = answer is not None and answer.status in _TRY_AGAIN  # not one inside a 200: that request was worked on
    return isinstance(error, ServerError) or asks or (told is True and error.status_code >= 400)


def _should_retry(answer: Response | None) -> bool | None:
    """What the server says of it in the header that the SDKs of chat servers obey; None if it says nothing."""
    word = "" if answer is None else answer.headers.get("x-should-retry", "").strip().lower()
    return {"true": True, "false": False}.get(word)


def _may_be_lost(exchange: BaseCall, error: StatusError, answer: Response | None) -> bool:
    """Whether something in between answered, after the service may have done what must not be done twice."""
    if exchange.idempotent or answer is None or error.status_code == 425:
        return False
    return exchange.is_lost(answer)


def may_have_been_done(exchange: BaseCall, error: SchedbotError, answer: Response | None) -> bool:
    """Whether a request that was sent may have had its effect, although the attempt ended with this error."""
    if exchange.idempotent:
        return False
    if isinstance(error, StatusError):
        return (error.status_code >= 500 or error.status_code == 408) and _may_be_lost(exchange, error, answer)
    return True


def backoff(policy: RetryPolicy, failures: int, chance: float) -> float:
    """Full jitter: seconds before the next attempt, after so many failures, for a chance in [0, 1)."""
    # The exponent is bounded so that a policy with thousands of attempts does not overflow a float.
    return chance * min(policy.max_wait, policy.initial_wait * 2.0 ** min(failures - 1, 64))


def wait_after(told: float | None, policy: RetryPolicy, failures: int, chance: float) -> float:
    """Seconds before the next attempt: the longer of the server's word and our own back-off."""
    return max(told or 0.0, backoff(policy, failures, chance))
