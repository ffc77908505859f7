"""Progress, and what a bot does, in one SQLite file: an effect that is written there happens once."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Final, cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter
from schedbot_sdk.telegram.polling.merge import Merge
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.stores.protocol import Patience, progress_of
from schedbot_sdk.telegram.stores.replay import Replayable
from schedbot_sdk.telegram.types.update import Update

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SqliteStore"]

_KEPT = 100_000  # updates whose effects are known; Telegram repeats what is a day old at most
_PATIENCE = 30.0
_SLICE: Final = 0.1
"""Seconds that SQLite waits for a lock in one go: between two of them Python hears signals, and the store of a stop."""
_BROKEN = (
    "SqliteStore.once: the block ended its transaction, so that what it wrote was not written as a whole: use execute,"
    " and do not commit, roll back, or use ON CONFLICT ROLLBACK in it"
)
_TABLES = (
    """CREATE TABLE IF NOT EXISTS schedbot_progress (
        id INTEGER PRIMARY KEY CHECK (id = 1), offset INTEGER NOT NULL, finished TEXT NOT NULL
    )""",
    "CREATE TABLE IF NOT EXISTS schedbot_once (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    """CREATE TABLE IF NOT EXISTS schedbot_begun (
        id INTEGER PRIMARY KEY CHECK (id = 1), key TEXT NOT NULL, times INTEGER NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS schedbot_dead_letters (
        number INTEGER PRIMARY KEY, update_id INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, raw TEXT NOT NULL,
        reason TEXT NOT NULL, attempts INTEGER NOT NULL, time REAL NOT NULL
    )""",
)
_LETTERS: Final = "SELECT update_id, key, raw, reason, attempts, time FROM schedbot_dead_letters ORDER BY number"
_BURY: Final = """INSERT INTO schedbot_dead_letters (update_id, key, raw, reason, attempts, time)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    raw = excluded.raw, reason = excluded.reason, attempts = excluded.attempts, time = excluded.time"""


class SqliteStore(Replayable):
    """Remembers in an SQLite file, in which the bot may keep tables of its own.

    It may be used from any thread, and by several processes: of the offsets of two processes the higher one counts, and
    what either finished is finished. Its own tables begin with `schedbot_`. Dead letters are in one of them.

    Args:
        path: The file; it is made when there is none. One file for each bot.

    Raises:
        ConfigurationError: It is no SQLite file, or cannot be opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._threads: set[int] = set()
        """Those that are in a transaction."""
        self._merge = Merge()
        self._patience = Patience(_PATIENCE)
        if self._path in {"", ":memory:"}:
            raise ConfigurationError("SqliteStore: pass the path of a file: what is in memory is lost with its process")
        began = time.monotonic()
        while (problem := self._prepared()) == "database is locked" and time.monotonic() - began < _PATIENCE:
            time.sleep(0.02)  # another process makes the same file: no time-out of SQLite's covers the change to WAL
        if problem:
            raise ConfigurationError(
                f"SqliteStore: {self._path!r}: {problem}; pass the path of a file that can be written"
            )

    def _prepared(self) -> str:
        """Make the file where there is none; gives what went wrong, or nothing."""
        import sqlite3  # here, since few bots need it

        try:
            # Dead letters hold what users wrote. SQLite gives its other files the permissions of this one.
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(self._connect()) as database:
                database.execute("PRAGMA journal_mode = WAL")
                for table in _TABLES:
                    database.execute(table)
        except sqlite3.Error as error:
            return str(error)
        except OSError as error:
            return os.strerror(error.errno or 0).lower()
        return ""

    def load(self) -> Progress:
        """What was saved last.

        Raises:
            ConfigurationError: What is there is no progress.
        """
        with closing(self._connect()) as database:
            return self._merge.loaded(_stored(database))

    def save(self, progress: Progress) -> None:
        """Remember it."""
        self.bury(progress, ())

    def bury(self, progress: Progress, letters: Sequence[DeadLetter]) -> None:
        """Remember how far the bot has come, and dead letters, in one transaction."""
        with self._transaction() as database:
            merged = self._merge.merged(progress, _stored(database))
            values = (merged.offset, json.dumps(merged.finished))
            database.execute("REPLACE INTO schedbot_progress (id, offset, finished) VALUES (1, ?, ?)", values)
            if merged.begun:
                at = (merged.begun, merged.times)
                database.execute("REPLACE INTO schedbot_begun (id, key, times) VALUES (1, ?, ?)", at)
            else:
                database.execute("DELETE FROM schedbot_begun")
            for letter in letters:
                database.execute(_BURY, astuple(letter))
        self._merge.written(progress, merged)

    def dead_letters(self) -> list[DeadLetter]:
        """The updates that were given up, oldest first."""
        with closing(self._connect()) as database:
            return [DeadLetter(*row) for row in database.execute(_LETTERS)]

    def keep_letter(self, letter: DeadLetter) -> None:
        """Write a letter anew that is in the store."""
        values = (letter.raw, letter.reason, letter.attempts, letter.time, letter.key)
        with self._transaction() as database:
            database.execute(
                "UPDATE schedbot_dead_letters SET raw = ?, reason = ?, attempts = ?, time = ? WHERE key = ?", values
            )

    def remove_letter(self, key: str) -> None:
        """Forget a letter."""
        with self._transaction() as database:
            database.execute("DELETE FROM schedbot_dead_letters WHERE key = ?", (key,))

    def limit_waits(self, seconds: float | None) -> None:
        """Wait for other writers no longer than that from now on; None is the usual half minute."""
        self._patience.limit(seconds)

    @contextmanager
    def once(self, update: Update) -> Generator[sqlite3.Connection | None]:
        """A transaction in which to write what a handler does, so that it is done once however often it is delivered.

        It is committed at the end of the block, and rolled back if the block raises. Use `execute` in it. Do not commit
        or roll back, by `with database:` or `executescript` neither; do not await, and begin no other block: all other
        writers wait for this one.

        Args:
            update: The update that is handled.

        Yields:
            The database to write to; None when this update's block was committed before.

        Raises:
            ConfigurationError: The transaction was ended in the block, or this thread is in such a block already.
        """
        key = update.dedupe_key
        del update  # so that no traceback shows what somebody wrote
        with self._transaction() as database:
            if database.execute("SELECT 1 FROM schedbot_once WHERE key = ?", (key,)).fetchone():
                yield None
                return
            added = database.execute("INSERT INTO schedbot_once (key) VALUES (?)", (key,))
            database.execute("DELETE FROM schedbot_once WHERE number <= ?", ((added.lastrowid or 0) - _KEPT,))
            database.execute("SAVEPOINT schedbot_block")
            try:
                yield database
            except BaseException:
                if not _is_whole(database):
                    _forget(database, key)
                raise
            if not _is_whole(database):
                if database.in_transaction:  # another one, of which nothing stays
                    _forget(database, key)
                raise ConfigurationError(_BROKEN)

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        from schedbot_sdk.telegram.stores.sqlite_block import BlockDatabase

        return sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, factory=BlockDatabase)

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        thread = threading.get_ident()
        if thread in self._threads:  # it would wait for itself
            raise ConfigurationError(
                "SqliteStore: this thread is in a block of once, which must end first: do not put one into another, and"
                " do not await in one"
            )
        self._threads.add(thread)
        try:
            with closing(self._connect()) as database:
                self._begin(database)
                try:
                    yield database
                except BaseException:
                    if database.in_transaction:  # some errors of SQLite have rolled it back already
                        database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
        finally:
            self._threads.discard(thread)

    def _begin(self, database: sqlite3.Connection) -> None:
        """Begin to write, as soon as no other writer is at it."""
        import sqlite3

        began = time.monotonic()
        database.execute(f"PRAGMA busy_timeout = {int(_SLICE * 1000)}")
        while True:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or self._patience.is_over(began):
                    raise
            else:
                break
        database.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")


def _is_whole(database: sqlite3.Connection) -> bool:
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
    """A block that was broken off after a commit of its own was not done: it comes again."""
    if database.in_transaction:
        database.execute("ROLLBACK")
    database.execute("DELETE FROM schedbot_once WHERE key = ?", (key,))


def _stored(database: sqlite3.Connection) -> Progress:
    row = database.execute("SELECT offset, finished FROM schedbot_progress").fetchone()
    if row is None:
        return Progress()
    progress = _read(row[0], row[1])
    if progress is None:
        raise ConfigurationError("SqliteStore: the table schedbot_progress is damaged: mend it, or delete its row")
    begun = database.execute("SELECT key, times FROM schedbot_begun").fetchone()
    return progress if begun is None else replace(progress, begun=str(begun[0]), times=int(begun[1]))


def _read(offset: object, finished: object) -> Progress | None:
    try:
        return progress_of(offset, json.loads(cast("str", finished)))
    except (ValueError, TypeError, RecursionError):
        return None
