"""The lock that lets one run at a time send the reminders of a file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress

__all__ = ["RunLock"]


class RunLock:
    """A lock of SQLite on a file beside the store. The system releases it when the process ends, however it ends.

    Unlike a lease, it never expires while its owner is suspended or slow. It follows the file: a symbolic link or a
    relative path leads to the same lock.

    Args:
        path: The store's file.
    """

    def __init__(self, path: str) -> None:
        self._path = f"{os.path.realpath(path)}-reminders"
        self._connection: sqlite3.Connection | None = None

    def acquire(self) -> bool:
        """Take the lock, and return True; False if another run has it."""
        with suppress(FileExistsError):
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return True

    def release(self) -> None:
        """Release the lock, if this run has it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
