"""Writes events as VEVENT components (RFC 5545, section 3.6.1)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from icalendar import Alarm, Calendar, vCalAddress
from icalendar import Event as Component

from schedbot_sdk.schedule.ical.components import with_properties
from schedbot_sdk.schedule.ical.values import ExactDuration, exact_text
from schedbot_sdk.schedule.ical.vrecur import excluded, vrecur
from schedbot_sdk.schedule.ical.vtimezone import vtimezone
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart
from schedbot_sdk.timezones import time_zone

__all__ = ["vcalendar"]

Method: TypeAlias = Literal["PUBLISH", "CANCEL"]

_PRODUCT: Final = "-//schedbot_sdk//schedule//EN"
_BOTS: Final = uuid.UUID("f90737f5-0d8f-4070-ba47-92d7950b963c")
_DAY: Final = dt.timedelta(days=1)


def vcalendar(events: Sequence[tuple[Schedule, Event]], method: Method | None) -> bytes:
    """Return the file with these events, each with its schedule."""
    zones = [vtimezone(time_zone(zone), first) for zone, first in sorted(_zones(event for _, event in events).items())]
    components = [_component(schedule, event, method) for schedule, event in events]
    calendar = with_properties(
        Calendar(), {"version": "2.0", "prodid": _PRODUCT, "method": method}, [*zones, *components]
    )
    return bytes(calendar.to_ical())


def _zones(events: Iterable[Event]) -> dict[str, dt.datetime]:
    """Return the zones of the events that keep a local time, each with the moment of its first event."""
    first: dict[str, dt.datetime] = {}
    for event in events:
        if event.recurrence is not None and isinstance(event.start, LocalStart):
            moment = event.start.moment.astimezone(dt.UTC)
            first[event.zone] = min(first.get(event.zone, moment), moment)
    return first


def _component(schedule: Schedule, event: Event, method: Method | None) -> Component:
    is_cancelled = method == "CANCEL"
    properties = {
        "uid": event.uid,
        "dtstamp": schedule.made_at,
        # A cancellation is the next version (RFC 5546, section 3.2.5).
        "sequence": schedule.sequence + is_cancelled,
        "summary": exact_text(event.title),
        "location": None if event.place is None else exact_text(event.place),
        "organizer": None if method is None else _organizer(schedule.source.bot),
        "status": "CANCELLED" if is_cancelled else None,
        **_times(event),
        **_recurrence(event),
    }
    return with_properties(Component(), properties, [] if is_cancelled else _alarms(event))


def _organizer(bot: str) -> vCalAddress:
    """Return the bot as the organizer, whom each message of calendars names (RFC 5546, section 3.2).

    Bots have no email address, and an invented one could belong to a person. So this is a UUID, the same for all
    events of the bot.
    """
    name = bot.removeprefix("@")
    address = vCalAddress(uuid.uuid5(_BOTS, name).urn)
    address.params["CN"] = name
    return address


def _alarms(event: Event) -> list[Alarm]:
    about = {"action": "DISPLAY", "description": exact_text(event.title)}
    return [with_properties(Alarm(), {**about, "trigger": ExactDuration(-before)}) for before in event.reminders]


def _recurrence(event: Event) -> dict[str, object]:
    start, rule = event.start, event.recurrence
    if rule is None or isinstance(start, Instant):
        return {}
    return {"rrule": vrecur(rule, start), "exdate": excluded(rule, start) or None}


def _times(event: Event) -> dict[str, object]:
    start = event.start
    if isinstance(start, AllDay):
        return {"dtstart": start.date, "dtend": start.date + (event.duration or _DAY)}
    if event.recurrence is None or isinstance(start, Instant):
        end = None if event.end is None else event.end.astimezone(dt.UTC)
        return {"dtstart": start.moment.astimezone(dt.UTC), "dtend": end}
    duration = None if event.duration is None else ExactDuration(event.duration)
    return {"dtstart": dt.datetime.combine(start.date, start.time, time_zone(start.zone)), "duration": duration}
