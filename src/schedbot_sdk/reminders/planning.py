"""Plans the reminders of schedules in the database, and cancels them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.reminders.moments import Position
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.progress import Progress
from schedbot_sdk.reminders.schema import mark_idle, stored
from schedbot_sdk.schedule import Event, Schedule

__all__ = ["cancel", "plan"]

_PLAN_EVENT: Final = """INSERT INTO schedbot_reminder_events (uid, source, zone, sequence, event) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (uid) DO UPDATE SET source = excluded.source, zone = excluded.zone, sequence = excluded.sequence,
    event = excluded.event"""
_PLAN: Final = """INSERT INTO schedbot_reminders
    (uid, before, chat_id, at, due, key, tries, failures, handled_due, handled_key, gaps, opens_before)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (uid, before) DO UPDATE SET chat_id = excluded.chat_id, at = excluded.at, due = excluded.due,
    key = excluded.key, tries = excluded.tries, failures = excluded.failures, handled_due = excluded.handled_due,
    handled_key = excluded.handled_key, gaps = excluded.gaps, opens_before = excluded.opens_before"""
_PLANNED: Final = """SELECT before, at, due, key, tries, failures, handled_due, handled_key, gaps
    FROM schedbot_reminders WHERE uid = ?"""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A reminder as it was planned before."""

    before: int
    at: int | None
    due: int
    key: str
    tries: int
    failures: int
    handled_due: int
    handled_key: str
    gaps: str

    @property
    def progress(self) -> Progress:
        return Progress.from_json(Position(self.handled_key, self.handled_due), self.gaps)


def plan(database: sqlite3.Connection, schedule: Schedule, options: ReminderOptions, now: int) -> None:
    """Plan the reminders of a schedule in place of those of its source and of its events."""
    source = schedule.source.model_dump_json()
    for event in schedule.events:
        _plan_event(database, schedule, source, event, options, now)
    uids = json.dumps([event.uid for event in schedule.events])
    gone = database.execute(
        """SELECT uid FROM schedbot_reminder_events
        WHERE source = ? AND sequence <= ? AND uid NOT IN (SELECT value FROM json_each(?))""",
        (source, schedule.sequence, uids),
    ).fetchall()
    for (uid,) in gone:
        cancel(database, uid, now)
        sequence = (schedule.sequence, uid)
        database.execute("UPDATE schedbot_reminder_events SET sequence = ? WHERE uid = ?", sequence)


def cancel(database: sqlite3.Connection, uid: str, now: int) -> None:
    """Remove the reminders of an event. Its sequence is kept for a day, so that an older version is recognised."""
    database.execute("DELETE FROM schedbot_reminders WHERE uid = ?", (uid,))
    database.execute("UPDATE schedbot_reminder_events SET event = '', idle_since = ? WHERE uid = ?", (now, uid))


def _plan_event(
    database: sqlite3.Connection, schedule: Schedule, source: str, event: Event, options: ReminderOptions, now: int
) -> None:
    known = database.execute(
        "SELECT sequence, event FROM schedbot_reminder_events WHERE uid = ?", (event.uid,)
    ).fetchone()
    if known is not None and known[0] > schedule.sequence:
        return
    planned = {row[0]: _Planned(*row) for row in database.execute(_PLANNED, (event.uid,))}
    is_same_time = known is not None and _has_times_of(known[1], event)
    values = (event.uid, source, schedule.zone, schedule.sequence, event.model_dump_json())
    database.execute(_PLAN_EVENT, values)
    befores = {int(before.total_seconds()) for before in event.reminders} or set(options.default)
    for before in planned.keys() - befores:
        database.execute("DELETE FROM schedbot_reminders WHERE uid = ? AND before = ?", (event.uid, before))
    for before in befores:
        old = planned.get(before)
        at, tries, failures = None, 0, 0
        if old is not None and _is_still_due(old, event, options, now):
            progress = old.progress.leaving_out(old.due, old.due)
            at, tries, failures = old.at, old.tries, old.failures
        else:
            made = min(now, int(schedule.made_at.timestamp()))
            progress = Progress(Position("", made))
            if old is not None:
                progress = old.progress if is_same_time else old.progress.for_other_times(made)
            progress = _from_now_on(progress, event, before, options, now)
        following = progress.next(event, before, options.all_day_at)
        due, key = (0, "") if following is None else (following.due, following.key)
        at = at if at is not None or following is None else following.due
        chat_id = schedule.source.chat_id
        row = (event.uid, before, chat_id, at, due, key, tries, failures, *stored(progress))
        database.execute(_PLAN, row)
    mark_idle(database, event.uid, now)


def _is_still_due(old: _Planned, event: Event, options: ReminderOptions, now: int) -> bool:
    """Whether a reminder that is due and not sent yet is one of the event's new version too."""
    if old.at is None or old.due > now:
        return False
    found = old.progress.leaving_out(old.due, old.due).next(event, old.before, options.all_day_at)
    return found is not None and (found.key, found.due) == (old.key, old.due)


def _from_now_on(progress: Progress, event: Event, before: int, options: ReminderOptions, now: int) -> Progress:
    """Leave out the moments that have passed; those that a wrong clock left out before count if they have not."""
    progress = progress.set_back(event, before, options.all_day_at, now, now)
    first = progress.next(event, before, options.all_day_at)
    return progress if first is None or first.due > now else progress.leaving_out(now + 1, now)


def _has_times_of(text: str, event: Event) -> bool:
    """Whether an event that was planned before, as JSON, starts and repeats as this one does."""
    if not text:
        return False
    known, new = json.loads(text), json.loads(event.model_dump_json())
    return all(known.get(name) == new[name] for name in ("start", "recurrence"))
