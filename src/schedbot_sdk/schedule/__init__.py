"""Schedules: events that are right on their user's clocks."""

from schedbot_sdk.schedule.models import (
    AllDay,
    Event,
    EventWarning,
    Instant,
    LocalStart,
    Occurrence,
    Recurrence,
    Schedule,
    Source,
    Start,
    Weekday,
)
from schedbot_sdk.schedule.text import schedule_text
from schedbot_sdk.timezones import Fold, Gap, Resolved, TimeZoneName, resolve_local, time_zone

__all__ = [
    "AllDay",
    "Event",
    "EventWarning",
    "Fold",
    "Gap",
    "Instant",
    "LocalStart",
    "Occurrence",
    "Recurrence",
    "Resolved",
    "Schedule",
    "Source",
    "Start",
    "TimeZoneName",
    "Weekday",
    "resolve_local",
    "schedule_text",
    "time_zone",
]
