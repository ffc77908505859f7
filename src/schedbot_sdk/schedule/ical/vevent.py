"""Writes events as VEVENT components (RFC 5545, section 3.6.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from icalendar import Calendar, vDuration, vRecur, vText
from icalendar import Event as Component

from schedbot_sdk.schedule.ical.components import with_properties
from schedbot_sdk.schedule.ical.vtimezone import vtimezone
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart
from schedbot_sdk.timezones import first_moment, time_zone

__all__ = ["vcalendar"]

_PRODUCT: Final = "-//schedbot_sdk//schedule//EN"
_DAY: Final = dt.timedelta(days=1)
_SECOND: Final = dt.timedelta(seconds=1)
_LEAP_DAY: Final = (2, 29)
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # a text may only have line breaks (section 3.3.11)
_ESCAPED: Final = {ord(mark): f"\\{mark}" for mark in "\\;,"} | {ord("\n"): "\\n"}  # section 3.3.11


def vcalendar(events: Sequence[tuple[Schedule, Event]], method: str) -> bytes:
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


def _component(schedule: Schedule, event: Event, method: str) -> Component:
    title = _ExactText(_CONTROLS.sub(" ", event.title))
    is_cancelled = method == "CANCEL"
    sequence = schedule.sequence + is_cancelled  # a cancellation is the next version (RFC 5546, section 3.2.5)
    about = {"uid": event.uid, "dtstamp": schedule.made_at, "sequence": sequence, "summary": title}
    start, rule = event.start, event.recurrence
    recurrence = None if rule is None or isinstance(start, Instant) else _vrecur(rule, start)
    status = "CANCELLED" if is_cancelled else None
    return with_properties(Component(), {**about, **_times(event), "rrule": recurrence, "status": status})


def _times(event: Event) -> dict[str, object]:
    start = event.start
    if isinstance(start, AllDay):
        return {"dtstart": start.date, "dtend": start.date + (event.duration or _DAY)}
    if event.recurrence is None or isinstance(start, Instant):
        end = None if event.end is None else event.end.astimezone(dt.UTC)
        return {"dtstart": start.moment.astimezone(dt.UTC), "dtend": end}
    duration = None if event.duration is None else _ExactDuration(event.duration)
    return {"dtstart": dt.datetime.combine(start.date, start.time, time_zone(start.zone)), "duration": duration}


class _ExactText(vText):
    r"""A text with escapes of its own: icalendar reads the `\N` of `C:\Notes` as a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPED).encode()


class _ExactDuration(vDuration):
    """A duration in hours, never in days: a day of RFC 5545 can have 23 or 25 hours."""

    def to_ical(self) -> bytes:
        minutes, seconds = divmod(int(self.td.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
        return ("PT" + "".join(f"{number}{unit}" for number, unit in parts if number)).encode()


def _vrecur(rule: Recurrence, start: AllDay | LocalStart) -> vRecur:
    parts: dict[str, object] = {"FREQ": rule.freq.upper()}
    if rule.interval > 1:
        parts["INTERVAL"] = rule.interval
    if rule.days:
        parts["BYDAY"] = [day[:2].upper() for day in rule.days]
    if rule.freq == "yearly" and (start.date.month, start.date.day) == _LEAP_DAY:
        # RFC 5545 implies this, but without it ical.js puts the event on 1 March in other years.
        parts["BYMONTH"], parts["BYMONTHDAY"] = _LEAP_DAY
    if rule.count is not None:
        parts["COUNT"] = rule.count
    if isinstance(start, AllDay):
        parts["UNTIL"] = rule.until
    elif rule.until is not None:
        parts["UNTIL"] = _last_moment(rule.until, start)
    return vRecur({name: value for name, value in parts.items() if value is not None})


def _last_moment(day: dt.date, start: LocalStart) -> dt.datetime:
    """Return the end of a rule's last day, in UTC (section 3.3.10), even if the clocks move it to the next day."""
    next_day = first_moment(day + _DAY, time_zone(start.zone)).astimezone(dt.UTC)
    return max(next_day - _SECOND, start.moment_on(day).astimezone(dt.UTC))
