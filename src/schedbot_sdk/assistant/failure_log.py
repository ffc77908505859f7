"""Logs failures for the operator: which service failed and how, never a user's text or a secret."""

from __future__ import annotations

import logging
from typing import Final

from schedbot_sdk.errors import (
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    SchedbotError,
    ScheduleError,
    UnknownTimeZoneError,
)

__all__ = ["log_failure"]

_log: Final = logging.getLogger("schedbot_sdk.assistant")
_ADVICE: Final[dict[type[SchedbotError], str]] = {
    AuthenticationError: "its token or key is wrong or expired: set a new one",
    PermissionDeniedError: "its token or key may not do this",
    QuotaExceededError: "its account has no money left: top it up",
    NotFoundError: "check its base URL and the model's name",
    UnknownTimeZoneError: "a user's time zone there is not an IANA name",
    BadRequestError: "it rejects the bot's requests: check the model and its limits",
}


def log_failure(error: SchedbotError) -> None:
    """Log one line: an error if the operator must act, else a warning.

    It has the SDK's own causes. It leaves out the error's text, because a server's message may quote the user.
    """
    causes = ", ".join(attempt.cause for attempt in error.attempts) or "nothing was sent"
    if isinstance(error, ScheduleError):
        causes = f"{error.tries} answers, {error.tokens_spent} tokens; the last one: {', '.join(error.faults[:3])}"
    advice = next((advice for kind, advice in _ADVICE.items() if isinstance(error, kind)), None)
    if advice is None:
        _log.warning("%s failed: %s (%s)", error.operation or error.service, type(error).__name__, causes)
    else:
        _log.error("%s failed: %s (%s): %s", error.operation or error.service, type(error).__name__, causes, advice)
