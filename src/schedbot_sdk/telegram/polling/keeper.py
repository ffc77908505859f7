"""Keeps progress in a store: only what changed is saved, and a failure is a value, for the poll to decide upon."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from schedbot_sdk.telegram.polling.cursor import Progress
from schedbot_sdk.telegram.polling.given import check_progress
from schedbot_sdk.telegram.stores import MemoryStore, OffsetStore

__all__ = ["AsyncKeeper", "Keeper"]

T = TypeVar("T")


class Keeper:
    """What one poll has saved.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._store = store
        self.saved: Progress | None = None
        """What the store has, as far as is known."""

    def load(self) -> Progress:
        """Where an earlier run stopped.

        Raises:
            Exception: What the store raised, or a ConfigurationError for what is no progress.
        """
        self.saved = check_progress(self._store.load())
        return self.saved

    def save(self, progress: Progress) -> Exception | None:
        """Remember it; the error for a store that could not."""
        if progress == self.saved:
            return None
        try:
            self._store.save(progress)
        except Exception as error:  # of a store that may be anybody's
            return error
        self.saved = progress
        return None


class AsyncKeeper:
    """The async twin of `Keeper`. The store has a thread of its own, which no handler keeps busy; one call at a time.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OffsetStore) -> None:
        self._keeper = Keeper(store)
        self._waits = type(store) is not MemoryStore  # that one is done before a thread could begin
        self._thread = ThreadPoolExecutor(1, "schedbot-store")

    async def load(self) -> Progress:
        """Where an earlier run stopped.

        Raises:
            Exception: What the store raised, or a ConfigurationError for what is no progress.
        """
        return await self._run(self._keeper.load)

    async def save(self, progress: Progress) -> Exception | None:
        """Remember it; the error for a store that could not."""
        if progress == self._keeper.saved:
            return None
        return await self._run(lambda: self._keeper.save(progress))

    def close(self) -> None:
        """Let the thread end once it has done what it does; nobody waits for that."""
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._waits:
            return work()
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: context.run(work))
