"""What a schedule is made of: events, and when they happen.

All of it is immutable, can be hashed and pickled, and is the same after a round trip through JSON, as long as all of it
is dumped: `Schedule.model_validate_json(schedule.model_dump_json()) == schedule`.
"""

from schedbot_sdk.schedule.model.event import Event, EventWarning, Occurrence
from schedbot_sdk.schedule.model.recurrence import Recurrence, Weekday
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart, Start

__all__ = [
    "AllDay",
    "Event",
    "EventWarning",
    "Instant",
    "LocalStart",
    "Occurrence",
    "Recurrence",
    "Schedule",
    "Source",
    "Start",
    "Weekday",
]
