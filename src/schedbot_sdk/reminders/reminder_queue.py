"""The reminders of a store as a queue: notes those that were sent, and takes those that are due."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from schedbot_sdk.errors import StatusError
from schedbot_sdk.reminders import schema
from schedbot_sdk.reminders.due import DueReminder
from schedbot_sdk.reminders.failures import counts_as_attempt, retry_delay
from schedbot_sdk.reminders.log import ReminderLog
from schedbot_sdk.reminders.moments import Moment, Position
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.progress import Progress
from schedbot_sdk.reminders.schema import Row
from schedbot_sdk.schedule import Event, Source

__all__ = ["Item", "ReminderQueue", "Step"]

_ON_TIME: Final = 60
"""Seconds after its moment in which a reminder is not late."""
_UNREADABLE: Final = 3600
"""Seconds until an event that cannot be read is looked at again: perhaps a newer version of the SDK wrote it."""

_MAX_LOOKS: Final = 200
"""Reminders of one step: other writers wait for it, and after a long downtime many may have to be dropped."""


@dataclass(frozen=True, slots=True)
class Item:
    """A reminder that is being sent."""

    row: Row
    """The reminder in the database, when it was taken."""
    due: DueReminder
    """The reminder, as `send` gets it."""


@dataclass(slots=True)
class Step:
    """The results of one step of the queue."""

    items: list[Item] = field(default_factory=list[Item])
    """The reminders to send now."""
    next_at: int | None = None
    """When the next reminder must be looked at, in seconds of Unix time; None if nothing is planned."""
    is_full: bool = False
    """Whether `concurrency` reminders are being sent, so that the next one must wait."""
    sent: int = 0
    late: int = 0
    dropped: int = 0
    retried: int = 0
    failed: int = 0


class ReminderQueue:
    """Decides which reminders are sent. Each method runs in a transaction of the caller.

    Args:
        options: The limits.
        log: Writes what happens.
    """

    def __init__(self, options: ReminderOptions, log: ReminderLog) -> None:
        self._options = options
        self._limit = max(options.late_limit, _ON_TIME)
        self._log = log

    def step(
        self,
        database: sqlite3.Connection,
        now: float,
        random: float,
        results: Sequence[tuple[Item, Exception | None]],
        busy: Collection[int],
        *,
        takes: bool = True,
    ) -> Step:
        """Note the reminders that were sent, and take those that are due.

        Args:
            database: The database.
            now: Seconds of Unix time.
            random: The jitter of retries, in [0, 1).
            results: The reminders that were sent, or failed with an error.
            busy: The chats to which something is being sent.
            takes: False takes nothing.
        """
        step, second = Step(), int(now)
        for item, error in results:
            if error is None:
                step.sent += 1
                step.late += item.due.is_late
                self._done(database, item.row, second)
            else:
                self._failed(database, item, error, now, random, step)
        schema.purge(database, second)
        taken = set(busy)
        is_set_back = takes and self._set_back(database, second, taken)
        for _ in range(_MAX_LOOKS if takes else 0):
            row = None if self._is_full(taken) else schema.first_due(database, second, taken)
            if row is None:
                break
            if (taking := self._take(database, row, second, step)) is not None:
                step.items.append(taking)
                taken.add(taking.due.chat_id)
        step.next_at, step.is_full = schema.next_at(database, taken), self._is_full(taken)
        if is_set_back:
            step.next_at = second
        return step

    def _set_back(self, database: sqlite3.Connection, now: int, busy: Collection[int]) -> bool:
        """Plan the reminders again that a wrong clock left out; True if more may be left to do."""
        rows = schema.read_set_back(database, now, busy, _MAX_LOOKS)
        for row in rows:
            try:
                event = Event.model_validate_json(row.event)
            except ValidationError:  # when it is due, `_take` writes about it
                schema.write_unopened(database, row, now)
                continue
            since = now - self._limit - 1
            progress = row.progress.set_back(event, row.before, self._options.all_day_at, since, now)
            self._advance(database, row, event, progress, now)
        return len(rows) == _MAX_LOOKS

    def _is_full(self, busy: Collection[int]) -> bool:
        return len(busy) >= self._options.concurrency

    def _take(self, database: sqlite3.Connection, row: Row, now: int, step: Step) -> Item | None:
        """Return the reminder of a row if it must be sent now. Otherwise the row gets its next moment."""
        try:
            event = Event.model_validate_json(row.event)
            source = Source.model_validate_json(row.source)
        except ValidationError as error:
            self._log.unreadable(row, error)
            schema.write_retry(database, row, now + _UNREADABLE, tries=row.tries, failures=row.failures)
            return None
        moment = self._latest(event, row, now)
        if moment is None:
            self._skip(database, row, event, now, step)
            return None
        if self._is_superseded(database, row, event, moment, now):
            step.dropped += 1
            self._advance(database, row, event, row.progress.leaving_out(moment.due + 1, moment.due), now)
            return None
        if (moment.key, moment.due) != (row.key, row.due):
            schema.write_next(database, row, row.progress.leaving_out(moment.due, moment.due), moment, now)
        current = schema.read(database, row.number) or row
        due = DueReminder(
            source=source,
            zone=row.zone,
            occurrence=moment.occurrence,
            before=dt.timedelta(seconds=row.before),
            due_at=dt.datetime.fromtimestamp(moment.due, dt.UTC),
            is_late=_is_late(moment, now),
        )
        return Item(current, due)

    def _latest(self, event: Event, row: Row, now: int) -> Moment | None:
        """The last moment of a row that is due and within the limit."""
        return row.progress.latest(event, row.before, self._options.all_day_at, now - self._limit - 1, now)

    def _skip(self, database: sqlite3.Connection, row: Row, event: Event, now: int, step: Step) -> None:
        """Nothing of a row may be sent now: it is too late, or the rules of the zone have changed."""
        following, progress = row.progress.next(event, row.before, self._options.all_day_at), row.progress
        if following is not None and following.due <= now:
            step.dropped += 1
            self._log.dropped(row, now - following.due)
            progress = progress.leaving_out(now + 1, now)
        self._advance(database, row, event, progress, now)

    def _is_superseded(self, database: sqlite3.Connection, row: Row, event: Event, moment: Moment, now: int) -> bool:
        """Whether a late reminder is followed by one of the same occurrence that is due too: once is enough."""
        if not _is_late(moment, now):
            return False
        others = [other for other in schema.read_event(database, row.uid) if other.number != row.number]
        latest = [self._latest(event, other, now) for other in others]
        return any(one is not None and one.key == moment.key and one.due > moment.due for one in latest)

    def _done(self, database: sqlite3.Connection, item: Row, now: int) -> None:
        """Note that a reminder was sent or given up, unless it was planned again or cancelled meanwhile."""
        row = schema.read(database, item.number)
        if row is None or (row.uid, row.key, row.due) != (item.uid, item.key, item.due):
            return
        progress = row.progress.sent(Position(row.key, row.due))
        self._advance(database, row, Event.model_validate_json(row.event), progress, now)

    def _advance(self, database: sqlite3.Connection, row: Row, event: Event, progress: Progress, now: int) -> None:
        following = progress.next(event, row.before, self._options.all_day_at)
        schema.write_next(database, row, progress, following, now)

    def _failed(
        self, database: sqlite3.Connection, item: Item, error: Exception, now: float, random: float, step: Step
    ) -> None:
        row = item.row
        tries, failures = row.tries + counts_as_attempt(error), row.failures + 1
        delay = retry_delay(error, tries=tries, failures=failures, attempts=self._options.attempts, random=random)
        if isinstance(error, StatusError) and error.migrate_to_chat_id is not None:
            schema.move_chat(database, item.due.chat_id, error.migrate_to_chat_id)
            delay = 0.0
        if delay is None:
            step.failed += 1
            self._log.given_up(row, error, failures)
            self._done(database, row, int(now))
            return
        step.retried += 1
        self._log.retried(row, error, failures, delay)
        current = schema.read(database, row.number)
        if current is not None and (current.uid, current.key, current.due) == (row.uid, row.key, row.due):
            schema.write_retry(database, row, int(now + delay) + 1, tries=tries, failures=failures)


def _is_late(moment: Moment, now: int) -> bool:
    return now - moment.due > _ON_TIME
