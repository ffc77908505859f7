"""A getUpdates request that waits for an update."""

from __future__ import annotations

import asyncio

__all__ = ["Poll"]


class Poll:
    """Waits until it is woken or its time is over; made inside the server's event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self.taken_over = False

    def wake(self) -> None:
        """Let it look again; called from any thread."""
        self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Return when it is woken, or after these seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        self._event.clear()
