"""Writes a schedule as a text for a chat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.model.arguments import one_schedule
from schedbot_sdk.schedule.model.event import Occurrence
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.start import Instant
from schedbot_sdk.schedule.render.english import English
from schedbot_sdk.schedule.render.first_time import first_time
from schedbot_sdk.schedule.render.language import Language, is_russian_tag
from schedbot_sdk.schedule.render.russian import Russian
from schedbot_sdk.telegram import MessageEntity, TextPiece

__all__ = ["schedule_text"]

_START: Final = "wdt"
_END: Final = "t"
"""How Telegram formats a moment (Bot API 9.5, date-time entity formatting): weekday, date and time; or only time."""


def schedule_text(schedule: Schedule, *, now: datetime, language: str = "en", date_time: bool = False) -> TextPiece:
    """Return a schedule as a list by day, with local times, durations, places, repetitions, reminders and warnings.

    A repeating event is listed under the first day on which it happens: its start, unless that is an exception. All
    times are on the user's clock. An event in another zone has its own time and the name of its zone beside it.

    The text has no markup: the formatting is in the entities, so titles need no escaping. Send both
    (`send_text(chat_id, piece.text, entities=piece.entities)`).

    Args:
        schedule: The schedule.
        now: The current moment, aware. Days of another year are written with their year.
        language: An IETF tag such as Telegram's `language_code`: Russian for `ru`, English for all others.
        date_time: True marks each moment as a `date_time` entity. Telegram shows it in the reader's own time zone.

    Raises:
        ConfigurationError: `schedule` is not a Schedule, or `now` has no time zone or is not within the years 1970 to
            2999.
    """
    zone = one_schedule("schedule", schedule).tzinfo
    page = _Page(_language_of(language), local_time(now, zone).date(), date_time=date_time)
    first_times = sorted(map(first_time, schedule.events), key=lambda time: (_day(time, zone), time.start.timestamp()))
    for number, (day, times) in enumerate(groupby(first_times, lambda time: _day(time, zone))):
        page.add("\n" if number else "")
        page.heading(day)
        for time in times:
            page.event(time, zone)
    page.close(schedule.zone, is_empty=not schedule.events)
    return TextPiece(page.text, tuple(page.entities))


class _Page:
    def __init__(self, language: Language, today: date, *, date_time: bool) -> None:
        self._language = language
        self._today = today
        self._date_time = date_time
        self.text = ""
        self.entities: list[MessageEntity] = []

    def add(self, text: str, **entity: object) -> None:
        if entity:
            position = {"offset": _utf16_length(self.text), "length": _utf16_length(text)}
            self.entities.append(MessageEntity.model_validate(position | entity))
        self.text += text

    def heading(self, day: date) -> None:
        self.add(self._language.heading(day, today=self._today), type="bold")
        self.add("\n")

    def event(self, time: Occurrence, zone: ZoneInfo) -> None:
        event = time.event
        self._when(time, zone)
        if event.zone != zone.key:
            self.add(f" ({self._elsewhere(time, zone)})")
        self.add(f" — {' '.join(event.title.split())}")
        if event.duration is not None and not event.is_all_day:
            self.add(f" ({self._language.duration(event.duration)})")
        if event.place is not None:
            self.add(f"\n    📍 {' '.join(event.place.split())}")
        if event.recurrence is not None and not isinstance(event.start, Instant):
            # Its days are in the zone of the event.
            rule = self._language.recurrence(event.recurrence, start=event.start.date, today=self._today)
            self.add(f"\n    ↻ {rule}" if event.zone == zone.key else f"\n    ↻ {rule} ({event.zone})")
        if event.reminders:
            self.add(f"\n    🔔 {self._language.reminders(event.reminders)}")
        for warning in event.warnings:
            self.add(f"\n    ⚠ {self._language.warning(warning, event.start)}")
        self.add("\n")

    def close(self, zone: str, *, is_empty: bool) -> None:
        if is_empty:
            self.add(self._language.nothing)
        else:
            self.add("\n")
            self.add(self._language.zone(zone), type="italic")

    def _when(self, time: Occurrence, zone: ZoneInfo) -> None:
        start, end = time.start, time.end
        if time.event.is_all_day:
            # The end is the midnight after it.
            last = start.date() if end is None else (end - timedelta(days=1)).date()
            self.add(self._language.all_day(start.date(), last, today=self._today))
            return
        start, end = start.astimezone(zone), None if end is None else end.astimezone(zone)
        self._moment(start, f"{start:%H:%M}", _START)
        if end is not None and end.date() == start.date():
            self.add("–")
            self._moment(end, f"{end:%H:%M}", _END)
        elif end is not None:
            self.add(" – ")
            self._moment(end, f"{self._language.brief(end.date(), today=self._today)}, {end:%H:%M}", _START)

    def _elsewhere(self, time: Occurrence, zone: ZoneInfo) -> str:
        """Return the event's time in its own zone, if that is not the user's time, and the name of the zone."""
        start, end, name = time.start, time.end, time.event.zone
        if time.event.is_all_day or _clocks_agree(start, end, zone):
            return name
        is_other_day = start.date() != start.astimezone(zone).date()
        text = f"{self._language.brief(start.date(), today=self._today)}, " if is_other_day else ""
        text += f"{start:%H:%M}"
        if end is not None and end.date() == start.date():
            text += f"–{end:%H:%M}"
        elif end is not None:
            text += f" – {self._language.brief(end.date(), today=self._today)}, {end:%H:%M}"
        return f"{text} {name}"

    def _moment(self, moment: datetime, text: str, style: str) -> None:
        if self._date_time:
            self.add(text, type="date_time", unix_time=int(moment.timestamp()), date_time_format=style)
        else:
            self.add(text)


def _day(time: Occurrence, zone: ZoneInfo) -> date:
    """Return the day under which an event is listed: an all-day event is listed under its own date."""
    return time.start.date() if time.event.is_all_day else time.start.astimezone(zone).date()


def _clocks_agree(start: datetime, end: datetime | None, zone: ZoneInfo) -> bool:
    """Whether the clocks of a zone show the same times as those of the event."""
    return all(one is None or one.utcoffset() == one.astimezone(zone).utcoffset() for one in (start, end))


def _language_of(language: str) -> Language:
    return Russian() if is_russian_tag(language) else English()


def _utf16_length(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
