"""When an event starts: at a time on somebody's clock, on a whole day, or at an instant."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from schedbot_sdk.schedule.model.base import Day, Moment, ScheduleModel
from schedbot_sdk.timezones import TimeZoneName, first_moment, resolve_local, time_zone

__all__ = ["AllDay", "Instant", "LocalStart", "Start"]


def _on_a_clock(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("a time on the zone's clock has no offset of its own")
    return value.replace(microsecond=0, fold=0)


class LocalStart(ScheduleModel, frozen=True):
    """A time as it was said, "tomorrow at 9": it stays 9 o'clock there, whatever becomes of the zone's offset."""

    kind: Literal["local"] = "local"
    date: Day = Field(description="the day on the zone's calendar")
    time: Annotated[dt.time, AfterValidator(_on_a_clock)] = Field(
        description="the time on the zone's clocks, to the second; kept as said where the clocks skip it"
    )
    zone: TimeZoneName = Field(description="the zone's IANA name")
    fold: Literal[0, 1] = Field(default=0, description="1: the second one, where the clocks show that time twice")

    @property
    def moment(self) -> dt.datetime:
        """The time that the zone's clocks show then: later by the gap where they skip the one that was said."""
        return self.moment_on(self.date)

    def moment_on(self, day: dt.date) -> dt.datetime:
        """The same time on another day, which decides alone whether the clocks skip it."""
        return resolve_local(day, self.time, self.zone, gap="later", fold="second" if self.fold else "first").moment


class AllDay(ScheduleModel, frozen=True):
    """A day without a time, as birthdays are."""

    kind: Literal["all_day"] = "all_day"
    date: Day = Field(description="the day on the zone's calendar")
    zone: TimeZoneName = Field(description="the zone's IANA name")

    @property
    def moment(self) -> dt.datetime:
        """The first moment of that day: not always midnight, as some clocks skip it."""
        return self.moment_on(self.date)

    def moment_on(self, day: dt.date) -> dt.datetime:
        """The first moment of another day."""
        return first_moment(day, time_zone(self.zone))


class Instant(ScheduleModel, frozen=True):
    """A moment that no clock decides, "in 2 hours": it stays the same one even if a zone's rules change."""

    kind: Literal["instant"] = "instant"
    at: Moment = Field(description="an aware datetime, kept in UTC, to the second")
    zone: TimeZoneName = Field(description="the IANA name of the zone in which people read it")

    @property
    def moment(self) -> dt.datetime:
        """`at` on the zone's clocks."""
        return self.at.astimezone(ZoneInfo(self.zone))


Start: TypeAlias = Annotated[LocalStart | AllDay | Instant, Field(discriminator="kind")]
"""When an event starts; `kind` tells which, and each has a `zone` and a `moment`."""
