"""The planned events that a user speaks of: their days and times may be in the words, and no item has them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.planned import NumberedEvent, minutes_of, reminder_of
from schedbot_sdk.schedule.llm.text_match import shares_a_word
from schedbot_sdk.schedule.model.event import Event, occurrences_in
from schedbot_sdk.schedule.model.window import Window

__all__ = ["Before", "as_built", "spoken_of"]

_DAY: Final = dt.timedelta(days=1)
_MOMENT: Final = dt.timedelta(microseconds=1)
_WEEK: Final = dt.timedelta(days=7)
_YEAR: Final = dt.timedelta(days=370)
_MONTH: Final = dt.timedelta(days=31)
_MORNING: Final = dt.time(6)


@dataclass(frozen=True)
class Before:
    """A planned event that the user speaks of."""

    event: Event
    """The event."""
    now: dt.datetime
    """The current time on the user's clock, aware."""
    zone: ZoneInfo
    """The user's time zone."""

    def is_on(self, named: Day, todays: Sequence[dt.date]) -> bool:
        """Whether the event is on a day that the user names."""
        return any(named.accepts(day, today) for day in self._days for today in todays)

    def repeats_on(self) -> Iterator[int]:
        """Yield the weekdays of the event, 0 for Monday."""
        yield from (day.weekday() for day in self._days)

    def begins_at(self, named: Clock) -> bool:
        """Whether the event begins at a time that the user names."""
        start = self.event.start.moment
        return not self.event.is_all_day and any(named.accepts(_minute(one)) for one in (start, self._here(start)))

    def begins_or_ends_at(self, named: Clock) -> bool:
        """Whether the event begins or ends at a time that the user names, or a reminder comes then."""
        if self.event.is_all_day:
            return False
        moments = [self.event.start.moment, *filter(None, (self.event.end,))]
        moments += [self.event.start.moment - before for before in self.event.reminders]
        return any(named.accepts(_minute(one)) for moment in moments for one in (moment, self._here(moment)))

    def _here(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(self.zone)

    @cached_property
    def _days(self) -> frozenset[dt.date]:
        days: set[dt.date] = set()
        rule = self.event.recurrence
        ahead = _MONTH if rule is not None and rule.freq == "hourly" else _YEAR  # hours have thousands of occurrences
        for occurrence in occurrences_in(self.event, Window.of(self.now - _WEEK, self.now + ahead)):
            begin, end = occurrence.start, occurrence.end or occurrence.start
            for moment in (begin, max(begin, end - _MOMENT)):
                # An all-day event has the same days everywhere.
                days |= {moment.date()} if self.event.is_all_day else {moment.date(), self._here(moment).date()}
            if not self.event.is_all_day and begin.time() < _MORNING:
                days.add(begin.date() - _DAY)
        return frozenset(days)


def spoken_of(
    draft: Draft, text: str, planned: Sequence[NumberedEvent], now: dt.datetime, zone: ZoneInfo
) -> list[Before]:
    """Return the planned events that items replace, and those that the text names."""
    replaced = {item.replaces for item in draft.items}
    return [
        Before(known.event, now, zone)
        for number, known in enumerate(planned, 1)
        if number in replaced or shares_a_word(text, known.event.title)
    ]


def as_built(item: DraftItem, event: Event | None) -> DraftItem:
    """Return an item with the duration and the reminder that it keeps of the event which it replaces."""
    if event is None:
        return item
    kept: dict[str, object] = {}
    if item.duration_minutes is None and event.is_all_day == (item.time is None):
        kept["duration_minutes"] = minutes_of(event)
    if item.remind_minutes is None:
        kept["remind_minutes"] = reminder_of(event)
    return item.model_copy(update=kept)


def _minute(moment: dt.datetime) -> int:
    return moment.hour * 60 + moment.minute
