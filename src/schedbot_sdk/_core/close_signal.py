"""Tells every wait of a client that the client was closed."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

__all__ = ["CloseSignal", "wake_later"]


class CloseSignal:
    """An event that is set once, when a client is closed, and ends waits in any thread and event loop.

    It takes no lock: a signal handler may close a client while the same thread begins to wait.
    """

    __slots__ = ("__weakref__", "_children", "_listeners", "is_set")

    def __init__(self) -> None:
        self.is_set: bool = False
        self._listeners: dict[object, Callable[[], None]] = {}
        self._children: weakref.WeakSet[CloseSignal] = weakref.WeakSet()

    def child(self) -> CloseSignal:
        """Return another signal, which is set by itself or with this one."""
        child = CloseSignal()
        self._children.add(child)
        if self.is_set:
            child.set()
        return child

    def set(self) -> None:
        """End all waits, and those that begin later."""
        self.is_set = True
        for wake in list(self._listeners.values()):
            wake()
        for child in list(self._children):
            child.set()

    @contextmanager
    def wakes(self, wake: Callable[[], None]) -> Generator[None]:
        """Call `wake` when the signal is set inside the block, or at once if it is set already."""
        key = object()
        self._listeners[key] = wake
        try:
            if self.is_set:
                wake()
            yield
        finally:
            del self._listeners[key]

    def wait(self, seconds: float) -> None:
        """Sleep for this time, or until the signal is set."""
        asleep = threading.Lock()
        asleep.acquire()
        with self.wakes(lambda: _release(asleep)):
            asleep.acquire(timeout=min(seconds, threading.TIMEOUT_MAX))

    async def wait_async(self, seconds: float) -> None:
        """Sleep for this time, or until the signal is set, without blocking the event loop."""
        loop = asyncio.get_running_loop()
        awake = asyncio.Event()
        reference = weakref.ref(awake)
        with self.wakes(lambda: wake_later(loop, reference())):
            timer = loop.call_later(seconds, awake.set)
            try:
                await awake.wait()
            finally:
                timer.cancel()


def wake_later(loop: asyncio.AbstractEventLoop, awake: asyncio.Event | None) -> None:
    """Set an event of another thread's loop. The event is None when its task was collected."""
    if awake is not None:
        with suppress(RuntimeError):  # the loop was closed with the task in it, which ends when it is collected
            loop.call_soon_threadsafe(awake.set)


def _release(lock: threading.Lock) -> None:
    with suppress(RuntimeError):  # it was released before
        lock.release()
