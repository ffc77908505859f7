"""Reads calendar files with other programs: each occurrence as its uid, times and title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias, cast

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
from tests.schedule.clocks import changes

from schedbot_sdk.schedule import Occurrence, Schedule

__all__ = [
    "Happening",
    "Window",
    "components",
    "happenings",
    "is_inside",
    "read_expanded",
    "read_in_python",
    "shown",
    "touches_a_change",
]


Window: TypeAlias = tuple[dt.datetime, dt.datetime]


class Happening(NamedTuple):
    """One occurrence. Moments have the form `2026-03-29T05:00:00Z`, or `2026-03-29` for all-day events."""

    uid: str
    start: str
    end: str
    """The end; the start if the event has no duration."""
    title: str


def shown(start: dt.date) -> str:
    """Return a start in the form of `Happening`."""
    if isinstance(start, dt.datetime):
        return f"{start.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return start.isoformat()


def happenings(schedules: Iterable[Schedule], start: dt.datetime, end: dt.datetime) -> set[Happening]:
    """Return the SDK's own occurrences in a window."""
    return {_happening(one) for schedule in schedules for one in schedule.occurrences(start, end) if one.start >= start}


def _happening(one: Occurrence) -> Happening:
    start, end = one.start, one.end or one.start
    if one.event.is_all_day:
        return Happening(one.event.uid, shown(start.date()), shown(end.date()), one.event.title)
    return Happening(one.event.uid, shown(start), shown(end), one.event.title)


def is_inside(one: Happening, start: dt.datetime, end: dt.datetime) -> bool:
    """Whether an occurrence begins in a window of whole days in UTC."""
    if one.start.endswith("Z"):
        return shown(start) <= one.start < shown(end)
    # The day of its zone may reach out of the window.
    return f"{start:%Y-%m-%d}" < one.start < f"{end - dt.timedelta(days=1):%Y-%m-%d}"


def touches_a_change(one: Happening, zone: str, *, near: dt.timedelta = dt.timedelta(hours=3)) -> bool:
    """Whether the clocks change during an occurrence, or so near before or after it."""
    if not one.start.endswith("Z"):
        return False
    start, end = map(dt.datetime.fromisoformat, (one.start, one.end))
    return any(
        start - near <= change.at <= end + near for change in changes(zone, dt.date(2023, 1, 1), dt.date(2040, 1, 1))
    )


def components(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the components with this name, with their properties as text."""
    calendar = cast("Any", icalendar.Calendar.from_ical(content))
    return [{key: str(value) for key, value in component.items()} for component in calendar.walk(name)]


def read_in_python(content: bytes, start: dt.datetime, end: dt.datetime) -> set[Happening]:
    """Read a file with icalendar and recurring-ical-events, which use Python's rules of the zone."""
    calendar = icalendar.Calendar.from_ical(content)
    # All-day events belong to every zone, so the window is a day longer on both sides.
    events = cast("Any", recurring_ical_events).of(calendar).between(start - dt.timedelta(1), end + dt.timedelta(1))
    return {_read(event) for event in events}


def read_expanded(content: bytes) -> set[Happening]:
    """Return the events of a file in which each occurrence is an event of its own."""
    calendar = cast("Any", icalendar.Calendar.from_ical(content))
    return {_read(event) for event in calendar.walk("VEVENT")}


def _read(event: icalendar.Event) -> Happening:
    return Happening(str(event["UID"]), shown(event.start), shown(event.end), str(event["SUMMARY"]))
