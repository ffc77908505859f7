"""The tables of `SqliteStore`, and how progress and dead letters are read and written."""

from __future__ import annotations

import json
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Final, cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.shared import progress_from

if TYPE_CHECKING:
    import sqlite3

__all__ = ["TABLES", "read_dead_letters", "read_progress", "update_dead_letter", "write_dead_letter", "write_progress"]

TABLES: Final = (
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
_SELECT_DEAD_LETTERS: Final = (
    "SELECT update_id, key, raw, reason, attempts, time FROM schedbot_dead_letters ORDER BY number"
)
_INSERT_DEAD_LETTER: Final = """INSERT INTO schedbot_dead_letters (update_id, key, raw, reason, attempts, time)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    raw = excluded.raw, reason = excluded.reason, attempts = excluded.attempts, time = excluded.time"""
_UPDATE_DEAD_LETTER: Final = (
    "UPDATE schedbot_dead_letters SET raw = ?, reason = ?, attempts = ?, time = ? WHERE key = ?"
)


def read_progress(database: sqlite3.Connection) -> Progress:
    """Return the progress in the database, or `Progress()` before the first save.

    Raises:
        ConfigurationError: The row is damaged.
    """
    row = database.execute("SELECT offset, finished FROM schedbot_progress").fetchone()
    if row is None:
        return Progress()
    progress = _decode(row[0], row[1])
    if progress is None:
        raise ConfigurationError("SqliteStore: the table schedbot_progress is damaged; repair it, or delete its row")
    begun = database.execute("SELECT key, times FROM schedbot_begun").fetchone()
    return progress if begun is None else replace(progress, begun=str(begun[0]), times=int(begun[1]))


def write_progress(database: sqlite3.Connection, progress: Progress) -> None:
    """Replace the progress in the database."""
    values = (progress.offset, json.dumps(progress.finished))
    database.execute("REPLACE INTO schedbot_progress (id, offset, finished) VALUES (1, ?, ?)", values)
    if progress.begun:
        position = (progress.begun, progress.times)
        database.execute("REPLACE INTO schedbot_begun (id, key, times) VALUES (1, ?, ?)", position)
    else:
        database.execute("DELETE FROM schedbot_begun")


def read_dead_letters(database: sqlite3.Connection) -> list[DeadLetter]:
    """Return the dead letters in the database, oldest first."""
    return [DeadLetter(*row) for row in database.execute(_SELECT_DEAD_LETTERS)]


def write_dead_letter(database: sqlite3.Connection, dead_letter: DeadLetter) -> None:
    """Insert a dead letter, or replace the one with its key."""
    database.execute(_INSERT_DEAD_LETTER, astuple(dead_letter))


def update_dead_letter(database: sqlite3.Connection, dead_letter: DeadLetter) -> None:
    """Replace the dead letter with the same key, if there is one."""
    values = (dead_letter.raw, dead_letter.reason, dead_letter.attempts, dead_letter.time, dead_letter.key)
    database.execute(_UPDATE_DEAD_LETTER, values)


def _decode(offset: object, finished: object) -> Progress | None:
    try:
        return progress_from(offset, json.loads(cast("str", finished)))
    except (ValueError, TypeError, RecursionError):
        return None
