"""Decides about retries: whether one can help, and how long to wait before it. Pure; the executors sleep."""

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
    """The functions that tenacity calls, by its own names."""

    retry: Callable[[RetryCallState], bool]
    wait: Callable[[RetryCallState], float]
    stop: Callable[[RetryCallState], bool]
    before_sleep: Callable[[RetryCallState], None]
    retry_error_callback: Callable[[RetryCallState], object]


_TRY_AGAIN = frozenset({408, 425})
"""Statuses besides 429 and 5xx that ask for a retry (RFC 9110, 15.5.9; RFC 8470, 5.2)."""


def may_repeat(call: BaseCall, error: SchedbotError, response: Response | None) -> bool:
    """Return whether a retry can help and does no harm (the rules are in docs/retries.md)."""
    if isinstance(error, StatusError):
        return _may_repeat_status(call, error, response)
    if isinstance(error, TransportError):
        return call.idempotent or not error.request_sent
    return isinstance(error, TruncatedStreamError) and call.idempotent


def _may_repeat_status(call: BaseCall, error: StatusError, response: Response | None) -> bool:
    should_retry = _should_retry(response)
    if isinstance(error, QuotaExceededError) or should_retry is False:
        return False
    if isinstance(error, RateLimitError):
        return True
    if call.is_poll and isinstance(error, ConflictError):  # another poll is running, and a retry would end it
        return False
    if _may_be_lost(call, error, response):  # also against `x-should-retry`, which a proxy sent
        return False
    # An error inside a 200 does not count: that request was processed.
    asks_again = response is not None and response.status in _TRY_AGAIN
    return isinstance(error, ServerError) or asks_again or (should_retry is True and error.status_code >= 400)


def _should_retry(response: Response | None) -> bool | None:
    """Return the value of `x-should-retry`, which the SDKs of chat servers obey; None without the header."""
    value = "" if response is None else response.headers.get("x-should-retry", "").strip().lower()
    return {"true": True, "false": False}.get(value)


def _may_be_lost(call: BaseCall, error: StatusError, response: Response | None) -> bool:
    """Return whether a proxy answered after the service may have done work that must not be done twice."""
    if call.idempotent or response is None or error.status_code == 425:
        return False
    return call.is_lost(response)


def may_have_been_done(call: BaseCall, error: SchedbotError, response: Response | None) -> bool:
    """Return whether a sent request may have had its effect, although the attempt ended with this error."""
    if call.idempotent:
        return False
    if isinstance(error, StatusError):
        return (error.status_code >= 500 or error.status_code == 408) and _may_be_lost(call, error, response)
    return True


def backoff(policy: RetryPolicy, failures: int, random: float) -> float:
    """Return the seconds before the next attempt with full jitter, for a random number in [0, 1)."""
    # The exponent is bounded so that a policy with thousands of attempts does not overflow a float.
    return random * min(policy.max_wait, policy.initial_wait * 2.0 ** min(failures - 1, 64))


def wait_after(retry_after: float | None, policy: RetryPolicy, failures: int, random: float) -> float:
    """Return the seconds before the next attempt: the longer of the server's Retry-After and our own back-off."""
    return max(retry_after or 0.0, backoff(policy, failures, random))
