"""One lock for each chat, so that its updates are handled one after the other."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

__all__ = ["ChatLocks"]


class ChatLocks:
    """The locks of the chats that have updates in progress."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat_id: int) -> asyncio.Lock:
        """Return the lock of a chat. Hold a reference to it as long as it is used."""
        lock = self._locks.get(chat_id)
        if lock is None:
            lock = self._locks[chat_id] = asyncio.Lock()
        return lock
