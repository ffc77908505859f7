"""The tables of reminders, and their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.reminders.moments import Moment, Position
from schedbot_sdk.reminders.progress import Progress

__all__ = [
    "NEXT_AT",
    "NEXT_DUE",
    "Row",
    "create_tables",
    "first_due",
    "mark_idle",
    "move_chat",
    "next_at",
    "purge",
    "read",
    "read_after",
    "read_event",
    "read_set_back",
    "stored",
    "write_next",
    "write_retry",
    "write_unopened",
]

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS schedbot_reminder_events (
        uid TEXT PRIMARY KEY, source TEXT NOT NULL, zone TEXT NOT NULL, sequence INTEGER NOT NULL,
        event TEXT NOT NULL, idle_since INTEGER
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS schedbot_reminder_sources ON schedbot_reminder_events (source)",
    """CREATE INDEX IF NOT EXISTS schedbot_reminder_idle ON schedbot_reminder_events (idle_since)
        WHERE idle_since IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS schedbot_reminders (
        number INTEGER PRIMARY KEY, uid TEXT NOT NULL, before INTEGER NOT NULL, chat_id INTEGER NOT NULL,
        at INTEGER, due INTEGER NOT NULL, key TEXT NOT NULL, tries INTEGER NOT NULL, failures INTEGER NOT NULL,
        handled_due INTEGER NOT NULL, handled_key TEXT NOT NULL, gaps TEXT NOT NULL, opens_before INTEGER,
        UNIQUE (uid, before)
    )""",
    """CREATE INDEX IF NOT EXISTS schedbot_reminders_at ON schedbot_reminders (at, chat_id)
        WHERE at IS NOT NULL""",
    """CREATE INDEX IF NOT EXISTS schedbot_reminders_opens_before ON schedbot_reminders (opens_before)
        WHERE opens_before IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS schedbot_reminder_rules (
        id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL
    )""",
)
"""`at` is when a reminder is looked at next: at `due`, or later after a failure. It is NULL if none is left.

`due` and `key` are of the next reminder, `handled_due` and `handled_key` of the last one that was handled.
`gaps` has the moments before it that were left out: see `Progress`. The last one opens when the clock is before
`opens_before`.
An event without reminders to come is kept for a day, so that an older version of it is recognised.
"""
_COLUMNS: Final = """r.number, r.uid, r.before, r.due, r.key, r.tries, r.failures, r.handled_due, r.handled_key,
    r.gaps, e.source, e.zone, e.event"""
_JOIN: Final = "schedbot_reminders AS r JOIN schedbot_reminder_events AS e ON e.uid = r.uid"
_SELECT: Final = f"SELECT {_COLUMNS} FROM {_JOIN} WHERE"  # noqa: S608  # constants only
_KEPT: Final = 86_400
"""Seconds for which an event without reminders to come is kept."""
_NOT_BUSY: Final = "chat_id NOT IN (SELECT value FROM json_each(?))"
NEXT_DUE: Final = f"""SELECT number FROM schedbot_reminders
    WHERE at IS NOT NULL AND at <= ? AND {_NOT_BUSY} ORDER BY at LIMIT 1"""  # noqa: S608  # constants only
NEXT_AT: Final = f"""SELECT at FROM schedbot_reminders
    WHERE at IS NOT NULL AND {_NOT_BUSY} ORDER BY at LIMIT 1"""  # noqa: S608  # constants only


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder of one event in the database, with its event."""

    number: int
    """Its number, which stays the same when the event is planned again."""
    uid: str
    """The uid of the event."""
    before: int
    """Seconds before the start."""
    due: int
    """When the next reminder is due, in seconds of Unix time."""
    key: str
    """The occurrence of the next reminder: see `Moment.key`."""
    tries: int
    """Failures of the next reminder that count as attempts."""
    failures: int
    """All failures of the next reminder."""
    progress: Progress
    """How far the reminders are handled."""
    source: str
    """The source of the schedule, as JSON."""
    zone: str
    """The user's time zone."""
    event: str
    """The event, as JSON."""


def create_tables(database: sqlite3.Connection) -> None:
    """Create the tables if they do not exist."""
    for table in TABLES:
        database.execute(table)


def first_due(database: sqlite3.Connection, now: int, busy: Collection[int]) -> Row | None:
    """Return the first reminder that must be looked at by now, of a chat that is not busy; None without one."""
    row = database.execute(NEXT_DUE, (now, json.dumps(list(busy)))).fetchone()
    return None if row is None else read(database, row[0])


def next_at(database: sqlite3.Connection, busy: Collection[int]) -> int | None:
    """Return when the next reminder of a chat that is not busy must be looked at; None without one."""
    row = database.execute(NEXT_AT, (json.dumps(list(busy)),)).fetchone()
    return None if row is None else int(row[0])


def read(database: sqlite3.Connection, number: int) -> Row | None:
    """Return the reminder with a number; None if it is no longer planned."""
    row = database.execute(f"{_SELECT} r.number = ? AND r.at IS NOT NULL", (number,)).fetchone()
    return None if row is None else _row(row)


def read_event(database: sqlite3.Connection, uid: str) -> list[Row]:
    """Return the reminders of an event that are still to come."""
    return [_row(row) for row in database.execute(f"{_SELECT} r.uid = ? AND r.at IS NOT NULL", (uid,))]


def read_after(database: sqlite3.Connection, number: int, limit: int) -> list[Row]:
    """Return some reminders that are still to come, in the order of their numbers, from the one after a number on."""
    rows = database.execute(f"{_SELECT} r.number > ? AND r.at IS NOT NULL ORDER BY r.number LIMIT ?", (number, limit))
    return [_row(row) for row in rows]


def read_set_back(database: sqlite3.Connection, now: int, busy: Collection[int], limit: int) -> list[Row]:
    """Return some reminders that were left out by a clock that was set back since, of chats that are not busy."""
    rows = database.execute(
        f"{_SELECT} r.opens_before > ? AND {_NOT_BUSY} LIMIT ?", (now, json.dumps(list(busy)), limit)
    )
    return [_row(row) for row in rows]


def write_next(database: sqlite3.Connection, row: Row, progress: Progress, following: Moment | None, now: int) -> None:
    """Replace the next reminder of a row; None if none is left."""
    at, due, key = (None, 0, "") if following is None else (following.due, following.due, following.key)
    database.execute(
        """UPDATE schedbot_reminders SET at = ?, due = ?, key = ?, tries = 0, failures = 0, handled_due = ?,
        handled_key = ?, gaps = ?, opens_before = ? WHERE number = ?""",
        (at, due, key, *stored(progress), row.number),
    )
    if following is None or not row.key:  # the last one, or the first one again
        mark_idle(database, row.uid, now)


def stored(progress: Progress) -> tuple[int, str, str, int | None]:
    """Return the last columns of a reminder: how far it is handled."""
    return progress.handled.due, progress.handled.key, progress.gaps_json, progress.opens_before


def write_unopened(database: sqlite3.Connection, row: Row, now: int) -> None:
    """Let the gaps of a reminder stay closed until the clock is set back again."""
    database.execute("UPDATE schedbot_reminders SET opens_before = ? WHERE number = ?", (now, row.number))


def write_retry(database: sqlite3.Connection, row: Row, at: int, *, tries: int, failures: int) -> None:
    """Let a reminder be looked at again at a moment."""
    values = (at, tries, failures, row.number)
    database.execute("UPDATE schedbot_reminders SET at = ?, tries = ?, failures = ? WHERE number = ?", values)


def mark_idle(database: sqlite3.Connection, uid: str, now: int) -> None:
    """Let an event be removed later if it has no reminders to come."""
    database.execute(
        """UPDATE schedbot_reminder_events SET idle_since = CASE WHEN EXISTS (
            SELECT 1 FROM schedbot_reminders AS r WHERE r.uid = :uid AND r.at IS NOT NULL
        ) THEN NULL ELSE :now END WHERE uid = :uid""",
        {"uid": uid, "now": now},
    )


def purge(database: sqlite3.Connection, now: int) -> None:
    """Remove the events that have had no reminders to come for a day."""
    idle = "SELECT uid FROM schedbot_reminder_events WHERE idle_since IS NOT NULL AND idle_since < ?"
    if database.execute(f"{idle} LIMIT 1", (now - _KEPT,)).fetchone():
        database.execute(f"DELETE FROM schedbot_reminders WHERE uid IN ({idle})", (now - _KEPT,))  # noqa: S608  # a constant
        database.execute(f"DELETE FROM schedbot_reminder_events WHERE uid IN ({idle})", (now - _KEPT,))  # noqa: S608  # a constant


def _row(row: tuple[int, str, int, int, str, int, int, int, str, str, str, str, str]) -> Row:
    number, uid, before, due, key, tries, failures, handled_due, handled_key, gaps, source, zone, event = row
    progress = Progress.from_json(Position(handled_key, handled_due), gaps)
    return Row(number, uid, before, due, key, tries, failures, progress, source, zone, event)


def move_chat(database: sqlite3.Connection, old: int, new: int) -> None:
    """Send the reminders of a chat to another one: a group became a supergroup, which has another id."""
    database.execute("UPDATE schedbot_reminders SET chat_id = ? WHERE chat_id = ?", (new, old))
    database.execute(
        """UPDATE schedbot_reminder_events SET source = json_set(source, '$.chat_id', ?)
        WHERE json_extract(source, '$.chat_id') = ?""",
        (new, old),
    )
