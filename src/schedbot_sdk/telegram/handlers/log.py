"""Logs the error of a user's function on the logger `schedbot_sdk.polling`: no secrets and no user text."""

from __future__ import annotations

import logging
from typing import Final

from schedbot_sdk.telegram.handlers.tracebacks import log_redacted

__all__ = ["log_error", "polling_log"]

polling_log: Final = logging.getLogger("schedbot_sdk.polling")


def log_error(message: str, error: BaseException, *details: object) -> None:
    """Write an ERROR with the traceback of an exception, without the exception's message."""
    log_redacted(polling_log, message, error, *details, stacklevel=2)
