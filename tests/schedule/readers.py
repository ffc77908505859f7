"""Calendar files as other programs read them: each happening as its uid and its moment in UTC, or its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeAlias, cast

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from schedbot_sdk.schedule import Schedule

__all__ = ["Happening", "components", "happenings", "read_expanded", "read_in_python", "shown"]

Happening: TypeAlias = tuple[str, str]
"""The uid, and `2026-03-29T05:00:00Z` or, for all-day events, `2026-03-29`."""


def shown(start: dt.date) -> str:
    """How a start is written here."""
    if isinstance(start, dt.datetime):
        return f"{start.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return start.isoformat()


def happenings(schedules: Iterable[Schedule], start: dt.datetime, end: dt.datetime) -> set[Happening]:
    """What the SDK itself says of a window."""
    return {
        (one.event.uid, one.start.date().isoformat() if one.event.is_all_day else shown(one.start))
        for schedule in schedules
        for one in schedule.occurrences(start, end)
        if one.start >= start
    }


def components(content: bytes, name: str) -> list[dict[str, str]]:
    """The components of a name, with their properties as text."""
    calendar = cast("Any", icalendar.Calendar.from_ical(content))
    return [{key: str(value) for key, value in component.items()} for component in calendar.walk(name)]


def read_in_python(content: bytes, start: dt.datetime, end: dt.datetime) -> set[Happening]:
    """As icalendar with recurring-ical-events reads it; it takes a zone's rules from Python, and not from the file."""
    calendar = icalendar.Calendar.from_ical(content)
    # What is all day belongs to every zone: it looks a day further on both sides.
    events = cast("Any", recurring_ical_events).of(calendar).between(start - dt.timedelta(1), end + dt.timedelta(1))
    return {(str(event["UID"]), shown(event.start)) for event in events}


def read_expanded(content: bytes) -> set[Happening]:
    """The events of a file in which each happening is an event of its own."""
    calendar = cast("Any", icalendar.Calendar.from_ical(content))
    return {(str(event["UID"]), shown(event["DTSTART"].dt)) for event in calendar.walk("VEVENT")}
