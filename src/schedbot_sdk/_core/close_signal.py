"""How those who wait hear that their client was closed."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

__all__ = ["CloseSignal", "wake_later"]


class CloseSignal:
    """Rings once, when a client is closed, and ends the waits that listen to it: in any thread and event loop.

    It takes no lock: a signal handler may close a client while the same thread begins to wait.
    """

    __slots__ = ("__weakref__", "_bells", "_listeners", "has_rung")

    def __init__(self) -> None:
        self.has_rung: bool = False
        self._listeners: dict[object, Callable[[], None]] = {}
        self._bells: weakref.WeakSet[CloseSignal] = weakref.WeakSet()

    def apart(self) -> CloseSignal:
        """Another one, which rings by itself or with this one."""
        bell = CloseSignal()
        self._bells.add(bell)
        if self.has_rung:
            bell.ring()
        return bell

    def ring(self) -> None:
        """Wake everybody who waits, and from now on everybody who begins to."""
        self.has_rung = True
        for wake in list(self._listeners.values()):
            wake()
        for bell in list(self._bells):
            bell.ring()

    @contextmanager
    def wakes(self, wake: Callable[[], None]) -> Generator[None]:
        """Call `wake` when the bell rings inside the block, or at once if it has rung."""
        key = object()
        self._listeners[key] = wake
        try:
            if self.has_rung:
                wake()
            yield
        finally:
            del self._listeners[key]

    def rest(self, seconds: float) -> None:
        """Sleep for so long, or until the bell rings."""
        asleep = threading.Lock()
        asleep.acquire()
        with self.wakes(lambda: _release(asleep)):
            asleep.acquire(timeout=min(seconds, threading.TIMEOUT_MAX))

    async def rest_async(self, seconds: float) -> None:
        """Sleep for so long, or until the bell rings, without holding the event loop up."""
        loop = asyncio.get_running_loop()
        asleep = asyncio.Event()
        known = weakref.ref(asleep)
        with self.wakes(lambda: wake_later(loop, known())):
            alarm = loop.call_later(seconds, asleep.set)
            try:
                await asleep.wait()
            finally:
                alarm.cancel()


def wake_later(loop: asyncio.AbstractEventLoop, asleep: asyncio.Event | None) -> None:
    """Set an event of another thread's loop. The event is None when its task was collected."""
    if asleep is not None:
        with suppress(RuntimeError):  # the loop was closed with the task in it, which ends when it is collected
            loop.call_soon_threadsafe(asleep.set)


def _release(lock: threading.Lock) -> None:
    with suppress(RuntimeError):  # it was released before
        lock.release()
