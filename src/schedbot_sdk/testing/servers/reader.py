"""A dialogue -> the draft of a schedule as JSON text, by rules. It stands in for a language model in tests and demos.

The draft: `{"outcome": "created" | "needs_clarification" | "not_a_schedule", "question": str | null, "items": [...]}`,
an item being `{"title", "date": "YYYY-MM-DD", "time": "HH:MM" | null, "weekday", "duration_minutes": int | null,
"source_quote"}`.

The asker's time is taken from a line of the system prompt: `Now: 2026-11-23T09:30 (Monday), time zone Europe/Berlin`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from schedbot_sdk.testing.servers.phrases import When, find_when

__all__ = ["read_dialogue", "read_text"]

_NOW: Final = re.compile(r"Now: (\d{4}-\d\d-\d\dT\d\d:\d\d)\b.*?time zone ([\w/+-]+)")
_SEPARATOR: Final = re.compile(r"\s*[,;\n]\s*|[.!?]+(?:\s+|$)|\s+(?:and|then|и|потом|затем|а)\s+", re.IGNORECASE)
_APPOINTMENT: Final = re.compile(
    r"\s*(?:meet|call|visit|see|schedule|plan|remind|book|встре\w+|позвон\w+|напомни\w*|запиши\w*|заплан\w+)\b",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"^(?:please|then|i have|i've got|remind me (?:to|about)|add|schedule|plan|пожалуйста|потом|затем|у меня"
    r"|напомни(?: мне)?|запиши(?: меня)?|добавь|запланируй)\s+"
    r"|\s+(?:please|пожалуйста)$|^(?:at|on|in|to|the|в|во|на|с|к)\s+|\s+(?:at|on|in|в|во|на|с)$",
    re.IGNORECASE,
)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_QUESTION: Final = {"en": "When is it? Name a day and a time.", "ru": "Когда это? Назовите день и время."}


@dataclass(frozen=True, slots=True)
class _Item:
    title: str
    day: date
    clock: time | None
    minutes: int | None
    quote: str

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "date": self.day.isoformat(),
            "time": None if self.clock is None else f"{self.clock:%H:%M}",
            "weekday": _WEEKDAYS[self.day.weekday()],
            "duration_minutes": self.minutes,
            "source_quote": self.quote,
        }


def read_dialogue(messages: Sequence[tuple[str, str]], clock: datetime) -> str:
    """The draft for the last user message, as JSON text.

    Args:
        messages: Pairs of role and content.
        clock: The server's aware time, for a dialogue that does not say what time it is.
    """
    now = clock
    for role, content in messages:
        found = _NOW.search(content) if role == "system" else None
        if found is not None and found[2] in available_timezones():
            now = datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(found[2]))
    text = next((content for role, content in reversed(messages) if role == "user"), "")
    return json.dumps(read_text(text, now), ensure_ascii=False)


def read_text(text: str, now: datetime) -> dict[str, object]:
    """The draft for a text, as data; `now` is the asker's aware local time."""
    items: list[_Item] = []
    for quote in _pieces(text, now):
        when = find_when(quote, now)
        title = _title(when.rest)
        before = items[-1] if items else None
        if not title and before is not None and before.clock is None and when.clock is not None:
            items[-1] = _Item(before.title, before.day, when.clock, when.minutes, before.quote)
            continue
        items.append(_item(when, title or quote, quote, before))
    if items:
        return {"outcome": "created", "question": None, "items": [item.as_json() for item in items]}
    if _APPOINTMENT.match(text):
        language = "ru" if re.search("[а-яё]", text, re.IGNORECASE) else "en"
        return {"outcome": "needs_clarification", "question": _QUESTION[language], "items": []}
    return {"outcome": "not_a_schedule", "question": None, "items": []}


def _pieces(text: str, now: datetime) -> list[str]:
    """Pieces of the text that say when, each with what stands before it and says nothing of time."""
    pieces: list[str] = []
    begin = 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        end = len(text) if separator is None else separator.start()
        if find_when(text[begin:end], now).found:
            pieces.append(text[begin:end].strip())
        elif separator is not None and separator[0].strip().lower() in {"and", "и", "а", "then", "потом", "затем", ","}:
            continue
        begin = end if separator is None else separator.end()
    return pieces


def _title(rest: str) -> str:
    title = " ".join(rest.split()).strip(" ,.;:!?-–—")
    shorter = _FILLER.sub("", title)
    while shorter != title:
        title, shorter = shorter, _FILLER.sub("", shorter)
    return title[:1].upper() + title[1:]


def _item(when: When, title: str, quote: str, before: _Item | None) -> _Item:
    if when.moment is not None:
        moment = when.moment
        return _Item(title, moment.date(), moment.time().replace(second=0, microsecond=0), when.minutes, quote)
    day = when.day
    if day is None and before is not None:
        day = before.day
    today = when.now.date()
    passed = when.clock is not None and when.clock <= when.now.time()
    if day is None:
        day = today + timedelta(days=1) if passed else today
    elif when.weekday is not None and day == today and passed:
        day += timedelta(days=7)
    return _Item(title, day, when.clock, when.minutes, quote)
