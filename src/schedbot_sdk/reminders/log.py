"""The log lines of a run of reminders, on the logger `schedbot_sdk.reminders`: no secrets and no user text."""

from __future__ import annotations

import logging
from typing import Final

from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.failures import counts_as_attempt
from schedbot_sdk.reminders.schema import Row
from schedbot_sdk.telegram.handlers.tracebacks import log_redacted, summary_of

__all__ = ["ReminderLog"]

_log: Final = logging.getLogger("schedbot_sdk.reminders")


class ReminderLog:
    """Writes what happens to reminders. It names an event by its uid."""

    def started(self) -> None:
        """Write that this run sends the reminders."""
        _log.info("reminders: started")

    def waiting(self) -> None:
        """Write that another run sends the reminders of the file."""
        _log.info("reminders: another run of this file is active; waiting until it ends")

    def stopped(self, control: ReminderControl) -> None:
        """Write that this run has ended."""
        _log.info("reminders: stopped: %d sent, %d dropped, %d given up", control.sent, control.dropped, control.failed)

    def recomputed(self, version: str) -> None:
        """Write that all moments were computed again."""
        _log.info("reminders: all moments were computed again, for the zone rules and options %s", version)

    def dropped(self, row: Row, seconds: int) -> None:
        """Write that a reminder was dropped."""
        _log.warning(
            "reminders: a reminder of event %s was dropped: it was due %d s ago, longer than late_limit allows",
            row.uid,
            seconds,
        )

    def unreadable(self, row: Row, error: Exception) -> None:
        """Write that an event cannot be read."""
        message = "reminders: the event %s in the store cannot be read; trying again in an hour"
        log_redacted(_log, message, error, row.uid)

    def retried(self, row: Row, error: Exception, failures: int, delay: float) -> None:
        """Write that a reminder is sent again: with a traceback, unless the error is transient."""
        message = "reminders: a reminder of event %s was not sent: %s (failure %d); retrying in %.1f s"
        if counts_as_attempt(error):
            log_redacted(_log, message, error, row.uid, summary_of(error), failures, delay)
        else:
            _log.warning(message, row.uid, summary_of(error), failures, delay)

    def given_up(self, row: Row, error: Exception, failures: int) -> None:
        """Write that a reminder is given up."""
        message = "reminders: a reminder of event %s is given up: %s (failure %d)"
        log_redacted(_log, message, error, row.uid, summary_of(error), failures)
