"""How a program watches a poll, and stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["PollControl"]


@dataclass(slots=True, eq=False)
class PollControl:
    """Shows how a poll is doing, for health checks, and stops it. Pass one as `control=`; use it for one poll only.

    The poll alone writes the counters; any thread may read them.
    """

    last_answer_at: float | None = None
    """When Telegram last answered a poll with success, in seconds of Unix time; None before the first answer.

    If it is older than the poll's timeout plus a minute, the bot receives nothing.
    """
    offset: int = 0
    """The lowest update_id that is not finished."""
    polls: int = 0
    """Polls that Telegram answered with success."""
    failures: int = 0
    """Polls that failed."""
    received: int = 0
    """Updates that were fetched, each counted once."""
    handled: int = 0
    """Updates whose handler returned without an error."""
    retried: int = 0
    """Failures of handlers after which the handler is called again."""
    dead: int = 0
    """Updates that were given up: they went to `on_failure`, or became dead letters."""
    unfinished: int = 0
    """Updates that are fetched and not finished."""
    _is_stopped: bool = field(default=False, repr=False)
    _stop: Callable[[], object] | None = field(default=None, repr=False)

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._is_stopped

    def stop(self) -> None:
        """Stop the poll: it fetches no more, lets running handlers end, confirms, and returns.

        May be called from any thread, and from a signal handler.
        """
        self._is_stopped = True
        if self._stop is not None:
            self._stop()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Set the function that `stop` calls; for the poll itself."""
        self._stop = stop
        if self._is_stopped:
            stop()
