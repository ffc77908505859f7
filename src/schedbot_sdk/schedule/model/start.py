"""When an event starts: at a local time, on a whole day, or at an instant."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from schedbot_sdk.schedule.model.base import Day, Moment, ScheduleModel
from schedbot_sdk.timezones import Fold, TimeZoneName, first_moment, resolve_local, time_zone

__all__ = ["AllDay", "Instant", "LocalStart", "Start"]


def _without_zone(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("a local time must not have an offset; the zone determines it")
    return value.replace(microsecond=0, fold=0)


class LocalStart(ScheduleModel, frozen=True):
    """A local time, such as "tomorrow at 9": it stays 9 o'clock even if the zone's offset changes."""

    kind: Literal["local"] = "local"
    """Always `"local"`."""
    date: Day
    """The day, in the zone."""
    time: Annotated[dt.time, AfterValidator(_without_zone)]
    """The local time, to the second. A time that the clocks skip is kept as the user wrote it."""
    zone: TimeZoneName
    """The zone's IANA name."""
    fold: Literal[0, 1] = 0
    """If the clocks show that time twice: 0 for the first one, 1 for the second one."""

    @property
    def moment(self) -> dt.datetime:
        """The start as an aware datetime. A time that the clocks skip moves forward by the length of the gap."""
        return self.moment_on(self.date)

    def moment_on(self, day: dt.date) -> dt.datetime:
        """Return the same local time on another day, as an aware datetime."""
        return self.moment_at(dt.datetime.combine(day, self.time))

    def moment_at(self, local: dt.datetime) -> dt.datetime:
        """Return another local time of the same zone and with the same `fold`, given without a zone, as aware."""
        moment = local.replace(tzinfo=time_zone(self.zone), fold=0)
        if moment.utcoffset() == moment.replace(fold=1).utcoffset():  # the clocks show it once
            return moment
        fold: Fold = "second" if self.fold else "first"
        return resolve_local(local.date(), local.time(), self.zone, gap="later", fold=fold).moment


class AllDay(ScheduleModel, frozen=True):
    """A day without a time, such as a birthday."""

    kind: Literal["all_day"] = "all_day"
    """Always `"all_day"`."""
    date: Day
    """The day, in the zone."""
    zone: TimeZoneName
    """The zone's IANA name."""

    @property
    def moment(self) -> dt.datetime:
        """The first moment of the day. It is not midnight if the clocks skip midnight."""
        return self.moment_on(self.date)

    def moment_on(self, day: dt.date) -> dt.datetime:
        """Return the first moment of another day."""
        return first_moment(day, time_zone(self.zone))


class Instant(ScheduleModel, frozen=True):
    """A fixed moment, such as "in 2 hours": it stays the same even if the zone's rules change."""

    kind: Literal["instant"] = "instant"
    """Always `"instant"`."""
    at: Moment
    """The moment: an aware datetime, stored in UTC, to the second."""
    zone: TimeZoneName
    """The IANA name of the zone in which the moment is shown."""

    @property
    def moment(self) -> dt.datetime:
        """`at` in the zone."""
        return self.at.astimezone(time_zone(self.zone))


Start: TypeAlias = Annotated[LocalStart | AllDay | Instant, Field(discriminator="kind")]
"""When an event starts. `kind` tells the type; each type has a `zone` and a `moment`."""
