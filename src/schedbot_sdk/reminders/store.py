"""The methods that reminders need of a store."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from typing import Protocol

__all__ = ["ReminderStore"]


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
