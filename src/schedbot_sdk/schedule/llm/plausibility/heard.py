"""An item of a draft beside the words that it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import DraftItem
from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.plausibility.before import Before
from schedbot_sdk.schedule.llm.validate import parse_date, parse_time
from schedbot_sdk.schedule.model.event import Event

__all__ = ["Heard"]

_DAY: Final = dt.timedelta(days=1)
_MORNING: Final = dt.time(6)


@dataclass(frozen=True)
class Heard:
    """An item, and what the user says about it."""

    item: DraftItem
    """The item of the draft."""
    path: str
    """Where it is in the draft."""
    words: Reading
    """The words that it comes from."""
    text: Reading
    """All words of the user."""
    now: dt.datetime
    """The time on the user's clock."""
    zone: ZoneInfo
    """The user's time zone."""
    is_alone: bool
    """Whether it is the only item."""
    replaced: Event | None = None
    """The planned event that it replaces."""
    before: tuple[Before, ...] = ()
    """The planned events that the user speaks of."""

    @property
    def day(self) -> dt.date | None:
        """The day of the item."""
        return parse_date(self.item.date)

    @property
    def time(self) -> dt.time | None:
        """The time of the item."""
        return None if self.item.time is None else parse_time(self.item.time)

    @property
    def minute(self) -> int | None:
        """The minute of the day at which the item begins."""
        return None if self.time is None else self.time.hour * 60 + self.time.minute

    def days(self) -> list[dt.date]:
        """Return the day. At night, also the day before: many people count the night to that day."""
        day, at = self.day, self.time
        if day is None:
            return []
        return [day] if at is None or at >= _MORNING else [day, day - _DAY]

    def is_on(self, named: Day, todays: list[dt.date]) -> bool:
        """Whether the item is on a day that the user names."""
        return any(named.accepts(day, today) for day in self.days() for today in todays)

    def moments(self) -> Iterator[int]:
        """Yield the minutes of the day at which the item begins and ends."""
        begin = self.minute
        if begin is not None:
            yield begin
            yield (begin + (self.item.duration_minutes or 0)) % 1440

            if self.item.remind_minutes is not None:
                yield (begin - self.item.remind_minutes) % 1440

    def begins_or_ends(self, named: Clock) -> bool:
        """Whether the item begins or ends at a time that the user names, or its reminder comes then."""
        return any(self.begins(named, minute) for minute in self.moments())

    def begins(self, named: Clock, minute: int) -> bool:
        """Whether a minute is the time that the user names, or as far from it as they say: "an hour before"."""
        shifts = (round(length.minutes) for length in self.words.of(("shifted",), Length))
        minutes = (minute, *(moved for shift in shifts for moved in (minute + shift, minute - shift)))
        return any(named.accepts(one % 1440) for one in minutes)
