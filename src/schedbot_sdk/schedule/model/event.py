"""One event, and the times at which it happens."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from schedbot_sdk.schedule.model.base import ScheduleModel, Text
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Recurrence, dates
from schedbot_sdk.schedule.model.start import AllDay, Instant, Start
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import time_zone

__all__ = ["Event", "EventWarning", "Occurrence"]

_DAY: Final = dt.timedelta(days=1)
_LONGEST: Final = dt.timedelta(days=366)
_UNSEEN: Final = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))  # controls, invisible signs, spaces of all kinds


class EventWarning(ScheduleModel, frozen=True):
    """What its reader should know about an event, although nothing is wrong with it."""

    code: Literal["nonexistent_time", "ambiguous_time", "past"] = Field(
        description="the clocks skip the time that was said; they show it twice; it is over already"
    )


def _said(title: str) -> str:
    if all(unicodedata.category(character) in _UNSEEN for character in title):
        raise ValueError("a title has something to read")
    return title


def _whole_seconds(duration: dt.timedelta) -> dt.timedelta:
    if duration.microseconds:
        raise ValueError("a duration has whole seconds")
    return duration


class Event(ScheduleModel, frozen=True):
    """What happens, when, for how long and how often."""

    uid: Text = Field(min_length=1, description="stays the same when the schedule is made anew: see `Source.uid`")
    title: Annotated[Text, AfterValidator(_said)] = Field(description="what people call it")
    start: Start = Field(description="when it starts, for the first time if it repeats")
    duration: Annotated[dt.timedelta, Field(gt=dt.timedelta(), le=_LONGEST), AfterValidator(_whole_seconds)] | None = (
        Field(
            default=None,
            description="how much time passes until its end; whole days of the calendar for an all-day event; None: "
            "nobody said, and an all-day event takes its day",
        )
    )
    recurrence: Recurrence | None = Field(default=None, description="how it repeats; None: it happens once")
    source_quote: Text = Field(default="", description="the words of the user's text that it comes from")
    warnings: tuple[EventWarning, ...] = Field(default=(), description="what its reader should know")

    @model_validator(mode="after")
    def _fits_together(self) -> Event:
        if self.is_all_day and self.duration is not None and self.duration % _DAY:
            raise ValueError("an all-day event takes whole days")
        rule = self.recurrence
        if rule is None:
            return self
        if isinstance(self.start, Instant):
            raise ValueError("an instant does not repeat: what repeats has a time on a clock")  # noqa: TRY004
        if rule.until is not None and rule.until < self.start.date:
            raise ValueError("it ends before it starts")
        if rule.days and WEEKDAYS[self.start.date.weekday()] not in rule.days:
            raise ValueError("it starts on a day that is not among its days")
        return self

    @property
    def zone(self) -> str:
        """The IANA name of the zone on whose clocks it happens."""
        return self.start.zone

    @property
    def is_all_day(self) -> bool:
        """Whether it has days and no times."""
        return isinstance(self.start, AllDay)

    @property
    def end(self) -> dt.datetime | None:
        """When it ends, for the first time if it repeats; the next midnight for an all-day event; None: nobody said."""
        return self._end_of(self.start.moment)

    def occurrences(self, start: dt.datetime, end: dt.datetime) -> list[Occurrence]:
        """Each time at which it happens, as far as that touches the window from `start` to before `end`.

        One that is under way at `start` is included, one that ends at `start` or begins at `end` is not. An event
        without a duration is included when it begins in the window. Where a zone's calendar skips a day (Samoa had no
        30 December 2011), what would be on it is on the next, but nothing happens twice at one moment.

        Args:
            start: Where the window begins, aware.
            end: Where it ends, aware.

        Returns:
            Ordered by their moments in UTC, at most 100,000.

        Raises:
            ConfigurationError: The window has no zone, ends before it begins, or holds more than that.
        """
        window = Window.of(start, end)
        return window.collected(self.in_window(window))

    def in_window(self, window: Window) -> Iterator[Occurrence]:
        """What `occurrences` lists, one by one."""
        near = self._around(window)
        one = next(near, None)
        while one is not None:
            following = next(near, None)
            is_twice = following is not None and following.start.timestamp() == one.start.timestamp()
            if not is_twice and window.holds(one.start, one.end):
                yield one
            one = following

    def _around(self, window: Window) -> Iterator[Occurrence]:
        """What touches the window, and what is near it."""
        if self.recurrence is None or isinstance(self.start, Instant):
            yield Occurrence(self, self.start.moment, self.end)
            return
        zone = time_zone(self.zone)
        # Where a calendar skips a day, something happens a day after its date.
        first = window.start.astimezone(zone).date() - (self.duration or _DAY) - 2 * _DAY
        last = window.end.astimezone(zone).date() + 2 * _DAY
        for day in dates(self.recurrence, self.start.date, first, last):
            moment = self.start.moment_on(day)
            yield Occurrence(self, moment, self._end_of(moment))

    def _end_of(self, moment: dt.datetime) -> dt.datetime | None:
        if isinstance(self.start, AllDay):
            return self.start.moment_on(moment.date() + (self.duration or _DAY))
        if self.duration is None:
            return None
        return (moment.astimezone(dt.UTC) + self.duration).astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event happens."""

    event: Event
    start: dt.datetime
    """Aware, on the clocks of the event's zone."""
    end: dt.datetime | None
    """The same; the next midnight for an all-day event; None where nobody said how long it takes."""
