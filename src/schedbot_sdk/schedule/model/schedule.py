"""What came of one message."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.base import Moment, ScheduleModel
from schedbot_sdk.schedule.model.event import Event, Occurrence
from schedbot_sdk.schedule.model.overlaps import overlapping
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import TimeZoneName, time_zone

__all__ = ["Schedule"]


def _in_order(events: tuple[Event, ...]) -> tuple[Event, ...]:
    if len({event.uid for event in events}) < len(events):
        raise ValueError("two events have one uid")
    return tuple(sorted(events, key=lambda event: event.start.moment.timestamp()))


class Schedule(ScheduleModel, frozen=True):
    """The events that one message speaks of, on the clocks of the one who wrote it."""

    source: Source = Field(description="the message that it was made from")
    zone: TimeZoneName = Field(description="the IANA name of the user's time zone")
    made_at: Moment = Field(description="when the message was sent: an aware datetime, kept in UTC, to the second")
    events: Annotated[tuple[Event, ...], AfterValidator(_in_order)] = Field(
        description="ordered by their first moments in UTC, each with a uid of its own"
    )
    sequence: int = Field(default=0, ge=0, description="how many times the message was edited (RFC 5545, SEQUENCE)")

    @property
    def tzinfo(self) -> ZoneInfo:
        """The user's time zone."""
        return time_zone(self.zone)

    def as_edit_of(self, previous: Schedule) -> Schedule:
        """The same schedule as the next version of one that was made from the same message.

        Raises:
            ConfigurationError: `previous` was made from another message.
        """
        if previous.source != self.source:
            raise ConfigurationError("previous: pass the schedule that was made from the same message")
        return self.model_copy(update={"sequence": previous.sequence + 1})

    def occurrences(self, start: dt.datetime, end: dt.datetime) -> list[Occurrence]:
        """Each time at which an event happens, as far as that touches the window from `start` to before `end`.

        `Event.occurrences` says what touches it.

        Args:
            start: Where the window begins, aware.
            end: Where it ends, aware.

        Returns:
            Ordered by their moments in UTC, at most 100,000.

        Raises:
            ConfigurationError: The window has no zone, ends before it begins, or holds more than that.
        """
        window = Window.of(start, end)
        found = window.collected(chain.from_iterable(event.in_window(window) for event in self.events))
        return sorted(found, key=lambda one: one.start.timestamp())

    def overlaps(self, start: dt.datetime, end: dt.datetime) -> list[tuple[Occurrence, Occurrence]]:
        """Each two occurrences in a window that are at the same time, if only for a moment.

        One that ends when another begins is not. An all-day event overlaps whatever is on its day. An event without a
        duration overlaps what is under way when it begins.

        Args:
            start: Where the window begins, aware.
            end: Where it ends, aware.

        Returns:
            The one that begins earlier comes first in each pair; at most 100,000 pairs.

        Raises:
            ConfigurationError: The window has no zone, ends before it begins, or holds more than that.
        """
        return Window.of(start, end).collected(overlapping(self.occurrences(start, end)))
