"""RetryPolicy -> tenacity: when to repeat, how long to wait, when to stop. Pure; the executors do the sleeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from tenacity import RetryCallState

from schedbot_sdk._core.answer import Answer
from schedbot_sdk._core.call import Exchange
from schedbot_sdk.errors import (
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


def may_repeat(exchange: Exchange, error: SchedbotError, answer: Answer | None) -> bool:
    """Whether repeating can help and can do no harm (DNS to 5xx: the rule stands in docs/retries.md)."""
    if isinstance(error, QuotaExceededError):
        return False
    if isinstance(error, RateLimitError):
        return True
    if isinstance(error, ServerError):
        return exchange.idempotent or answer is None or not exchange.is_lost(answer)
    if isinstance(error, TransportError):
        return exchange.idempotent or not error.request_sent
    return isinstance(error, TruncatedStreamError) and exchange.idempotent


def may_have_been_done(exchange: Exchange, error: SchedbotError, answer: Answer | None) -> bool:
    """Whether a request that was sent may have had its effect, although the attempt ended with this error."""
    if exchange.idempotent:
        return False
    if isinstance(error, StatusError):
        return error.status_code >= 500 and answer is not None and exchange.is_lost(answer)
    return True


def backoff(policy: RetryPolicy, failures: int, chance: float) -> float:
    """Full jitter: seconds before the next attempt, after so many failures, for a chance in [0, 1)."""
    # The exponent is bounded so that a policy with thousands of attempts does not overflow a float.
    return chance * min(policy.max_wait, policy.initial_wait * 2.0 ** min(failures - 1, 64))


def wait_after(told: float | None, policy: RetryPolicy, failures: int, chance: float) -> float:
    """Seconds before the next attempt: the server's word where it gave one, our own back-off elsewhere."""
    return backoff(policy, failures, chance) if told is None else told
