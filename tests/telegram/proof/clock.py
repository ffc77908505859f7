"""A clock that skips sleeps, and runs normally while a server answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from schedbot_sdk._core.runtime import Runtime

__all__ = ["JumpingClock"]


class JumpingClock:
    """Takes the place of the client's runtime.

    Args:
        generator: For the waits.
        at: Called after each jump with the seconds since the beginning: the script of what happens outside.
    """

    def __init__(self, generator: random.Random, at: Callable[[float], object]) -> None:
        self._began = time.monotonic()
        self._jumped = 0.0
        self._generator = generator
        self._at = at

    @property
    def passed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began + self._jumped

    def runtime(self) -> Runtime:
        return Runtime(
            monotonic=lambda: time.monotonic() + self._jumped,
            time=lambda: time.time() + self._jumped,
            random=self._generator.random,
            sleep=self._jump,
            async_sleep=self._jump_async,
        )

    def _jump(self, seconds: float) -> None:
        self._jumped += seconds
        self._at(self.passed)

    async def _jump_async(self, seconds: float) -> None:
        self._jump(seconds)
