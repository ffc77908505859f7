"""Collects the events of a week, day by day, as the user's clock shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.model.event import Occurrence, occurrences_in
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.schedule.picture.clock_changes import DAY_MINUTES, ClockChange, clock_changes
from schedbot_sdk.timezones import first_moment

__all__ = ["Bar", "Clock", "Part", "Week", "monday_of", "week_of"]

_DAY: Final = dt.timedelta(days=1)
_LONG: Final = dt.timedelta(hours=24)
"""An event of this length or longer is a bar above the days, as all-day events are."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the clock of a day."""

    minute: float
    """Minutes from midnight on the clock, up to 1440."""
    is_repeated: bool = False
    """Whether it is the second of two moments that the clock shows the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of an event with times that is on one day."""

    occurrence: Occurrence
    """The event, and its whole time."""
    day: int
    """The day of the week, 0 for Monday."""
    start: Clock
    """When the part begins."""
    end: Clock | None
    """When it ends; None if the event has no duration."""
    begins: bool
    """Whether the event begins in this part."""
    in_conflict: bool
    """Whether the event overlaps another one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An event of whole days, or of 24 hours and more."""

    occurrence: Occurrence
    """The event, and its whole time."""
    first: int
    """Its first day in this week, 0 for Monday."""
    last: int
    """Its last day in this week."""
    begins: bool
    """Whether the event begins in this week."""
    ends: bool
    """Whether the event ends in this week."""
    in_conflict: bool
    """Whether the event overlaps another one; never for an event of whole days."""


@dataclass(frozen=True, slots=True)
class Week:
    """The events of one week."""

    days: tuple[dt.date, ...]
    """Monday to Sunday."""
    zone: ZoneInfo
    """The zone of the user's clock."""
    parts: tuple[Part, ...]
    """The parts of the events with times, sorted by their moments."""
    bars: tuple[Bar, ...]
    """The long events, sorted by their first days."""
    changes: tuple[ClockChange, ...]
    """Where the clocks change in this week."""


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def week_of(schedules: Iterable[Schedule], day: dt.date, zone: ZoneInfo) -> Week:
    """Return the events of the week of a day. If schedules share an event, the one with the highest sequence counts."""
    monday = monday_of(day)
    days = tuple(monday + number * _DAY for number in range(7))
    # In UTC: the two moments with the same local time are not equal to any other.
    edges = [first_moment(one, zone).astimezone(dt.UTC) for one in (*days, monday + 7 * _DAY)]
    found = _occurrences(schedules, edges[0], edges[-1])
    conflicts = _in_conflict([one for one in found if not one.event.is_all_day])
    parts: list[Part] = []
    bars: list[Bar] = []
    for one in found:
        if one.event.is_all_day or (one.end is not None and one.end - one.start.astimezone(dt.UTC) >= _LONG):
            bars += _bars(one, days, zone, in_conflict=id(one) in conflicts)
        else:
            parts += _parts(one, edges, zone, in_conflict=id(one) in conflicts)
    bars.sort(key=lambda bar: (bar.first, bar.first - bar.last, bar.begins))
    return Week(days, zone, tuple(parts), tuple(bars), tuple(clock_changes(zone, edges[0], edges[-1])))


def _occurrences(schedules: Iterable[Schedule], start: dt.datetime, end: dt.datetime) -> list[Occurrence]:
    newest = {event.uid: event for one in sorted(schedules, key=lambda one: one.sequence) for event in one.events}
    # The days of an all-day event are those of its own zone, up to 26 hours away.
    window = Window.of(start - 2 * _DAY, end + 2 * _DAY)
    inside = Window.of(start, end)
    occurrences = window.collected(one for event in newest.values() for one in occurrences_in(event, window))
    kept = [one for one in occurrences if one.event.is_all_day or inside.overlaps(one.start, one.end)]
    return sorted(kept, key=lambda one: one.start.timestamp())


def _in_conflict(ordered: Sequence[Occurrence]) -> set[int]:
    """Return the ids of the occurrences that overlap another one, as `Schedule.overlaps` defines it."""
    conflicts: set[int] = set()
    alone: list[tuple[float, float, Occurrence]] = []
    last_start = last_end = float("-inf")
    for one in ordered:
        start = one.start.timestamp()
        end = start if one.end is None else one.end.timestamp()
        alone = [entry for entry in alone if entry[1] > start or entry[0] == start]
        if last_end > start or last_start == start:
            conflicts |= {id(one), *(id(other) for _, _, other in alone)}
            alone = []
        else:
            alone.append((start, end, one))
        last_start, last_end = start, max(last_end, end)
    return conflicts


def _bars(one: Occurrence, days: Sequence[dt.date], zone: ZoneInfo, *, in_conflict: bool) -> list[Bar]:
    if one.end is None:
        return []
    # The days of an all-day event are those of its own zone.
    clock = one.start.tzinfo if one.event.is_all_day else zone
    last_moment = one.end.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
    first_day, last_day = ((at.astimezone(clock).date() - days[0]).days for at in (one.start, last_moment))
    first, end = max(first_day, 0), min(last_day, len(days) - 1)
    return [Bar(one, first, end, first == first_day, end == last_day, in_conflict)] if first <= end else []


def _parts(one: Occurrence, edges: Sequence[dt.datetime], zone: ZoneInfo, *, in_conflict: bool) -> list[Part]:
    start = one.start.astimezone(dt.UTC)
    end = None if one.end is None else one.end.astimezone(dt.UTC)
    parts: list[Part] = []
    for day, (dawn, dusk) in enumerate(pairwise(edges)):
        low, high = max(start, dawn), min(end or start, dusk)
        if low >= dusk or high < low or (low == high and end is not None):
            continue
        until = Clock(DAY_MINUTES) if high == dusk else _clock(high, zone)
        parts.append(Part(one, day, _clock(low, zone), until if end else None, low == start, in_conflict))
    return parts


def _clock(moment: dt.datetime, zone: ZoneInfo) -> Clock:
    local = moment.astimezone(zone)
    return Clock(local.hour * 60 + local.minute + local.second / 60, is_repeated=bool(local.fold))
