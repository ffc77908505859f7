"""A getUpdates request: its parameters, and its wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

__all__ = ["Poll", "Polled"]


@dataclass(frozen=True, slots=True)
class Polled:
    """A getUpdates request, with the parameters that the server used."""

    offset: int
    """The offset."""
    limit: int
    """The most updates to return, 1 to 100."""
    timeout: int
    """The longest wait, in seconds."""
    at: float
    """The time of its arrival, as `time.monotonic()`."""
    confirmed: int
    """How many updates its offset confirmed on arrival."""


class Poll:
    """A waiting request; create it in the server's event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self.conflict = ""
        """The description of its 409; empty without a conflict."""
        self.is_disconnected: bool = False
        """Whether its client disconnected."""

    def wake(self) -> None:
        """Wake it; callable from any thread."""
        self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Wait until it is woken, at most `seconds`."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        self._event.clear()

    async def watch(self, request: Request) -> None:
        """Wake it when its client disconnects."""
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.is_disconnected = True
        self._event.set()
