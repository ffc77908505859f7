"""Makes schedules of texts with an LLM, and writes them as text and as calendar files."""

from schedbot_sdk.schedule.ical.to_ics import to_ics
from schedbot_sdk.schedule.llm.build import schedule_of
from schedbot_sdk.schedule.llm.create import create_schedule, create_schedule_async
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.outcome import Created, NeedsClarification, NotASchedule, Outcome
from schedbot_sdk.schedule.llm.plausibility import doubts
from schedbot_sdk.schedule.llm.prompt import PROMPT_VERSION, messages_for
from schedbot_sdk.schedule.llm.validate import problems
from schedbot_sdk.schedule.model.event import Event, EventWarning, Occurrence
from schedbot_sdk.schedule.model.recurrence import Freq, Recurrence, Weekday
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart, Start
from schedbot_sdk.schedule.render.text import schedule_text
from schedbot_sdk.timezones import Fold, Gap, Resolved, TimeZoneName, resolve_local, time_zone

__all__ = [
    "PROMPT_VERSION",
    "AllDay",
    "Created",
    "Draft",
    "DraftItem",
    "DraftRecurrence",
    "Event",
    "EventWarning",
    "Fold",
    "Freq",
    "Gap",
    "Instant",
    "LocalStart",
    "NeedsClarification",
    "NotASchedule",
    "Occurrence",
    "Outcome",
    "Recurrence",
    "Resolved",
    "Schedule",
    "Source",
    "Start",
    "TimeZoneName",
    "Weekday",
    "create_schedule",
    "create_schedule_async",
    "doubts",
    "messages_for",
    "problems",
    "resolve_local",
    "schedule_of",
    "schedule_text",
    "time_zone",
    "to_ics",
]
