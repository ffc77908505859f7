"""Requests for updates: what one asked for, and one that waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

__all__ = ["Poll", "Polled"]


@dataclass(frozen=True, slots=True)
class Polled:
    """One getUpdates request, as the server understood it."""

    offset: int
    limit: int
    timeout: int
    """Seconds that it was ready to wait."""
    at: float
    """`time.monotonic()` when it came."""
    confirmed: int
    """How many updates its offset made the server forget when it came."""


class Poll:
    """A request that waits; made inside the server's event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self.conflict = ""
        """Why it has to end with a 409."""
        self.is_disconnected: bool = False
        """Whether nobody is there any more to read its answer."""

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

    async def watch(self, request: Request) -> None:
        """Wake it when its client hangs up."""
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.is_disconnected = True
        self._event.set()
