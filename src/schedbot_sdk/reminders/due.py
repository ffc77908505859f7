"""A reminder that is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule import Event, Occurrence, Source, time_zone

__all__ = ["DueReminder"]


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One reminder of one occurrence of an event, at the moment when it must be sent. Its repr hides the event."""

    source: Source
    """The message that the event was planned with."""
    zone: str
    """The IANA name of the user's time zone."""
    occurrence: Occurrence = field(repr=False)
    """The occurrence: its event, start and end."""
    before: dt.timedelta
    """How long before the start the user wants to be reminded."""
    due_at: dt.datetime
    """The moment of the reminder: aware, in UTC, to the second."""
    is_late: bool
    """Whether the moment passed more than a minute ago, such as after downtime."""

    @property
    def chat_id(self) -> int:
        """The id of the chat of `source`."""
        return self.source.chat_id

    @property
    def event(self) -> Event:
        """The event of the occurrence."""
        return self.occurrence.event

    @property
    def tzinfo(self) -> ZoneInfo:
        """The user's time zone."""
        return time_zone(self.zone)
