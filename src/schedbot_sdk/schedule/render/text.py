"""A schedule as people read it in a chat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.model.arguments import one_schedule
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.start import Instant
from schedbot_sdk.schedule.render.english import English
from schedbot_sdk.schedule.render.language import Language, is_russian_tag
from schedbot_sdk.schedule.render.russian import Russian
from schedbot_sdk.telegram import MessageEntity, TextPiece

__all__ = ["schedule_text"]

_START: Final = "wdt"
_END: Final = "t"
"""How Telegram is to write a moment (Bot API 9.5, date-time entity formatting): weekday, date and time; time."""


def schedule_text(schedule: Schedule, *, now: datetime, language: str = "en", date_time: bool = False) -> TextPiece:
    """Write a schedule as a list: by day, with weekdays, local times, durations, repetitions, and what to mind.

    The text holds no markup: what is special about it is in the entities, so that nothing of a title needs an escape.
    Send both (`send_text(chat_id, piece.text, entities=piece.entities)`).

    Args:
        schedule: What to write.
        now: The moment of writing, aware: days of another year than this one's are written with their year.
        language: An IETF tag, as Telegram's `language_code`: Russian for `ru`, English for all others.
        date_time: True marks each moment as a `date_time` entity, which Telegram shows on its reader's own clock.

    Raises:
        ConfigurationError: `schedule` is none, or `now` has no time zone or is not within the years 1970 to 2999.
    """
    zone = one_schedule("schedule", schedule).tzinfo
    page = _Page(_words_in(language), local_time(now, zone).date(), date_time=date_time)
    days = groupby(sorted(schedule.events, key=lambda event: _day(event, zone)), lambda event: _day(event, zone))
    for number, (day, events) in enumerate(days):
        page.add("\n" if number else "")
        page.heading(day)
        for event in events:
            page.event(event, zone)
    page.close(schedule.zone, is_empty=not schedule.events)
    return TextPiece(page.text, tuple(page.entities))


class _Page:
    def __init__(self, words: Language, today: date, *, date_time: bool) -> None:
        self._words = words
        self._today = today
        self._date_time = date_time
        self.text = ""
        self.entities: list[MessageEntity] = []

    def add(self, text: str, **entity: object) -> None:
        if entity:
            place = {"offset": _units(self.text), "length": _units(text)}
            self.entities.append(MessageEntity.model_validate(place | entity))
        self.text += text

    def heading(self, day: date) -> None:
        self.add(self._words.heading(day, today=self._today), type="bold")
        self.add("\n")

    def event(self, event: Event, zone: ZoneInfo) -> None:
        self._when(event, zone)
        self.add(f" — {' '.join(event.title.split())}")
        if event.duration is not None and not event.is_all_day:
            self.add(f" ({self._words.duration(event.duration)})")
        if event.recurrence is not None and not isinstance(event.start, Instant):
            # Its days are those that were said, on its own clock.
            rule = self._words.recurrence(event.recurrence, start=event.start.date, today=self._today)
            self.add(f"\n    ↻ {rule}" if event.zone == zone.key else f"\n    ↻ {rule} ({event.zone})")
        for warning in event.warnings:
            self.add(f"\n    ⚠ {self._words.warning(warning, event.start)}")
        self.add("\n")

    def close(self, zone: str, *, is_empty: bool) -> None:
        if is_empty:
            self.add(self._words.nothing)
        else:
            self.add("\n")
            self.add(self._words.zone(zone), type="italic")

    def _when(self, event: Event, zone: ZoneInfo) -> None:
        start, end = event.start.moment, event.end
        if event.is_all_day:
            self.add(self._words.all_day)
            # The end is the midnight after it.
            last = start.date() if end is None else (end - timedelta(days=1)).date()
            if last > start.date():
                self.add(f" – {self._words.brief(last, today=self._today)}")
            return
        start, end = start.astimezone(zone), None if end is None else end.astimezone(zone)
        self._moment(start, f"{start:%H:%M}", _START)
        if end is not None and end.date() == start.date():
            self.add("–")
            self._moment(end, f"{end:%H:%M}", _END)
        elif end is not None:
            self.add(" – ")
            self._moment(end, f"{self._words.brief(end.date(), today=self._today)}, {end:%H:%M}", _START)

    def _moment(self, moment: datetime, text: str, style: str) -> None:
        if self._date_time:
            self.add(text, type="date_time", unix_time=int(moment.timestamp()), date_time_format=style)
        else:
            self.add(text)


def _day(event: Event, zone: ZoneInfo) -> date:
    """Under which day it stands: an all-day event under its own, wherever it is."""
    moment = event.start.moment
    return moment.date() if event.is_all_day else moment.astimezone(zone).date()


def _words_in(language: str) -> Language:
    return Russian() if is_russian_tag(language) else English()


def _units(text: str) -> int:
    """The text's length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
