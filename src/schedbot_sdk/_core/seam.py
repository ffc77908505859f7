"""Time and chance, from one place, so that tests wait for nothing and know every wait."""

from __future__ import annotations

import asyncio
import random as dice
import time as clock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

__all__ = ["SYSTEM", "Seam"]


@dataclass(frozen=True, slots=True)
class Seam:
    """The clock, the dice and the ways to sleep that a client uses: seconds throughout."""

    monotonic: Callable[[], float] = clock.monotonic
    time: Callable[[], float] = clock.time
    random: Callable[[], float] = dice.random
    sleep: Callable[[float], None] = clock.sleep
    async_sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


SYSTEM = Seam()
