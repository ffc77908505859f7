"""The clock, the random numbers and the sleeping of a client in one place: tests replace them and know every wait."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schedbot_sdk._core.close_signal import CloseSignal

__all__ = ["SYSTEM", "Runtime"]

_SLEEP = time.sleep


@dataclass(frozen=True, slots=True)
class Runtime:
    """The functions that a client uses for time and chance; all times are in seconds."""

    monotonic: Callable[[], float] = time.monotonic
    """The clock of deadlines."""
    time: Callable[[], float] = time.time
    """Unix time."""
    random: Callable[[], float] = random.random
    """A number in [0, 1)."""
    sleep: Callable[[float], None] = _SLEEP
    async_sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def wait(self, seconds: float, close_signal: CloseSignal) -> None:
        """Sleep for this time, or until the client is closed; the clock of a test does not see the signal."""
        if self.sleep is _SLEEP:
            close_signal.wait(seconds)
        else:
            self.sleep(seconds)

    async def wait_async(self, seconds: float, close_signal: CloseSignal) -> None:
        """Sleep as `wait` does, without blocking the event loop."""
        if self.async_sleep is asyncio.sleep:
            await close_signal.wait_async(seconds)
        else:
            await self.async_sleep(seconds)


SYSTEM = Runtime()
