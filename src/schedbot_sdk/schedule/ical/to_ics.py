"""Exports schedules as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeAlias

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.arguments import schedules_in
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["ics_writer", "to_ics"]

_Method: TypeAlias = Literal["PUBLISH", "CANCEL"]
_Writer: TypeAlias = Callable[[Sequence[tuple[Schedule, Event]], _Method | None], bytes]


def to_ics(schedules: Schedule | Iterable[Schedule], *, method: Literal["PUBLISH", "CANCEL"] | None = None) -> bytes:
    """Return schedules as an .ics file that calendars import: the same bytes every time.

    A single event is written in UTC. A repeating event keeps its local time, and the file has the rules of its zone. An
    all-day event has dates. The schedule of an edited message has the same uids and a higher sequence, so calendars
    update the events that they have.

    Args:
        schedules: One schedule or many, with at least one event; each uid once.
        method: None writes a plain file, which calendars import and servers store. `"PUBLISH"` and `"CANCEL"` write a
            message of calendars (RFC 5546), in which each event names the bot as its organizer. `"CANCEL"` removes the
            events from the calendars that have them; the file has the next sequence.

    Raises:
        ConfigurationError: icalendar is not installed, an argument is wrong, two events have the same uid, or
            `schedules` has no events.
    """
    if method not in {None, "PUBLISH", "CANCEL"}:
        raise ConfigurationError('method: pass None, "PUBLISH" or "CANCEL"')
    events = [(schedule, event) for schedule in schedules_in("schedules", schedules) for event in schedule.events]
    if not events:
        raise ConfigurationError("schedules: pass at least one event; a file must not be empty (RFC 5545, 3.6)")
    if len({event.uid for _, event in events}) < len(events):
        raise ConfigurationError("schedules: two events have the same uid; pass the newest version of each")
    return ics_writer("to_ics")(events, method)


def ics_writer(caller: str) -> _Writer:
    """Return the function that writes calendar files.

    Args:
        caller: What needs it, for the text of the error.

    Raises:
        ConfigurationError: icalendar is not installed.
    """
    try:
        from schedbot_sdk.schedule.ical.vevent import vcalendar
    except ModuleNotFoundError as error:
        missing = error.name
    else:
        return vcalendar
    raise ConfigurationError(f'{caller} needs {missing}: pip install "schedbot-sdk[ics]"')
