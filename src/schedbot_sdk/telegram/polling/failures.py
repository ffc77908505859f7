"""What an error of a handler, or of a poll, means for the next try. Pure."""

from __future__ import annotations

from schedbot_sdk.errors import (
    BadRequestError,
    DeadlineExceededError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    SchedbotError,
    ServerError,
    TransportError,
)

__all__ = ["is_for_good", "is_kept_back", "may_follow_effect", "may_pass"]


def may_pass(error: Exception) -> bool:
    """Whether it may pass by itself: a service is away, slow or busy, which is no fault of what it was asked."""
    if isinstance(error, QuotaExceededError):
        return False
    return isinstance(error, RateLimitError | ServerError | TransportError | DeadlineExceededError)


def may_follow_effect(error: Exception) -> bool:
    """Whether something may have been done that the next try does once more: a message sent, or a part of a text."""
    return isinstance(error, SchedbotError) and (error.may_have_been_done or error.pieces_sent > 0)


def is_kept_back(error: Exception) -> bool:
    """Whether a limiter had no place for what the handler sent: nothing was tried."""
    is_limiters = isinstance(error, RateLimitError) and error.retry_after is not None and not error.attempts
    return is_limiters and not may_follow_effect(error)


def is_for_good(error: Exception) -> bool:
    """Whether Telegram refused what the handler sent, so that no later try can succeed.

    A 403 is a person who blocked the bot, or a group that removed it; a 400 is what a message must not be.
    """
    return isinstance(error, PermissionDeniedError | BadRequestError) and error.service == "telegram"
