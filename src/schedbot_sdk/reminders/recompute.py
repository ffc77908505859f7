"""Computes the moments of all reminders again when the rules of zones, or an option, have changed."""

from __future__ import annotations

import sqlite3
from typing import Final

from pydantic import ValidationError

from schedbot_sdk.reminders import schema
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.schedule import Event
from schedbot_sdk.timezones.rules import rules_version

__all__ = ["is_current", "mark_current", "mark_empty", "recompute", "version_of"]

_CHUNK: Final = 500
"""Reminders of one transaction: other writers wait for it."""


def version_of(options: ReminderOptions) -> str:
    """Return what the moments depend on besides the events."""
    return f"{rules_version()}; all_day_at {options.all_day_at.isoformat()}"


def is_current(database: sqlite3.Connection, version: str) -> bool:
    """Whether the moments in the database were computed with this version."""
    row = database.execute("SELECT version FROM schedbot_reminder_rules").fetchone()
    return row is not None and str(row[0]) == version


def mark_empty(database: sqlite3.Connection, version: str) -> None:
    """Note the version of a store that has no reminders yet: there is nothing to compute again."""
    if database.execute("SELECT 1 FROM schedbot_reminders LIMIT 1").fetchone() is None:
        mark_current(database, version)


def mark_current(database: sqlite3.Connection, version: str) -> None:
    """Note that all moments were computed with this version."""
    database.execute("REPLACE INTO schedbot_reminder_rules (id, version) VALUES (1, ?)", (version,))


def recompute(database: sqlite3.Connection, options: ReminderOptions, after: int, now: int) -> int | None:
    """Compute the moments of some reminders again, from the one after a number on.

    Returns:
        The number of the last one; None if no reminder was left.
    """
    rows = schema.read_after(database, after, _CHUNK)
    for row in rows:
        try:
            event = Event.model_validate_json(row.event)
        except ValidationError:  # the queue writes about it when the reminder is due
            continue
        following = row.progress.next(event, row.before, options.all_day_at)
        if following is None or (following.key, following.due) != (row.key, row.due):
            schema.write_next(database, row, row.progress, following, now)
    return rows[-1].number if rows else None
