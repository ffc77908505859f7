"""Logs the error of a user's function on the logger `schedbot_sdk.polling`: no secrets and no user text."""

from __future__ import annotations

import logging
from typing import Final

from schedbot_sdk.telegram.handlers.tracebacks import redacted_traceback

__all__ = ["log_error", "polling_log"]

polling_log: Final = logging.getLogger("schedbot_sdk.polling")


def log_error(message: str, error: BaseException, *details: object) -> None:
    """Write an ERROR with the traceback of an exception, without the exception's message."""
    if not polling_log.isEnabledFor(logging.ERROR):
        return
    file, line, function, _ = polling_log.findCaller(stacklevel=2)
    exc_info = (type(error), error, error.__traceback__)
    record = polling_log.makeRecord(polling_log.name, logging.ERROR, file, line, message, details, exc_info, function)
    record.exc_text = redacted_traceback(error)  # formatters use it as it is
    polling_log.handle(record)
