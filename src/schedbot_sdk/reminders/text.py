"""Writes a reminder as a text for a chat."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from schedbot_sdk.reminders.due import DueReminder
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.render.english import English
from schedbot_sdk.schedule.render.language import Language, is_russian_tag
from schedbot_sdk.schedule.render.russian import Russian
from schedbot_sdk.telegram import MessageEntity, TextPiece

__all__ = ["reminder_text"]

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_HOUR = dt.timedelta(hours=1)


def reminder_text(due: DueReminder, *, now: dt.datetime, language: str = "en") -> TextPiece:
    """Return a reminder as a text: the title, when it starts on the user's clock, in how long, and the place.

    The text has no markup: the formatting is in the entities, so titles need no escaping. Send both
    (`send_text(due.chat_id, piece.text, entities=piece.entities)`).

    Args:
        due: The reminder.
        now: The current moment, aware.
        language: An IETF tag such as Telegram's `language_code`: Russian for `ru`, English for all others.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    words: _Words = _RussianWords() if is_russian_tag(language) else _EnglishWords()
    current = local_time(now, due.tzinfo)
    title = " ".join(due.event.title.split())
    lines = [f"⏰ {title}", _when(due, current, words)]
    if due.event.place is not None:
        lines.append(f"📍 {' '.join(due.event.place.split())}")
    if due.is_late:
        lines.append(words.late)
    bold = MessageEntity(type="bold", offset=2, length=len(title.encode("utf-16-le")) // 2)
    return TextPiece("\n".join(lines), (bold,))


def _when(due: DueReminder, now: dt.datetime, words: _Words) -> str:
    start = due.occurrence.start
    if due.event.is_all_day:  # its days are those of its own zone
        day, today = start.date(), now.date()
        return f"{words.day(day, today)}, {words.language.all_day(day, day, today=today)}"
    left = start.astimezone(dt.UTC) - now.astimezone(dt.UTC)
    local = start.astimezone(now.tzinfo)
    text = f"{words.day(local.date(), now.date())} {words.at} {local:%H:%M}, {words.distance(left)}"
    if due.event.zone != due.zone and start.utcoffset() != local.utcoffset():
        text += f" ({start:%H:%M} {due.event.zone})"
    return text


def _rounded(length: dt.timedelta) -> dt.timedelta:
    """Return a length to the minute; from one day on, to the hour."""
    unit = _HOUR if length >= _DAY else _MINUTE
    return (length + unit / 2) // unit * unit


class _Words(Protocol):
    """The words of reminders in a language."""

    @property
    def language(self) -> Language: ...

    @property
    def at(self) -> str: ...

    @property
    def late(self) -> str: ...

    def day(self, day: dt.date, today: dt.date) -> str: ...

    def distance(self, left: dt.timedelta) -> str: ...


class _EnglishWords:
    language = English()
    at = "at"
    late = "This reminder is late."

    def day(self, day: dt.date, today: dt.date) -> str:
        near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
        return near.get((day - today).days) or self.language.heading(day, today=today)

    def distance(self, left: dt.timedelta) -> str:
        if abs(left) < _MINUTE / 2:
            return "now"
        length = self.language.duration(_rounded(abs(left)))
        return f"in {length}" if left > dt.timedelta() else f"started {length} ago"


class _RussianWords:
    language = Russian()
    at = "в"
    late = "Напоминание пришло с опозданием."

    def day(self, day: dt.date, today: dt.date) -> str:
        near = {-1: "Вчера", 0: "Сегодня", 1: "Завтра"}
        return near.get((day - today).days) or self.language.heading(day, today=today)

    def distance(self, left: dt.timedelta) -> str:
        if abs(left) < _MINUTE / 2:
            return "сейчас"
        length = self.language.duration(_rounded(abs(left)))
        return f"через {length}" if left > dt.timedelta() else f"началось {length} назад"
