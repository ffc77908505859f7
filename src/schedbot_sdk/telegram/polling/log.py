"""The log lines of a poll, on the logger `schedbot_sdk.polling`: no secrets and no user text."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.errors import (
    ConflictError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.telegram.handlers.log import log_error, polling_log
from schedbot_sdk.telegram.handlers.tracebacks import summary_of
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.failure_policy import is_delayed_by_limiter, is_transient
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate

__all__ = ["OutageLog", "UpdateLog", "log_started", "log_stopped"]

_WARNING_INTERVAL: Final = 60.0
"""Seconds between two warnings of one outage."""
_IDLE_TIMEOUT: Final = 5.0
"""Seconds after which a long poll may be cut once without a warning: proxies close idle connections."""


def log_started(host: str, offset: int) -> None:
    """Write that a poll has started."""
    polling_log.info("polling %s started at offset %d", host, offset)


def log_stopped(host: str, control: PollControl) -> None:
    """Write that a poll has stopped."""
    polling_log.info(
        "polling %s stopped: %d updates handled, %d given up, %d unfinished",
        host,
        control.handled,
        control.dead,
        control.unfinished,
    )


class UpdateLog:
    """Writes what happens to updates that cannot be handled.

    Args:
        options: They say what happens to such an update.
    """

    def __init__(self, options: PollOptions) -> None:
        is_stopped = options.on_error == "stop"
        self._without_hook = (
            "the poll ends with this error" if is_stopped else "it becomes a dead letter, if the store keeps them"
        )
        self._next = "on_failure is called" if options.has_hook else self._without_hook

    def malformed(self, update: UnparsedUpdate) -> None:
        """Write that an update cannot be decoded."""
        polling_log.error("update %d is malformed: %s; %s", update.update_id, update.reason, self._next)

    def loop_ended_too_often(self, update_id: int, times: int) -> None:
        """Write that a loop over `updates()` ended too often at an update."""
        message = "update %d is given up: it ended the loop over updates() %d times; %s"
        polling_log.error(message, update_id, times, self._next)

    def retried(self, item: WorkItem, error: Exception, delay: float) -> None:
        """Write that a handler failed and is called again: with a traceback, unless the error is transient."""
        update_id = item.received.update_id
        if is_delayed_by_limiter(error):
            polling_log.debug("the send limiter delays the reply to update %d; retrying in %.1f s", update_id, delay)
            return
        message = "update %d is not handled yet: %s (attempt %d); retrying in %.1f s"
        details = (update_id, summary_of(error), item.failures, delay)
        if is_transient(error):
            polling_log.warning(message, *details)
        else:
            log_error(message, error, *details)

    def given_up(self, item: WorkItem, error: Exception) -> None:
        """Write that a handler failed for the last time."""
        message = "update %d is given up: %s (attempt %d); %s"
        log_error(message, error, item.received.update_id, summary_of(error), item.failures, self._next)

    def hook_failed(self, item: WorkItem, error: Exception) -> None:
        """Write that the failure hook failed."""
        log_error(
            "on_failure raised an exception for update %d; %s", error, item.received.update_id, self._without_hook
        )


class OutageLog:
    """Writes that polling fails, first at once and then every minute, and that it works again.

    Args:
        host: The Bot API server.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._started_at: float | None = None
        self._warned_at: float | None = None
        self._failures = 0

    def failed(self, error: SchedbotError, now: float, *, wait: float, duration: float) -> None:
        """Note a poll that failed.

        Args:
            error: Why it failed.
            now: Seconds of the monotonic clock.
            wait: Seconds until the next poll.
            duration: Seconds that this poll took.
        """
        self._started_at = now if self._started_at is None else self._started_at
        self._failures += 1
        is_first = self._failures == 1
        if is_first and duration >= _IDLE_TIMEOUT and isinstance(error, TransportError) and error.request_sent:
            polling_log.debug(
                "polling %s: a long poll was interrupted after %.0f s; polling again", self._host, duration
            )
            return
        if self._warned_at is not None and now - self._warned_at < _WARNING_INTERVAL:
            return
        self._warned_at = now
        polling_log.warning(
            "cannot poll %s: %s; failure %d in %.0f s, retrying in %.1f s; %s",
            self._host,
            summary_of(error),
            self._failures,
            now - self._started_at,
            wait,
            _advice(error),
        )

    def succeeded(self, now: float) -> None:
        """Note a poll that succeeded."""
        if self._warned_at is not None and self._started_at is not None:
            polling_log.info(
                "polling %s works again after %d failures in %.0f s", self._host, self._failures, now - self._started_at
            )
        self._started_at = self._warned_at = None
        self._failures = 0


def _advice(error: SchedbotError) -> str:
    if isinstance(error, ConflictError):
        return "stop the other instance of the bot, or delete its webhook"
    if isinstance(error, RateLimitError):
        return "check that no other program uses the bot's token"
    if isinstance(error, ServerError):
        return "check whether Telegram works, base_url, and the proxy if you set one"
    if isinstance(error, ResponseError):
        return "check that base_url is a Bot API server, and not a proxy's page or a login page"
    return "check the network, DNS, the firewall, base_url, and the proxy if you set one"
