"""Events and log lines of a call while it runs, and errors without secrets."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable

from schedbot_sdk import errors
from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.response import Response
from schedbot_sdk.options import CallEvent, EventKind, OnEvent

__all__ = ["CallLog", "notify"]

_log = logging.getLogger("schedbot_sdk")


class CallLog:
    """The events and log lines of one call.

    Args:
        call: The call.
        monotonic: The clock of its events.
        on_event: The user's hook; None without one.
        redact: Takes the call's secrets out of a text.
    """

    __slots__ = ("_call", "_log", "_monotonic", "_on_event", "_redact", "began")

    def __init__(
        self,
        call: BaseCall,
        *,
        monotonic: Callable[[], float],
        on_event: OnEvent | None,
        redact: Callable[[str], str],
    ) -> None:
        self._call = call
        self._monotonic = monotonic
        self._on_event = on_event
        self._redact = redact
        self._log = _log_of(call.service)
        self.began: float = monotonic()

    def attempt(self, number: int) -> None:
        """Tell that an attempt begins."""
        self._log.debug("%s: attempt %d", self._call.name, number)
        self._emit("attempt", number)

    def failure(
        self, number: int, error: errors.SchedbotError, response: Response | None, *, status: int | None, cause: str
    ) -> None:
        """Tell that an attempt failed; the line has no text of the server, which may repeat what a user wrote."""
        level, shown = logging.DEBUG, _on_one_line(cause)
        if isinstance(error, errors.TruncatedStreamError):
            level, shown = logging.WARNING, f"the stream was truncated: {shown}"
        elapsed = self._monotonic() - self.began
        self._log.log(level, "%s: attempt %d failed after %.3f s (%s)", self._call.name, number, elapsed, shown)
        self._emit("failure", number, response, status=status, cause=cause)

    def wait(self, number: int, failed: errors.Attempt, delay: float) -> None:
        """Tell that a retry follows after this delay in seconds."""
        cause = _on_one_line(failed.cause)
        self._log.warning("%s: attempt %d failed (%s); retrying in %.1f s", self._call.name, number, cause, delay)
        self._emit("wait", number, status=failed.status_code, cause=failed.cause, delay=delay)

    def success(self, number: int, response: Response) -> None:
        """Tell that the call succeeded."""
        if self._log.isEnabledFor(logging.DEBUG):
            elapsed = self._monotonic() - self.began
            self._log.debug(
                "%s: attempt %d succeeded after %.3f s (%d)", self._call.name, number, elapsed, response.status
            )
        self._emit("success", number, response, status=response.status)

    def quota_used_up(self) -> None:
        """Tell that no retry follows because the client's retry quota is used up."""
        self._log.debug("%s: not retried: the client's retry quota is used up", self._call.name)

    def redact(self, error: errors.SchedbotError) -> None:
        """Take the secrets out of an error: a server may repeat what it was sent."""
        redact = self._redact
        error.args = tuple(redact(str(text)) for text in error.args)
        if isinstance(error, errors.StatusError):
            error.detail = redact(error.detail)
            error.param = redact(error.param)
            error.code = redact(error.code)
            error.type = redact(error.type)
            error.request_id = redact(error.request_id) if error.request_id else None

    def _emit(
        self,
        kind: EventKind,
        number: int,
        response: Response | None = None,
        *,
        status: int | None = None,
        cause: str | None = None,
        delay: float | None = None,
    ) -> None:
        if self._on_event is None:
            return
        redact = self._redact
        event = CallEvent(
            kind=kind,
            service=self._call.service,
            operation=self._call.name,
            attempt=number,
            elapsed=self._monotonic() - self.began,
            status_code=status,
            cause=cause,
            delay=delay,
            request_id=redact(response.request_id) if response and response.request_id else None,
            rate_limits={name: redact(value) for name, value in response.rate_limits.items()} if response else {},
        )
        notify(self._on_event, event)


def notify(on_event: OnEvent, event: CallEvent) -> None:
    """Call a user's hook; an exception that it raises is logged and breaks nothing."""
    try:
        on_event(event)
    except Exception:
        _log.exception("on_event failed; the call goes on")


@functools.cache
def _log_of(service: str) -> logging.Logger:
    return logging.getLogger(f"{_log.name}.{service}")


def _on_one_line(cause: str) -> str:
    return " ".join(cause.split())[:200]
