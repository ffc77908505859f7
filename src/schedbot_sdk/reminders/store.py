"""The methods that reminders need of a store."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from typing import Protocol, cast

from schedbot_sdk.errors import ConfigurationError

__all__ = ["ReminderStore", "checked_store"]


class ReminderStore(Protocol):
    """A store in an SQLite file, such as `SqliteStore`. Any thread may use it."""

    @property
    def path(self) -> str:
        """The path of the file. Beside it, a file with `-reminders` at its end shows that a run is active."""
        ...

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a transaction for reads and writes.

        The end of the block commits; an error in the block rolls back.
        """
        ...


def checked_store(store: object) -> ReminderStore:
    """Return a store that has the methods of `ReminderStore`.

    Raises:
        ConfigurationError: It lacks one of them, such as the store of an assistant.
    """
    if callable(getattr(store, "transaction", None)) and hasattr(store, "path"):
        return cast("ReminderStore", store)
    raise ConfigurationError(
        "store: pass a SqliteStore; if the store is a SqliteAssistantStore, pass its offset_store: store.offset_store"
    )
