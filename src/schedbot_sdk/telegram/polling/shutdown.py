"""Decides when a poll ends, with which error, and how long its handlers may still run. Pure."""

from __future__ import annotations

from collections.abc import Callable

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.polling.control import PollControl

__all__ = ["Shutdown"]


class Shutdown:
    """The end of one poll.

    Args:
        control: Stops the poll.
        drain: Seconds that handlers have to end once the poll is stopped.
        runtime: The clock.
        client_error: Returns the error of all calls once the client is closed; None before that.
    """

    def __init__(
        self, control: PollControl, drain: float, runtime: Runtime, client_error: Callable[[], SchedbotError | None]
    ) -> None:
        self._control = control
        self._drain = drain
        self._runtime = runtime
        self._client_error = client_error
        self._drain_until: float | None = None
        self.error: BaseException | None = None
        """The error that ends the poll."""

    def is_due(self) -> bool:
        """Whether the poll must end: it was stopped, its client was closed, or an error ends it."""
        if not self._control.is_stopped and self.error is None:
            self.error = self._client_error()
        return self._control.is_stopped or self.error is not None

    def is_client_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._client_error() is not None

    def fail(self, error: BaseException) -> None:
        """End the poll with an error. The first one counts, but Ctrl-C and the like replace it."""
        if self.error is None or not isinstance(error, Exception):
            self.error = error

    def begin_drain(self) -> None:
        """Start the time that handlers have to end. May be called from any thread, and from a signal handler."""
        if self._drain_until is None:
            self._drain_until = self._runtime.monotonic() + self._drain

    def drain_seconds(self) -> float:
        """Return the seconds that handlers still have to end."""
        self.begin_drain()
        return max(0.0, (self._drain_until or 0.0) - self._runtime.monotonic())
