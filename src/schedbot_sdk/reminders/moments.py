"""The moments of reminders, from the wall time and the zone of an event. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule import Event, Occurrence
from schedbot_sdk.schedule.model.reminder_moment import reminder_moment

__all__ = ["Moment", "Position", "moments"]

_SLACK: Final = dt.timedelta(days=3)
"""More than a reminder can be away from the start by other than `before`: clocks, calendars and `all_day_at`."""
_FIRST_WINDOW: Final = dt.timedelta(days=8)
_GROWTH: Final = 4
_MAX_WINDOW: Final = dt.timedelta(days=2000)
"""The longest window for an hourly event: `Event.occurrences` lists a limited number."""
_END: Final = dt.datetime(3000, 1, 2, tzinfo=dt.UTC)
"""No event happens later."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far the reminders of an event are handled."""

    key: str = ""
    """The last occurrence that is handled, see `Moment.key`; empty if none is."""
    due: int = 0
    """Seconds of Unix time: moments up to this one are handled."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One reminder of one occurrence."""

    occurrence: Occurrence
    """The occurrence."""
    key: str
    """Names the occurrence by its local time, so that other rules of a zone do not change it. Keys of one event are in
    order."""
    due: int
    """When the reminder is due, in seconds of Unix time."""


def moments(event: Event, before: int, all_day_at: dt.time, position: Position) -> Iterator[Moment]:
    """Yield the reminders after a position, one for each occurrence, in order.

    Args:
        event: The event.
        before: Seconds before the start.
        all_day_at: The local time from which the reminders of an all-day event count.
        position: The occurrences and moments up to it are left out.
    """
    ahead = dt.timedelta(seconds=before)
    earliest = dt.datetime.fromtimestamp(position.due, dt.UTC) + ahead - _SLACK
    for occurrence in _occurrences(event, earliest):
        due = int(reminder_moment(event, occurrence.start, ahead, all_day_at).timestamp())
        key = _key(event, occurrence.start)
        if due > position.due and key > position.key:
            yield Moment(occurrence, key, due)


def _occurrences(event: Event, earliest: dt.datetime) -> Iterator[Occurrence]:
    """The occurrences that start at a moment or later. Windows grow, so that a rare one is found fast."""
    if event.recurrence is None:
        yield Occurrence(event, event.start.moment, event.end)
        return
    begin = max(earliest, event.start.moment.astimezone(dt.UTC))
    until, is_hourly = event.recurrence.until, event.recurrence.freq == "hourly"
    last = _END if until is None else min(_END, dt.datetime.combine(until, dt.time(), dt.UTC) + _SLACK)
    length = _FIRST_WINDOW
    while begin < last:
        end = min(begin + length, last)
        for occurrence in event.occurrences(begin, end):
            if occurrence.start.astimezone(dt.UTC) >= begin:
                yield occurrence
        begin, length = end, min(length * _GROWTH, _MAX_WINDOW if is_hourly else last - begin)


def _key(event: Event, start: dt.datetime) -> str:
    if event.recurrence is None:
        return "once"
    # Not the day: where the clocks skip midnight, two occurrences of a daily event may start on one day.
    return start.replace(tzinfo=None, fold=0).isoformat()
