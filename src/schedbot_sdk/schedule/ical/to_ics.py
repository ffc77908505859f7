"""Schedules as a calendar file that any calendar reads right (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.arguments import schedules_in
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["to_ics"]


def to_ics(schedules: Schedule | Iterable[Schedule], *, method: Literal["PUBLISH", "CANCEL"] = "PUBLISH") -> bytes:
    """Write schedules as a file that calendars import: the same bytes every time.

    An event that happens once is written in UTC; one that repeats stays at its time on the zone's clocks, with the
    zone's rules beside it; an all-day event has dates. What is made anew of an edited message has the same uids and a
    higher sequence, so that calendars change what they have.

    Args:
        schedules: One or many, with an event at least; each uid once.
        method: `"CANCEL"` takes the events out of the calendars that have them; its sequence is the next one.

    Raises:
        ConfigurationError: icalendar is not installed, `schedules` are none, `method` is another, two events have one
            uid, or there is none.
    """
    if method not in {"PUBLISH", "CANCEL"}:
        raise ConfigurationError('method: pass "PUBLISH" or "CANCEL"')
    events = [(schedule, event) for schedule in schedules_in("schedules", schedules) for event in schedule.events]
    if not events:
        raise ConfigurationError("schedules: pass an event at least; a calendar file is not empty (RFC 5545, 3.6)")
    if len({event.uid for _, event in events}) < len(events):
        raise ConfigurationError("schedules: two events have one uid; pass the newest version of each schedule alone")
    try:
        from schedbot_sdk.schedule.ical.vevent import vcalendar
    except ModuleNotFoundError as error:
        missing = error.name
    else:
        return vcalendar(events, method)
    raise ConfigurationError(f'to_ics needs {missing}: pip install "schedbot-sdk[ics]"')
