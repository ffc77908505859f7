"""Time and chance, from one place, so that tests wait for nothing and know every wait."""

from __future__ import annotations

import asyncio
import random as dice
import time as clock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schedbot_sdk._core.close_signal import CloseSignal

__all__ = ["SYSTEM", "Runtime"]


@dataclass(frozen=True, slots=True)
class Runtime:
    """The clock, the dice and the ways to sleep that a client uses: seconds throughout."""

    monotonic: Callable[[], float] = clock.monotonic
    time: Callable[[], float] = clock.time
    random: Callable[[], float] = dice.random
    sleep: Callable[[float], None] = clock.sleep
    async_sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def rest(self, seconds: float, bell: CloseSignal) -> None:
        """Sleep until the time is over or the bell rings, of which a clock other than the system's knows nothing."""
        if self.sleep is clock.sleep:
            bell.rest(seconds)
        else:
            self.sleep(seconds)

    async def rest_async(self, seconds: float, bell: CloseSignal) -> None:
        """Sleep as `rest` does, without holding the event loop up."""
        if self.async_sleep is asyncio.sleep:
            await bell.rest_async(seconds)
        else:
            await self.async_sleep(seconds)


SYSTEM = Runtime()
