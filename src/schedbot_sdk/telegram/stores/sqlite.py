"""A store in an SQLite file, with transactions for the writes of a bot that must happen once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.stores import sqlite_schema
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.merge import ProgressMerger
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.replay import ReplayableStore
from schedbot_sdk.telegram.stores.shared import WaitLimit
from schedbot_sdk.telegram.types.update import Update

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SqliteStore"]

_MAX_ONCE: Final = 100_000
"""Updates that `once` remembers; Telegram delivers an update again for a day at most."""
_MAX_WAIT: Final = 30.0
_LOCK_INTERVAL: Final = 0.1
"""Seconds that SQLite waits for a lock at a time: in between, Python handles signals, and the store sees a stop."""
_TRANSACTION_ENDED: Final = (
    "SqliteStore.once: the block ended its transaction, so its writes are not atomic; use execute,"
    " and do not commit, roll back, or use ON CONFLICT ROLLBACK in the block"
)


class SqliteStore(ReplayableStore):
    """Keeps progress and dead letters in an SQLite file, in which the bot may have tables of its own.

    Any thread and several processes may use it: the higher of two offsets counts, and an update that either process
    finished is finished. The names of the store's tables begin with `schedbot_`.

    Args:
        path: The file; it is created if it does not exist. Use one file for each bot.

    Raises:
        ConfigurationError: The file is not an SQLite file, or cannot be opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._threads: set[int] = set()
        """The threads that are in a transaction."""
        self._merger = ProgressMerger()
        self._wait_limit = WaitLimit(_MAX_WAIT)
        if self._path in {"", ":memory:"}:
            raise ConfigurationError(
                "SqliteStore: pass the path of a file; an in-memory database would be lost when the process ends"
            )
        began_at = time.monotonic()
        while (problem := self._create()) == "database is locked" and time.monotonic() - began_at < _MAX_WAIT:
            time.sleep(0.02)  # another process creates the file: SQLite's time-out does not cover the change to WAL
        if problem:
            raise ConfigurationError(
                f"SqliteStore: {self._path!r}: {problem}; pass the path of a file that can be written"
            )

    def _create(self) -> str:
        """Create the file and its tables if they do not exist; returns what went wrong, or an empty text."""
        import sqlite3  # here, because few bots need it

        try:
            # Dead letters hold what users wrote. SQLite gives its other files the permissions of this one.
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(self._connect()) as database:
                database.execute("PRAGMA journal_mode = WAL")
                for table in sqlite_schema.TABLES:
                    database.execute(table)
        except sqlite3.Error as error:
            return str(error)
        except OSError as error:
            return os.strerror(error.errno or 0).lower()
        return ""

    @property
    def path(self) -> str:
        """The path of the file."""
        return self._path

    def load(self) -> Progress:
        """Return what was saved last.

        Raises:
            ConfigurationError: The row in the database is damaged.
        """
        with closing(self._connect()) as database:
            return self._merger.loaded(sqlite_schema.read_progress(database))

    def save(self, progress: Progress) -> None:
        """Save the progress."""
        self.save_dead_letters(progress, ())

    def save_dead_letters(self, progress: Progress, dead_letters: Sequence[DeadLetter]) -> None:
        """Save progress and dead letters in one transaction."""
        with self.transaction() as database:
            merged = self._merger.merge(progress, sqlite_schema.read_progress(database))
            sqlite_schema.write_progress(database, merged)
            for dead_letter in dead_letters:
                sqlite_schema.write_dead_letter(database, dead_letter)
        self._merger.written(progress, merged)

    def dead_letters(self) -> list[DeadLetter]:
        """Return the updates that were given up, oldest first."""
        with closing(self._connect()) as database:
            return sqlite_schema.read_dead_letters(database)

    def replace_dead_letter(self, dead_letter: DeadLetter) -> None:
        """Replace the dead letter with the same key, if there is one."""
        with self.transaction() as database:
            sqlite_schema.update_dead_letter(database, dead_letter)

    def remove_dead_letter(self, key: str) -> None:
        """Remove a dead letter without handling it."""
        with self.transaction() as database:
            database.execute("DELETE FROM schedbot_dead_letters WHERE key = ?", (key,))

    def limit_waits(self, seconds: float | None) -> None:
        """Wait for other writers no longer than this from now on; None restores the usual 30 seconds."""
        self._wait_limit.limit(seconds)

    @contextmanager
    def once(self, update: Update) -> Generator[sqlite3.Connection | None]:
        """Open a transaction for the writes of a handler. They happen once, even if the update is delivered again.

        The end of the block commits; an error in the block rolls back. Write with `execute`. Do not commit or roll
        back, also not by `with database:` or `executescript`. Do not await, and do not open another block: all other
        writers wait for this one.

        Args:
            update: The update that is handled.

        Yields:
            The database to write to; None when the block of this update was committed before.

        Raises:
            ConfigurationError: The block ended its transaction, or this thread is in such a block already.
        """
        key = update.dedupe_key
        del update  # so that no traceback shows what a user wrote
        with self.transaction() as database:
            if database.execute("SELECT 1 FROM schedbot_once WHERE key = ?", (key,)).fetchone():
                yield None
                return
            row = database.execute("INSERT INTO schedbot_once (key) VALUES (?)", (key,))
            database.execute("DELETE FROM schedbot_once WHERE number <= ?", ((row.lastrowid or 0) - _MAX_ONCE,))
            database.execute("SAVEPOINT schedbot_block")
            try:
                yield database
            except BaseException:
                if not _is_same_transaction(database):
                    _forget(database, key)
                raise
            if not _is_same_transaction(database):
                if database.in_transaction:  # the block began another one, which is rolled back
                    _forget(database, key)
                raise ConfigurationError(_TRANSACTION_ENDED)

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        from schedbot_sdk.telegram.stores.sqlite_block import BlockConnection

        return sqlite3.connect(self._path, timeout=_MAX_WAIT, isolation_level=None, factory=BlockConnection)

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Open a transaction for reads and writes outside the handling of an update.

        The end of the block commits; an error in the block rolls back. Write with `execute`. Do not await, and do not
        open another block: all other writers wait for this one. In the handler of an update use `once`.

        Yields:
            The database to write to.

        Raises:
            ConfigurationError: This thread is in such a block already.
        """
        thread = threading.get_ident()
        if thread in self._threads:  # it would wait for itself
            raise ConfigurationError(
                "SqliteStore: this thread is already in a once block; do not nest once blocks, and do not await in one;"
                " reminders have plan_in and cancel_in for such a block"
            )
        self._threads.add(thread)
        try:
            with closing(self._connect()) as database:
                self._begin(database)
                try:
                    yield database
                except BaseException:
                    if database.in_transaction:  # after some errors SQLite has rolled back already
                        database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
        finally:
            self._threads.discard(thread)

    def _begin(self, database: sqlite3.Connection) -> None:
        """Begin to write, as soon as no other writer does."""
        import sqlite3

        began_at = time.monotonic()
        database.execute(f"PRAGMA busy_timeout = {int(_LOCK_INTERVAL * 1000)}")
        while True:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or self._wait_limit.is_over(began_at):
                    raise
            else:
                break
        database.execute(f"PRAGMA busy_timeout = {int(_MAX_WAIT * 1000)}")


def _is_same_transaction(database: sqlite3.Connection) -> bool:
    """Whether the transaction is still the one in which the block began."""
    import sqlite3

    try:
        database.execute("RELEASE schedbot_block")
    except sqlite3.OperationalError as error:
        if "no such savepoint" in str(error):
            return False
        raise
    return True


def _forget(database: sqlite3.Connection, key: str) -> None:
    """Let a block that failed after a commit of its own run again."""
    if database.in_transaction:
        database.execute("ROLLBACK")
    database.execute("DELETE FROM schedbot_once WHERE key = ?", (key,))
