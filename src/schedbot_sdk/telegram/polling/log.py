"""What a poll writes to the logger `schedbot_sdk.polling`: one line each, without secrets and without user text."""

from __future__ import annotations

import logging
from typing import Final

from schedbot_sdk.errors import (
    ConflictError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.failures import is_kept_back, may_pass
from schedbot_sdk.telegram.polling.tracebacks import redacted_traceback, summary_of

__all__ = ["OutageLog", "log_error", "log_retry", "log_started", "log_stopped", "polling_log"]

polling_log: Final = logging.getLogger("schedbot_sdk.polling")

_EVERY: Final = 60.0
"""Seconds between two warnings of one outage."""
_HELD: Final = 5.0
"""Seconds after which a long poll may be cut once without a word: proxies close connections that are quiet."""


def log_error(message: str, error: BaseException, *details: object) -> None:
    """Write an ERROR with the traceback of an exception, without the exception's own words."""
    if not polling_log.isEnabledFor(logging.ERROR):
        return
    file, line, function, _ = polling_log.findCaller(stacklevel=2)
    kind = (type(error), error, error.__traceback__)
    record = polling_log.makeRecord(polling_log.name, logging.ERROR, file, line, message, details, kind, function)
    record.exc_text = redacted_traceback(error)  # formatters use it as it is
    polling_log.handle(record)


def log_retry(job: WorkItem, error: Exception, wait: float) -> None:
    """Write that a handler failed and is called again: an outage in a line, anything else with its traceback."""
    update_id = job.received.update_id
    if is_kept_back(error):
        polling_log.debug("the send limiter kept back the answer to update %d; again in %.1f s", update_id, wait)
        return
    words = "update %d is not handled yet: %s (attempt %d); again in %.1f s"
    details = (update_id, summary_of(error), job.failures, wait)
    if may_pass(error):
        polling_log.warning(words, *details)
    else:
        log_error(words, error, *details)


def log_started(host: str, offset: int) -> None:
    """Note that a poll begins."""
    polling_log.info("polling %s started at offset %d", host, offset)


def log_stopped(host: str, control: PollControl) -> None:
    """Note that a poll has ended."""
    polling_log.info(
        "polling %s stopped: %d updates handled, %d given up, %d unfinished",
        host,
        control.handled,
        control.dead,
        control.unfinished,
    )


class OutageLog:
    """Writes that polling fails, once and then every minute, and that it works again.

    Args:
        host: Where Telegram is.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._began: float | None = None
        self._warned_at: float | None = None
        self._failures = 0

    def failed(self, error: SchedbotError, now: float, *, wait: float, held: float) -> None:
        """Note a poll that failed.

        Args:
            error: Why.
            now: The moment, in seconds of the monotonic clock.
            wait: Seconds until the next one.
            held: Seconds for which this one was open.
        """
        self._began = now if self._began is None else self._began
        self._failures += 1
        if self._failures == 1 and held >= _HELD and isinstance(error, TransportError) and error.request_sent:
            polling_log.debug("polling %s: a long poll was cut off after %.0f s; asked again", self._host, held)
            return
        if self._warned_at is not None and now - self._warned_at < _EVERY:
            return
        self._warned_at = now
        polling_log.warning(
            "cannot poll %s: %s; failure %d in %.0f s, next try in %.1f s; %s",
            self._host,
            summary_of(error),
            self._failures,
            now - self._began,
            wait,
            _advice(error),
        )

    def answered(self, now: float) -> None:
        """Note a good answer."""
        if self._warned_at is not None and self._began is not None:
            polling_log.info(
                "polling %s works again after %d failures in %.0f s", self._host, self._failures, now - self._began
            )
        self._began = self._warned_at = None
        self._failures = 0


def _advice(error: SchedbotError) -> str:
    if isinstance(error, ConflictError):
        return "stop the other instance of the bot, or delete its webhook"
    if isinstance(error, RateLimitError):
        return "check that no other program uses the bot's token"
    if isinstance(error, ServerError):
        return "check the state of Telegram, and base_url and the proxy if one is set"
    if isinstance(error, ResponseError):
        return "check that base_url is a Bot API server, and that no proxy or login page answers in its place"
    return "check the network, DNS, the firewall, base_url, and the proxy if one is set"
