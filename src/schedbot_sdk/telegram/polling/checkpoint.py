"""Saves the progress of a poll in a store, when it has changed."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias, TypeVar, cast

from schedbot_sdk.telegram.handlers.log import polling_log
from schedbot_sdk.telegram.polling.arguments import check_progress
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.log import log_started
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.memory import MemoryStore
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.protocol import DeadLetterStore, OffsetStore

__all__ = ["AsyncCheckpoint", "Checkpoint"]

T = TypeVar("T")
Snapshot: TypeAlias = tuple[Progress, tuple[DeadLetter, ...]]
"""The progress and the new dead letters of a poll at one moment."""

_LAST_SAVE: Final = 0.5
"""Seconds that a store may still wait for other processes after the handlers have ended."""


class Checkpoint:
    """Loads and saves the progress of one poll.

    Args:
        store: The store of the user.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._store = store
        self._is_closed = False
        self._saved: Progress | None = None
        names = ("save_dead_letters", "dead_letters")
        keeps_dead_letters = all(callable(getattr(store, name, None)) for name in names)
        self._dead_letter_store = cast("DeadLetterStore", store) if keeps_dead_letters else None

    def load(self, options: PollOptions) -> Progress:
        """Return how far an earlier run came. Log the start, and warn if the store keeps no dead letters.

        Raises:
            ConfigurationError: The store returned something else.
            Exception: What the store raised.
        """
        self._limit_waits(None)
        self._saved = check_progress(self._store.load())
        log_started(options.host, self._saved.offset)
        if self._dead_letter_store is None and not options.has_hook and options.on_error == "dead_letter":
            polling_log.warning(
                "offset_store (%s) cannot save dead letters: if a handler fails permanently, its update is only logged;"
                ' add save_dead_letters() and dead_letters() to the store, or pass on_failure= or on_error="stop"',
                type(self._store).__qualname__,
            )
        return self._saved

    def unsaved(self, dispatcher: Dispatcher) -> Snapshot | None:
        """Return the snapshot to save; None if the store has it already."""
        progress, dead_letters = dispatcher.pending.progress, dispatcher.pending.dead_letters
        return (progress, dead_letters) if dead_letters or progress != self._saved else None

    def save(self, dispatcher: Dispatcher) -> bool:
        """Save the progress if it has changed; False if the store failed, which ends the poll."""
        snapshot = self.unsaved(dispatcher)
        return snapshot is None or dispatcher.on_saved(snapshot[1], self.write(*snapshot))

    def write(self, progress: Progress, dead_letters: tuple[DeadLetter, ...]) -> Exception | None:
        """Save progress and dead letters in one step, and return the error of the store."""
        try:
            if dead_letters and self._dead_letter_store is not None:
                self._dead_letter_store.save_dead_letters(progress, dead_letters)
            else:
                self._store.save(progress)
        except Exception as error:  # the store may be the user's
            return error
        self._saved = progress
        return None

    def limit_waits(self, drain: float) -> None:
        """Limit how long the store waits for other processes, once the poll is stopped; from any thread."""
        if not self._is_closed:
            self._limit_waits(drain + _LAST_SAVE)

    def close(self) -> None:
        """Take the limit away."""
        self._is_closed = True
        self._limit_waits(None)

    def _limit_waits(self, seconds: float | None) -> None:
        limit_waits = getattr(self._store, "limit_waits", None)  # the SDK's own stores have it
        if callable(limit_waits):
            limit_waits(seconds)


class AsyncCheckpoint:
    """The async twin of `Checkpoint`. It calls the store in a thread of its own, one call at a time.

    Args:
        store: The store of the user.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._checkpoint = Checkpoint(store)
        self._needs_thread = type(store) is not MemoryStore  # that one is faster than a thread
        self._thread = ThreadPoolExecutor(1, "schedbot-store")

    async def load(self, options: PollOptions) -> Progress:
        """Return how far an earlier run came. Log the start, and warn if the store keeps no dead letters.

        Raises:
            ConfigurationError: The store returned something else.
            Exception: What the store raised.
        """
        return await self._run(lambda: self._checkpoint.load(options))

    async def save(self, dispatcher: Dispatcher) -> bool:
        """Save the progress if it has changed; False if the store failed, which ends the poll."""
        snapshot = self._checkpoint.unsaved(dispatcher)
        if snapshot is None:
            return True
        error = await self._run(lambda: self._checkpoint.write(*snapshot))
        return dispatcher.on_saved(snapshot[1], error)

    def limit_waits(self, drain: float) -> None:
        """Limit how long the store waits for other processes, once the poll is stopped; from any thread."""
        self._checkpoint.limit_waits(drain)

    def close(self) -> None:
        """Let the thread end after its current call, without waiting for it."""
        self._thread.submit(self._checkpoint.close)
        self._thread.shutdown(wait=False)

    async def _run(self, function: Callable[[], T]) -> T:
        if not self._needs_thread:
            return function()
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: context.run(function))
