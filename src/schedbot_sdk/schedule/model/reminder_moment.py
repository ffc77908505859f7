"""When the reminder of an occurrence is due."""

from __future__ import annotations

import datetime as dt
from typing import Final

from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.start import Instant, LocalStart
from schedbot_sdk.timezones import resolve_local, time_zone

__all__ = ["ALL_DAY_AT", "reminder_moment"]

_DAY: Final = dt.timedelta(days=1)
ALL_DAY_AT: Final = dt.time(9)
"""The local time from which the reminders of an all-day event count, unless a bot has another one."""


def reminder_moment(event: Event, start: dt.datetime, before: dt.timedelta, all_day_at: dt.time) -> dt.datetime:
    """Return the moment of a reminder, in UTC.

    Args:
        event: The event.
        start: When the occurrence starts, in the event's time zone.
        before: How long before the start the user wants to be reminded.
        all_day_at: The local time from which the reminders of an all-day event count.
    """
    is_hourly = event.recurrence is not None and event.recurrence.freq == "hourly"
    if not is_hourly and not isinstance(event.start, Instant):
        days = before // _DAY  # whole days are days of the calendar: the same local time
        if event.is_all_day or days:
            at = all_day_at if event.is_all_day else start.time()
            is_second = isinstance(event.start, LocalStart) and event.start.fold == 1
            day = start.date() - days * _DAY
            start = resolve_local(day, at, time_zone(event.zone), fold="second" if is_second else "first").moment
            before -= days * _DAY
    return start.astimezone(dt.UTC) - before
