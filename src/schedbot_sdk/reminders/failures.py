"""Decides whether a reminder whose `send` failed is sent again, and when. Pure."""

from __future__ import annotations

from schedbot_sdk._core.call import CLOSED
from schedbot_sdk._core.retry import backoff
from schedbot_sdk.errors import AuthenticationError, ConfigurationError, NotFoundError, SchedbotError, StatusError
from schedbot_sdk.telegram import WrongHandlerError
from schedbot_sdk.telegram.polling.failure_policy import BACKOFF, is_permanent, is_transient, may_have_had_effect

__all__ = ["counts_as_attempt", "ends_the_run", "retry_delay"]


def ends_the_run(error: BaseException) -> bool:
    """Whether no reminder can be sent: the token or the function is wrong, or the client was closed."""
    if not isinstance(error, Exception) or isinstance(error, WrongHandlerError):
        return True
    if isinstance(error, ConfigurationError):
        return bool(error.service) and CLOSED.cause in str(error)
    is_from_telegram = isinstance(error, SchedbotError) and error.service == "telegram"
    return is_from_telegram and isinstance(error, AuthenticationError | NotFoundError)


def counts_as_attempt(error: Exception) -> bool:
    """Whether the error is not transient, or may follow an effect."""
    return not is_transient(error) or may_have_had_effect(error)


def retry_delay(error: Exception, *, tries: int, failures: int, attempts: int, random: float) -> float | None:
    """Return the seconds until a reminder is sent again; None gives it up.

    Args:
        error: What `send` raised.
        tries: The failures that count as attempts, with this one.
        failures: All failures, with this one.
        attempts: The most attempts.
        random: The jitter, in [0, 1).
    """
    if is_permanent(error) or tries >= attempts:
        return None
    retry_after = error.retry_after if isinstance(error, StatusError) else None
    return max(backoff(BACKOFF, failures, random), retry_after or 0.0)
