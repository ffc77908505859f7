"""How a program watches a run of reminders, and stops it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["ReminderControl"]


@dataclass(slots=True, eq=False)
class ReminderControl:
    """Shows how a run of reminders is doing, for health checks, and stops it. Pass one as `control=`; use it once.

    The run alone writes the fields; any thread may read them.
    """

    is_active: bool = False
    """Whether this run sends the reminders. False while another run of the same file does."""
    last_check_at: dt.datetime | None = None
    """When the run last looked for due reminders, in UTC; None before the first time. It looks every second."""
    next_due_at: dt.datetime | None = None
    """When the next reminder is due, in UTC; None if none is planned."""
    sent: int = 0
    """Reminders that were sent."""
    late: int = 0
    """Those of `sent` that were late."""
    dropped: int = 0
    """Reminders that were not sent because they were too late: see `late_limit`."""
    retried: int = 0
    """Failures after which a reminder is sent again."""
    failed: int = 0
    """Reminders that were given up because `send` failed."""
    _is_stopped: bool = field(default=False, repr=False)
    _stop: Callable[[], object] | None = field(default=None, repr=False)

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._is_stopped

    def stop(self) -> None:
        """Stop the run: it sends nothing new, waits for what is being sent, and returns.

        May be called from any thread, and from a signal handler.
        """
        self._is_stopped = True
        if self._stop is not None:
            self._stop()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Set the function that `stop` calls; for the run itself."""
        self._stop = stop
        if self._is_stopped:
            stop()
