"""Checks the deadline between two reads, while a response is decompressed and parsed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

__all__ = ["DeadlineCheck"]

_TURN: Final = 0.02  # seconds of work after which other tasks run


class DeadlineCheck:
    """Limits the time that one attempt spends on received data: a socket checks the deadline only when it waits.

    Args:
        ends_at: The monotonic time at which the attempt must be over.
        monotonic: The clock of `ends_at`.
    """

    __slots__ = ("_ends_at", "_last_turn", "_monotonic")

    def __init__(self, ends_at: float, monotonic: Callable[[], float]) -> None:
        self._ends_at = ends_at
        self._monotonic = monotonic
        self._last_turn: float = monotonic()

    def is_over(self) -> bool:
        """Whether the attempt must be over."""
        return self._monotonic() > self._ends_at

    async def is_over_async(self) -> bool:
        """Whether the attempt must be over; other tasks of the event loop run now and then."""
        now = self._monotonic()
        if now - self._last_turn > _TURN:
            await asyncio.sleep(0)
            now = self._last_turn = self._monotonic()
        return now > self._ends_at
