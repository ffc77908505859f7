"""Shared by the stores on disk: how long they wait for other processes, and how they decode progress."""

from __future__ import annotations

import math
import time
from typing import cast

from schedbot_sdk.telegram.stores.progress import Progress

__all__ = ["WaitLimit", "progress_from"]


class WaitLimit:
    """How long a store waits for another process: its own limit, and less once a poll is stopped.

    Args:
        seconds: The store's own limit.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_at = math.inf

    def limit(self, seconds: float | None) -> None:
        """Let every wait end within so many seconds from now; None removes this limit."""
        self._ends_at = math.inf if seconds is None else time.monotonic() + seconds

    def is_over(self, began_at: float) -> bool:
        """Whether a wait that began at a moment of the monotonic clock must end."""
        return time.monotonic() >= min(began_at + self._seconds, self._ends_at)


def progress_from(offset: object, finished: object) -> Progress | None:
    """Return the progress that a store kept; None if the values have another shape."""
    if not isinstance(offset, int) or isinstance(offset, bool) or offset < 0 or not isinstance(finished, list):
        return None
    keys = cast("list[object]", finished)
    return Progress(offset, tuple(key for key in keys if isinstance(key, str)))
