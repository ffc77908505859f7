"""One event, and the times at which it happens."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from schedbot_sdk.schedule.model.base import ScheduleModel, Text
from schedbot_sdk.schedule.model.blank import is_blank
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.rule_days import start_problem
from schedbot_sdk.schedule.model.rule_times import local_times_between
from schedbot_sdk.schedule.model.start import AllDay, Instant, Start
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import time_zone

__all__ = ["Event", "EventWarning", "Occurrence", "occurrences_in"]

_DAY: Final = dt.timedelta(days=1)
_MAX_DURATION: Final = dt.timedelta(days=366)


class EventWarning(ScheduleModel, frozen=True):
    """A note for the user about an event that is valid, but may not be what they meant."""

    code: Literal["nonexistent_time", "ambiguous_time", "past", "reminder_past", "skips_months", "skips_years"]
    """`nonexistent_time`: the clocks skip the time that the user named; `ambiguous_time`: the clocks show it twice;
    `past`: the event is over already; `reminder_past`: the moment of a reminder is over already, so that this reminder
    does not come; `skips_months`: some months lack the day of the repetition, such as the 31st; `skips_years`: some
    years lack it, such as 29 February."""


def _not_blank(title: str) -> str:
    if is_blank(title):
        raise ValueError("a title or a place must not be blank")
    return title


def _whole_seconds(duration: dt.timedelta) -> dt.timedelta:
    if duration.microseconds:
        raise ValueError("a duration must have whole seconds")
    return duration


def _in_order(reminders: tuple[dt.timedelta, ...]) -> tuple[dt.timedelta, ...]:
    return tuple(sorted(set(reminders)))


Reminder: TypeAlias = Annotated[
    dt.timedelta, Field(ge=dt.timedelta(), le=_MAX_DURATION), AfterValidator(_whole_seconds)
]
"""A time before an event."""


class Event(ScheduleModel, frozen=True):
    """A planned event: its title, start, duration and recurrence."""

    uid: Text = Field(min_length=1)
    """A unique id that stays the same when the schedule is made again: see `Source.uid`."""
    title: Annotated[Text, AfterValidator(_not_blank)]
    """The event's title; never blank."""
    start: Start
    """When the event starts; for a repeating event, when it starts for the first time."""
    duration: (
        Annotated[dt.timedelta, Field(gt=dt.timedelta(), le=_MAX_DURATION), AfterValidator(_whole_seconds)] | None
    ) = None
    """The time from start to end, at most 366 days; whole days for an all-day event. None if the user named none; an
    all-day event then takes one day."""
    recurrence: Recurrence | None = None
    """How the event repeats; None if it happens once."""
    place: Annotated[Text, AfterValidator(_not_blank)] | None = None
    """Where it happens; None if the user named no place."""
    reminders: Annotated[tuple[Reminder, ...], Field(strict=False), AfterValidator(_in_order)] = ()
    """How long before each start the user wants to be reminded: 0 to 366 days, in whole seconds, the shortest first."""
    source_quote: Text = ""
    """The words of the user's text that the event comes from."""
    warnings: tuple[EventWarning, ...] = ()
    """Notes that the user should see."""

    @model_validator(mode="after")
    def _check_consistency(self) -> Event:
        if self.is_all_day and self.duration is not None and self.duration % _DAY:
            raise ValueError("the duration of an all-day event must be whole days")
        rule = self.recurrence
        if rule is None:
            return self
        if isinstance(self.start, Instant):
            raise ValueError("an instant cannot repeat; use a LocalStart for a repeating event")  # noqa: TRY004  # for pydantic
        if rule.until is not None and rule.until < self.start.date:
            raise ValueError("the recurrence ends before the start")
        if rule.freq == "hourly" and self.is_all_day:
            raise ValueError("an all-day event cannot repeat hourly; use a LocalStart")
        if (problem := start_problem(rule, self.start.date)) is not None:
            raise ValueError(problem)
        return self

    @property
    def zone(self) -> str:
        """The IANA name of the event's time zone."""
        return self.start.zone

    @property
    def is_all_day(self) -> bool:
        """Whether the event has dates only, and no times."""
        return isinstance(self.start, AllDay)

    @property
    def end(self) -> dt.datetime | None:
        """When the event ends (the first time, if it repeats).

        For an all-day event this is the midnight after its last day. None if the event has no duration.
        """
        return _end_of(self, self.start.moment)

    def occurrences(self, start: dt.datetime, end: dt.datetime) -> list[Occurrence]:
        """List the occurrences that overlap the window from `start` (included) to `end` (excluded).

        An occurrence that is under way at `start` is included. One that ends at `start`, or begins at `end`, is not.
        An event without a duration is included if it begins in the window. If a zone's calendar skips a day (Samoa had
        no 30 December 2011), the occurrence of that day moves to the next day, but two never have the same moment.

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
        return window.collected(occurrences_in(self, window))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event happens."""

    event: Event
    """The event that happens."""
    start: dt.datetime
    """When it starts: aware, in the event's time zone."""
    end: dt.datetime | None
    """When it ends: aware, in the event's time zone; the next midnight for an all-day event. None if the event has no
    duration."""


def occurrences_in(event: Event, window: Window) -> Iterator[Occurrence]:
    """Yield the occurrences of `Event.occurrences` one by one, in order."""
    for occurrence in _nearby(event, window):
        if window.overlaps(occurrence.start, occurrence.end):
            yield occurrence


def _nearby(event: Event, window: Window) -> Iterator[Occurrence]:
    """The occurrences in the window, and those near it."""
    rule, start = event.recurrence, event.start
    if rule is None or isinstance(start, Instant):
        yield Occurrence(event, start.moment, event.end)
        return
    at = dt.time() if isinstance(start, AllDay) else start.time
    zone = time_zone(event.zone)
    # The clocks move an occurrence by at most a day, where a calendar skips one. A day can have 25 hours.
    before = (event.duration or dt.timedelta()) + (2 * _DAY if isinstance(start, AllDay) else _DAY)
    first = (window.start - before).astimezone(zone).replace(tzinfo=None)
    last = window.end.astimezone(zone).replace(tzinfo=None) + _DAY
    moved: deque[dt.datetime] = deque()  # by the clocks, beyond later times of the rule, or to one of them
    for local in local_times_between(rule, dt.datetime.combine(start.date, at), first, last):
        moment = start.moment_on(local.date()) if isinstance(start, AllDay) else start.moment_at(local)
        if moment.replace(tzinfo=None) != local:
            moved.append(moment)
            continue
        while moved and moved[0].timestamp() <= moment.timestamp():
            if (earlier := moved.popleft()).timestamp() < moment.timestamp():
                yield Occurrence(event, earlier, _end_of(event, earlier))
        yield Occurrence(event, moment, _end_of(event, moment))
    for moment in moved:
        yield Occurrence(event, moment, _end_of(event, moment))


def _end_of(event: Event, moment: dt.datetime) -> dt.datetime | None:
    if isinstance(event.start, AllDay):
        return event.start.moment_on(moment.date() + (event.duration or _DAY))
    if event.duration is None:
        return None
    return (moment.astimezone(dt.UTC) + event.duration).astimezone(moment.tzinfo)
