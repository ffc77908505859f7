"""What a program outside of the poll sees of it, and does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["PollControl"]


@dataclass(slots=True, eq=False)
class PollControl:
    """Shows how a poll is doing, for health checks, and stops it. Pass one as `control=`; it is good for one poll.

    The numbers are written by the poll alone, and may be read from any thread.

    Attributes:
        last_answer_at: When Telegram last answered a poll well, Unix time; None before the first answer. If it is older
            than the poll's timeout and a minute, the bot hears nothing.
        offset: The lowest update_id that is not finished.
        polls: Answers of Telegram.
        failures: Polls that failed.
        received: Updates that were fetched, each counted once.
        handled: Updates whose handler came to its end.
        retried: Times that a handler failed and is tried again.
        dead: Updates that were given up: they went to `on_failure`, or became dead letters.
        unfinished: Updates that are fetched and not finished.
    """

    last_answer_at: float | None = None
    offset: int = 0
    polls: int = 0
    failures: int = 0
    received: int = 0
    handled: int = 0
    retried: int = 0
    dead: int = 0
    unfinished: int = 0
    _is_stopped: bool = field(default=False, repr=False)
    _stop: Callable[[], object] | None = field(default=None, repr=False)

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._is_stopped

    def stop(self) -> None:
        """Fetch no more, finish what is being handled, confirm, return; from any thread, and from signal handlers."""
        self._is_stopped = True
        if self._stop is not None:
            self._stop()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Be told of `stop`; for the poll itself."""
        self._stop = stop
        if self._is_stopped:
            stop()
