"""The clock, the random numbers and the sleeping of a client in one place: tests replace them and know every wait."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from schedbot_sdk._core.close_signal import CloseSignal

__all__ = ["SYSTEM", "Runtime"]

_SLEEP = time.sleep


def _wait_for(receive: Callable[[float | None], bool], seconds: float, *, is_expecting: bool) -> None:  # noqa: ARG001  # for tests
    receive(seconds)


async def _wait_for_async(
    receive: Callable[[float | None], Awaitable[bool]],
    seconds: float,
    *,
    is_expecting: bool,  # noqa: ARG001  # for the clock of tests
) -> None:
    await receive(seconds)


class _WaitFor(Protocol):
    def __call__(self, receive: Callable[[float | None], bool], seconds: float, /, *, is_expecting: bool) -> None: ...


class _AsyncWaitFor(Protocol):
    async def __call__(
        self, receive: Callable[[float | None], Awaitable[bool]], seconds: float, /, *, is_expecting: bool
    ) -> None: ...


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
    wait_for: _WaitFor = _wait_for
    """Calls `receive` with the longest wait; it returns whether something came. `is_expecting` is for a test's clock,
    which must stand still while other threads or tasks work."""
    async_wait_for: _AsyncWaitFor = _wait_for_async
    """As `wait_for`, for asyncio."""

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
