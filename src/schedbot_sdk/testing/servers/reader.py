"""A dialogue -> the draft of a schedule as JSON text, by rules. It stands in for a language model in tests and demos.

The draft: `{"outcome": "created" | "needs_clarification" | "not_a_schedule", "question": str | null, "items": [...]}`,
an item being `{"title", "date": "YYYY-MM-DD", "time": "HH:MM" | null, "weekday", "in_minutes": int | null,
"duration_minutes": int | null, "recurrence": {"freq", "interval", "days", "until", "count"} | null, "source_quote"}`.

The asker's time is taken from a line of the system prompt: `Now: 2026-11-23T09:30 (Monday), time zone Europe/Berlin`,
or `Сейчас: ..., часовой пояс ...`. Where user messages are JSON strings, these are what the user said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from schedbot_sdk.testing.servers.phrases import When, find_when
from schedbot_sdk.testing.servers.repeats import MORE_DAYS, WEEKDAYS

__all__ = ["read_dialogue", "read_text"]

_NOW: Final = re.compile(
    r"(?:Now|Сейчас): (20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})\b"
    r".*?(?:time zone|часовой пояс) ([A-Za-z0-9_/+-]+)"
)
_AND: Final = r"(?:and(?!\s+a\s+half\b)|then|и|а|потом|затем)\s+"
_SEPARATOR: Final = re.compile(
    # A comma in "1,5" or in "December 3, 2027" separates nothing, nor does the full stop of "7 a.m. tomorrow".
    rf"(?P<soft>\s*,(?!\d|\s*20\d\d(?![\d:-]))\s*(?:{_AND})*|\s+(?:{_AND})+)"
    rf"|\s*[;\n]\s*(?:{_AND})*|(?:(?<![ap]\.m)[.!?]+(?:\s+|$)|(?<=[ap]\.m\.)\s+(?=(?-i:[A-ZА-ЯЁ])))(?:{_AND})*",
    re.IGNORECASE,
)
_UNFINISHED: Final = re.compile(r"\b(?:with|между|со?)\s+[^\W\d]\w*$|\bbetween\s+\S+(?:\s*[ap]m)?$", re.IGNORECASE)
_APPOINTMENT: Final = re.compile(
    r"\s*(?:meet|call|visit|see|schedule|plan|remind|book|встре\w+|позвон\w+|напомни\w*|запиши\w*|заплан\w+)\b",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"^(?:please|i have|i've got|remind me (?:to|about)|add|schedule|plan|пожалуйста|у меня"
    r"|напомни(?: мне)?|запиши(?: меня)?|добавь|запланируй)\s+"
    r"|\s+(?:please|thanks|thank you|пожалуйста|спасибо)$"
    r"|^(?:at|on|in|to|the|в|во|на|с|к)\s+|\s+(?:at|on|in|в|во|на|с)$",
    re.IGNORECASE,
)
_MARKS: Final = " ,.;:!?-–—"
_ASK_WHEN: Final = {"en": "When is it? Name a day and a time.", "ru": "Когда это? Назовите день и время."}
_ASK_WHAT: Final = {
    "en": "What is it? Name it together with its time.",
    "ru": "Что это? Назовите дело вместе со временем.",
}


@dataclass(frozen=True, slots=True)
class _Item:
    title: str
    day: date
    clock: time | None
    minutes: int | None
    quote: str
    from_now: int | None = None
    """Minutes from now, where it was said like that."""
    recurrence: dict[str, object] | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "date": self.day.isoformat(),
            "time": None if self.clock is None else f"{self.clock:%H:%M}",
            "weekday": WEEKDAYS[self.day.weekday()],
            "in_minutes": self.from_now,
            "duration_minutes": self.minutes,
            "recurrence": self.recurrence,
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
            # A line that names no real time is the asker's mistake, which a language model would overlook as well.
            with suppress(ValueError):
                now = datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(found[2]))
    said = _said([content for role, content in messages if role == "user"])
    drafts = [read_text(said[-1], now)] if said else [read_text("", now)]
    if len(said) > 1 and drafts[0]["outcome"] != "created":
        # It may be the reply to a question, and say no more than what was missing.
        drafts += [read_text(said[-1], now, about=said[-2]), read_text(said[-2], now, about=said[-1])]
    draft = next((draft for draft in drafts if draft["outcome"] == "created"), drafts[0])
    return json.dumps(draft, ensure_ascii=False)


def read_text(text: str, now: datetime, *, about: str = "") -> dict[str, object]:
    """The draft for a text, as data.

    Args:
        text: What somebody wrote.
        now: The asker's aware local time.
        about: What a text is about that says only when.
    """
    items: list[_Item] = []
    pieces = _pieces(text, now)
    for quote in pieces:
        when = find_when(quote, now)
        before = items[-1] if items else None
        title = _title(when.rest) or (before.title if before is not None else _title(about))
        if title:
            items.append(_item(when, title, quote, before))
    if items:
        return {"outcome": "created", "question": None, "items": [item.as_json() for item in items]}
    if pieces or _APPOINTMENT.match(text):
        language = "ru" if re.search("[а-яё]", text, re.IGNORECASE) else "en"
        question = (_ASK_WHAT if pieces else _ASK_WHEN)[language]
        return {"outcome": "needs_clarification", "question": question, "items": []}
    return {"outcome": "not_a_schedule", "question": None, "items": []}


def _said(contents: Sequence[str]) -> list[str]:
    """The user's texts: where some are JSON strings, which hold data, those alone."""
    texts: list[str] = []
    for content in contents:
        with suppress(ValueError, RecursionError):
            value: object = json.loads(content)
            if isinstance(value, str):
                texts.append(value)
    return texts or list(contents)


def _pieces(text: str, now: datetime) -> list[str]:
    """The parts of the text that are about one thing each and say when, with what belongs to them but says no time."""
    spans: list[tuple[int, int]] = []
    begin = fresh = 0  # where the part begins, and where that of it begins which was not looked at yet
    joined = False  # whether the part continues the sentence of the last span
    for separator in [*_SEPARATOR.finditer(text), None]:
        end = len(text) if separator is None else separator.start()
        soft = separator is not None and separator["soft"] is not None
        when = find_when(text[fresh:end], now)
        open_ended = when.clock is None and when.moment is None
        if soft and separator is not None and _lists_days(text, separator):
            continue
        if soft and open_ended and _UNFINISHED.search(text, fresh, end):
            continue
        after = end if separator is None else separator.end()
        bare = when.found and begin == fresh and not _title(when.rest)
        trails = not when.found and not soft
        if joined and (trails or (bare and _completes(when, find_when(text[slice(*spans[-1])], now)))):
            spans[-1] = (spans[-1][0], end)
            begin, joined = after, soft
        elif bare and open_ended and separator is not None:
            pass  # "On Friday, ...": the day of what follows
        elif when.found:
            spans.append((begin, end))
            begin, joined = after, soft
        elif not soft:
            begin, joined = after, False
        fresh = after
    return [text[first:last].strip() for first, last in spans]


def _lists_days(text: str, separator: re.Match[str]) -> bool:
    """Whether it stands between the weekdays of one repetition: "every Monday and Thursday"."""
    return any(listed.end() == separator.end() for listed in MORE_DAYS.finditer(text[: separator.end() + 15]))


def _completes(when: When, before: When) -> bool:
    """Whether a time without a thing says what the thing before it left open: "Call Bob on Friday, at 9"."""
    if before.moment is not None or when.moment is not None:
        return False
    return (before.clock is None and when.day is None) or (before.day is None and when.clock is None)


def _title(rest: str) -> str:
    title, shorter = "", " ".join(rest.split()).strip(_MARKS)
    while shorter != title:
        title, shorter = shorter, _FILLER.sub("", shorter).strip(_MARKS)
    return title[:1].upper() + title[1:]


def _item(when: When, title: str, quote: str, before: _Item | None) -> _Item:
    if when.moment is not None:
        moment = when.moment
        from_now = round((moment - when.now).total_seconds() / 60)
        return _Item(
            title, moment.date(), moment.time().replace(second=0, microsecond=0), when.minutes, quote, from_now
        )
    day = when.day
    if day is None and before is not None:
        day = before.day
    today = when.now.date()
    passed = when.clock is not None and when.clock <= when.now.time()
    if when.repeat is not None:
        day = when.repeat.first_from(day or (today + timedelta(days=1) if passed else today))
        rule = when.repeat.as_json(day, when.until)
        return _Item(title, day, when.clock, when.minutes, quote, recurrence=rule)
    if day is None:
        day = today + timedelta(days=1) if passed else today
    elif when.weekday is not None and day == today and passed:
        day += timedelta(days=7)
    return _Item(title, day, when.clock, when.minutes, quote)
