"""The clock between two reads, while an answer is unpacked and parsed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

__all__ = ["DeadlineCheck"]

_TURN: Final = 0.02  # seconds of work after which the event loop has its turn


class DeadlineCheck:
    """Watches one attempt's work on what was read. A socket asks for the time only when it waits.

    Args:
        ends_at: The moment at which the attempt must be over.
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
        """Whether the attempt must be over; the event loop runs what waits for it now and then."""
        now = self._monotonic()
        if now - self._last_turn > _TURN:
            await asyncio.sleep(0)
            now = self._last_turn = self._monotonic()
        return now > self._ends_at
