"""The events that are planned already, by the numbers that the LLM gets. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import DraftItem
from schedbot_sdk.schedule.model.arguments import schedules_in
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart, Start

__all__ = [
    "NumberedEvent",
    "event_of",
    "is_unmoved",
    "minutes_of",
    "next_sequence",
    "planned_events",
    "reminder_of",
    "replaced_by",
    "row_of",
]

_MINUTE: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event, and the version of its schedule."""

    event: Event
    """The event."""
    sequence: int
    """The sequence of its schedule."""


def planned_events(schedules: Schedule | Iterable[Schedule]) -> list[NumberedEvent]:
    """Return the events in the order of their numbers, the first one is number 1.

    An event that several schedules have stands once, as the one with the highest sequence has it.

    Raises:
        ConfigurationError: A value is not a schedule.
    """
    planned: dict[str, NumberedEvent] = {}
    for schedule in schedules_in("planned", schedules):
        for event in schedule.events:
            known = planned.get(event.uid)
            if known is None or known.sequence <= schedule.sequence:
                planned[event.uid] = NumberedEvent(event, schedule.sequence)
    return list(planned.values())


def replaced_by(item: DraftItem, planned: Sequence[NumberedEvent]) -> NumberedEvent | None:
    """Return the planned event that an item replaces; None if it replaces none, or its number is not in the list."""
    number = item.replaces
    return None if number is None or not 1 <= number <= len(planned) else planned[number - 1]


def event_of(planned: NumberedEvent | None) -> Event | None:
    """Return the event of a planned event, if there is one."""
    return None if planned is None else planned.event


def next_sequence(replaced: Iterable[NumberedEvent]) -> int:
    """Return the sequence of the schedule that replaces these events; 0 without events."""
    return max((planned.sequence + 1 for planned in replaced), default=0)


def row_of(event: Event, zone: str) -> str:
    """Return what the LLM gets of an event: JSON with the names of the draft, without fields that are null there.

    Args:
        event: The event.
        zone: The IANA name of the user's time zone. Another zone is named.
    """
    day, at = _clock_of(event.start)
    row: dict[str, object] = {"title": event.title, "date": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
    if at is not None:
        row["time"] = f"{at:%H:%M}"
    if event.zone != zone:
        row["zone"] = event.zone
    if (duration := minutes_of(event)) is not None:
        row["duration_minutes"] = duration
    if event.place is not None:
        row["place"] = event.place
    if (reminder := reminder_of(event)) is not None:
        row["remind_minutes"] = reminder
    if event.recurrence is not None:
        row["recurrence"] = event.recurrence.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(row, ensure_ascii=False)


def minutes_of(event: Event) -> int | None:
    """Return the duration in whole minutes, at least one; None if the event has none."""
    return None if event.duration is None else max(1, event.duration // _MINUTE)


def reminder_of(event: Event) -> int | None:
    """Return how many whole minutes before it the last reminder comes; None if the event has none."""
    return event.reminders[0] // _MINUTE if event.reminders else None


def is_unmoved(event: Event, day: dt.date, at: dt.time | None, zone: ZoneInfo) -> bool:
    """Whether an event starts at this day and time of a zone, to the minute."""
    planned_day, planned_at = _clock_of(event.start)
    if planned_at is not None:
        planned_at = planned_at.replace(second=0)
    return (planned_day, planned_at, event.zone) == (day, at, zone.key)


def _clock_of(start: Start) -> tuple[dt.date, dt.time | None]:
    """Return the day of a start, and its time if it has one, both on the clock of its zone."""
    match start:
        case AllDay(date=day):
            return day, None
        case LocalStart(date=day, time=at):
            return day, at
        case Instant():
            return start.moment.date(), start.moment.time()
