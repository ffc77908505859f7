"""Events as a calendar file has them (RFC 5545, section 3.6.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from icalendar import Calendar, vDuration, vRecur, vText
from icalendar import Event as Component

from schedbot_sdk.schedule.ical.components import filled
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
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # a text has none but line breaks (section 3.3.11)
_ESCAPED: Final = {ord(mark): f"\\{mark}" for mark in "\\;,"} | {ord("\n"): "\\n"}  # section 3.3.11


def vcalendar(events: Sequence[tuple[Schedule, Event]], method: str) -> bytes:
    """The file that holds these events of these schedules."""
    zones = [vtimezone(time_zone(zone), first) for zone, first in sorted(_zones(event for _, event in events).items())]
    parts = [_component(schedule, event, method) for schedule, event in events]
    calendar = filled(Calendar(), {"version": "2.0", "prodid": _PRODUCT, "method": method}, [*zones, *parts])
    return bytes(calendar.to_ical())


def _zones(events: Iterable[Event]) -> dict[str, dt.datetime]:
    """The zones of the events that stay at a time of their clocks, each with its first event."""
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
    said = None if rule is None or isinstance(start, Instant) else _rule(rule, start)
    status = "CANCELLED" if is_cancelled else None
    return filled(Component(), {**about, **_times(event), "rrule": said, "status": status})


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
    r"""With its own escapes: icalendar's take the `\N` of a `C:\Notes` for a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPED).encode()


class _ExactDuration(vDuration):
    """In hours and never in days: a day of RFC 5545 has 23 or 25 hours where the clocks change."""

    def to_ical(self) -> bytes:
        minutes, seconds = divmod(int(self.td.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
        return ("PT" + "".join(f"{number}{unit}" for number, unit in parts if number)).encode()


def _rule(rule: Recurrence, start: AllDay | LocalStart) -> vRecur:
    said: dict[str, object] = {"FREQ": rule.freq.upper()}
    if rule.interval > 1:
        said["INTERVAL"] = rule.interval
    if rule.days:
        said["BYDAY"] = [day[:2].upper() for day in rule.days]
    if rule.freq == "yearly" and (start.date.month, start.date.day) == _LEAP_DAY:
        # It is implied, but ical.js takes 1 March of other years where it is not said.
        said["BYMONTH"], said["BYMONTHDAY"] = _LEAP_DAY
    if rule.count is not None:
        said["COUNT"] = rule.count
    if isinstance(start, AllDay):
        said["UNTIL"] = rule.until
    elif rule.until is not None:
        said["UNTIL"] = _last_moment(rule.until, start)
    return vRecur({name: value for name, value in said.items() if value is not None})


def _last_moment(day: dt.date, start: LocalStart) -> dt.datetime:
    """The end of a rule's last day, in UTC (section 3.3.10), with what the clocks move from that day to the next."""
    next_day = first_moment(day + _DAY, time_zone(start.zone)).astimezone(dt.UTC)
    return max(next_day - _SECOND, start.moment_on(day).astimezone(dt.UTC))
