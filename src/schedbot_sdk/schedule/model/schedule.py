"""The events of one message."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.base import Moment, ScheduleModel
from schedbot_sdk.schedule.model.event import Event, Occurrence, occurrences_in
from schedbot_sdk.schedule.model.overlaps import overlapping
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import TimeZoneName, time_zone

__all__ = ["Schedule"]


def _in_order(events: tuple[Event, ...]) -> tuple[Event, ...]:
    if len({event.uid for event in events}) < len(events):
        raise ValueError("two events have the same uid")
    return tuple(sorted(events, key=lambda event: event.start.moment.timestamp()))


class Schedule(ScheduleModel, frozen=True):
    """The events of one message, in the time zone of its author."""

    source: Source
    """The message that the schedule was made from."""
    zone: TimeZoneName
    """The IANA name of the user's time zone."""
    made_at: Moment
    """When the message was sent: an aware datetime, stored in UTC, to the second."""
    events: Annotated[tuple[Event, ...], AfterValidator(_in_order)]
    """The events, sorted by their first start in UTC. Each one has its own uid."""
    sequence: int = Field(default=0, ge=0)
    """The version of the events (RFC 5545, `SEQUENCE`): 0 at first, and higher after each change."""

    @property
    def tzinfo(self) -> ZoneInfo:
        """The user's time zone."""
        return time_zone(self.zone)

    def as_edit_of(self, previous: Schedule) -> Schedule:
        """Return this schedule as the next version of `previous`, which was made from the same message.

        Its sequence is higher than that of `previous`, and never lower than it was.

        Raises:
            ConfigurationError: `previous` was made from another message.
        """
        if previous.source != self.source:
            raise ConfigurationError("previous: pass the schedule that was made from the same message")
        return self.model_copy(update={"sequence": max(previous.sequence + 1, self.sequence)})

    def occurrences(self, start: dt.datetime, end: dt.datetime) -> list[Occurrence]:
        """List the occurrences of all events that overlap the window from `start` (included) to `end` (excluded).

        See `Event.occurrences` for which ones overlap it.

        Args:
            start: The beginning of the window, aware.
            end: The end of the window, aware.

        Returns:
            At most 100,000 occurrences, sorted by their start in UTC.

        Raises:
            ConfigurationError: The window has no time zone, ends before it begins, or has more than 100,000
                occurrences.
        """
        window = Window.of(start, end)
        occurrences = window.collected(chain.from_iterable(occurrences_in(event, window) for event in self.events))
        return sorted(occurrences, key=lambda occurrence: occurrence.start.timestamp())

    def overlaps(self, start: dt.datetime, end: dt.datetime) -> list[tuple[Occurrence, Occurrence]]:
        """List each two occurrences in the window that are at the same time, if only for a moment.

        An occurrence that ends when another begins does not overlap it. An all-day event overlaps every event of its
        day. An event without a duration overlaps the events that are under way when it begins.

        Args:
            start: The beginning of the window, aware.
            end: The end of the window, aware.

        Returns:
            At most 100,000 pairs; the occurrence that begins earlier comes first.

        Raises:
            ConfigurationError: The window has no time zone, ends before it begins, or has more than 100,000
                occurrences or pairs.
        """
        return Window.of(start, end).collected(overlapping(self.occurrences(start, end)))
