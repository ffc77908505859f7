"""Keeps progress in a store: only what changed is saved, and a failure is a value, for the poll to decide upon."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, cast

from schedbot_sdk.telegram.polling.arguments import check_progress
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.log import polling_log
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.stores.protocol import DeadLetterStore, MemoryStore, OffsetStore

__all__ = ["AsyncCheckpoint", "Checkpoint"]

T = TypeVar("T")

_LAST_SAVE: Final = 0.5
"""Seconds that a store may still wait for other processes after the handlers have ended."""


class Checkpoint:
    """What one poll has saved.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._store = store
        self._is_closed = False
        self._saved: Progress | None = None
        """What the store has, as far as is known."""
        keeps_letters = callable(getattr(store, "bury", None)) and callable(getattr(store, "dead_letters", None))
        self._letter_store = cast("DeadLetterStore", store) if keeps_letters else None

    def load(self) -> Progress:
        """Where an earlier run stopped.

        Raises:
            Exception: What the store raised, or a ConfigurationError for what is no progress.
        """
        self._limit(None)
        self._saved = check_progress(self._store.load())
        return self._saved

    def warn(self, options: PollOptions) -> None:
        """Say at the start that updates which cannot be handled would be lost with this store."""
        if self._letter_store is None and not options.has_hook and options.on_error == "dead_letter":
            polling_log.warning(
                "offset_store (%s) keeps no dead letters: an update whose handler fails for good is only logged; add"
                ' bury() and dead_letters() to the store, or pass on_failure= or on_error="stop"',
                type(self._store).__qualname__,
            )

    def is_saved(self, desk: Dispatcher) -> bool:
        """Whether the store has all that it must remember."""
        return not desk.letters and desk.progress == self._saved

    def save(self, desk: Dispatcher) -> Exception | None:
        """Remember how far a poll has come; the error of a store that could not."""
        if self.is_saved(desk):
            return None
        progress, letters = desk.progress, desk.letters
        error = self.write(progress, letters)
        if error is None:
            desk.kept(letters)
        return error

    def write(self, progress: Progress, letters: tuple[DeadLetter, ...]) -> Exception | None:
        """Give the store progress and dead letters in one step; the error if it could not take them."""
        try:
            if letters and self._letter_store is not None:
                self._letter_store.bury(progress, letters)
            else:
                self._store.save(progress)
        except Exception as error:  # of a store that may be anybody's
            return error
        self._saved = progress
        return None

    def hurry(self, drain: float) -> None:
        """Let the store wait for other processes little longer than handlers have to end; from any thread."""
        if not self._is_closed:
            self._limit(drain + _LAST_SAVE)

    def close(self) -> None:
        """Leave the store as it was."""
        self._is_closed = True
        self._limit(None)

    def _limit(self, seconds: float | None) -> None:
        limit = getattr(self._store, "limit_waits", None)  # those of the SDK have it
        if callable(limit):
            limit(seconds)


class AsyncCheckpoint:
    """The async twin of `Checkpoint`. The store has its own thread, which no handler keeps busy; one call at a time.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._keeper = Checkpoint(store)
        self._waits = type(store) is not MemoryStore  # that one is done before a thread could begin
        self._thread = ThreadPoolExecutor(1, "schedbot-store")

    async def load(self) -> Progress:
        """Where an earlier run stopped.

        Raises:
            Exception: What the store raised, or a ConfigurationError for what is no progress.
        """
        return await self._run(self._keeper.load)

    def warn(self, options: PollOptions) -> None:
        """Say at the start that updates which cannot be handled would be lost with this store."""
        self._keeper.warn(options)

    async def save(self, desk: Dispatcher) -> Exception | None:
        """Remember how far a poll has come; the error of a store that could not."""
        if self._keeper.is_saved(desk):
            return None
        progress, letters = desk.progress, desk.letters
        error = await self._run(lambda: self._keeper.write(progress, letters))
        if error is None:
            desk.kept(letters)
        return error

    def hurry(self, drain: float) -> None:
        """Let the store wait for other processes little longer than handlers have to end; from any thread."""
        self._keeper.hurry(drain)

    def close(self) -> None:
        """Let the thread end once it has done what it does; nobody waits for that."""
        self._thread.submit(self._keeper.close)  # behind what it still does
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._waits:
            return work()
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: context.run(work))
