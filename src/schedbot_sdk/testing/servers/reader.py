"""Reads simple English and Russian sentences by rules, and drafts a schedule of them.

It finds days, times and repetitions with the SDK's own `date_phrases`. Beyond those it knows bare hours ("at 7") and
amounts of time ("in 2 hours", "for half an hour").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from schedbot_sdk.schedule.llm import date_phrases
from schedbot_sdk.schedule.llm.text_match import is_russian
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["draft_text"]

_DAY_MINUTES: Final = 24 * 60
_AND: Final = r"(?:(?:and(?! a half\b)|then|и|а|потом|затем)\s+)"
_SEPARATOR: Final = re.compile(
    # The comma in "1,5" or "December 3, 2027" and the full stop in "7 a.m. tomorrow" separate nothing.
    rf"(?P<soft>\s*,(?!\d|\s*20\d\d\b)\s*{_AND}*|\s+{_AND}+)|\s*[;\n]\s*|(?<![ap]\.m)[.!?]+(?:\s+|$)",
    re.IGNORECASE,
)
_NUMBERS: Final = {"half an": 0.5, "пол": 0.5, "полтора": 1.5, "two": 2, "два": 2, "две": 2, "three": 3, "три": 3}
_UNITS: Final = {"m": 1, "м": 1, "h": 60, "ч": 60, "d": _DAY_MINUTES, "д": _DAY_MINUTES, "w": 7 * _DAY_MINUTES,
                 "н": 7 * _DAY_MINUTES}  # fmt: skip
"""Minutes, by the first letter of the unit."""
_UNIT: Final = r"(?:minutes?|mins?|hours?|days?|weeks?|минут[ыу]?|мин|час(?:а|ов)?|день|дня|дней|недел[юиь])\b"
_AMOUNT: Final = (
    rf"(?P<number>\d{{1,4}}(?:[.,]\d{{1,2}})?|an?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})?\s*"
    rf"(?P<unit>{_UNIT})(?P<half> and a half)?"
)
_LATER: Final = re.compile(rf"\b(?:in|через)\s+{_AMOUNT}", re.IGNORECASE)
_LENGTH: Final = re.compile(rf"\b(?:for|на)\s+{_AMOUNT}", re.IGNORECASE)
_EVERY: Final = re.compile(rf"\b(?:every|кажд\w+)\s+(?P<interval>other\s|\d{{1,3}}\s)?\s*{_UNIT}", re.IGNORECASE)
_BARE_HOUR: Final = re.compile(r"\b(?:at|в)\s+([01]?\d|2[0-3])(?:\.([0-5]\d))?\b(?!:)", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b20\d\d\b")
_NEXT: Final = re.compile(r"\bnext\b|следующ", re.IGNORECASE)
_WORKDAYS: Final = re.compile(r"\bweekdays?\b|\bбудням\b", re.IGNORECASE)
_FREQUENCIES: Final = {"daily": r"\bdays?\b|daily|день|дня|дней|дневно", "monthly": "month|месяц|месячно",
                       "yearly": "year|год"}  # fmt: skip
_FILLER: Final = re.compile(
    r"^(?:(?:please|remind me to|пожалуйста|напомни(?: мне)?|запиши(?: меня)?"
    r"|at|on|in|to|the|next|и|в|во|на|с|к|следующ\w+)(?:\s+|$))|(?:^|\s+)(?:at|on|in|from|next|в|во|на|с)$",
    re.IGNORECASE,
)
_MARKS: Final = " ,.;:!?-–—"
_APPOINTMENT: Final = re.compile(
    r"\s*(?:meet|call|visit|schedule|plan|remind|встре\w+|позвон\w+|напомни\w*|запиши\w*)\b", re.IGNORECASE
)
_ASK_WHEN: Final = {True: "Когда это? Назовите день и время.", False: "When is it? Name a day and a time."}
_ASK_WHAT: Final = {
    True: "Что это? Назовите дело вместе со временем.",
    False: "What is it? Name it together with its time.",
}


@dataclass(frozen=True, slots=True)
class _When:
    """The day, time, duration and repetition in a piece of text."""

    day: date | None
    weekdays: list[int]
    start: time | None
    minutes: int | None
    """How long it takes."""
    later: float | None
    """Minutes from now."""
    rule: dict[str, object] | None
    """How it repeats."""

    @classmethod
    def of(cls, text: str, today: date) -> _When:
        later, length, bare = _LATER.search(text), _LENGTH.search(text), _BARE_HOUR.search(text)
        minutes_later = None if later is None else _minutes(later)
        is_in_days = minutes_later is not None and minutes_later % _DAY_MINUTES == 0
        times = sorted(at for at, _ in date_phrases.named_times(text))
        if not times and bare is not None:
            times = [time(int(bare[1]), int(bare[2] or 0))]
        minutes = None if length is None else round(_minutes(length))
        if len(times) > 1:
            minutes = _minute_of(times[-1]) - _minute_of(times[0])
        weekdays = sorted(WEEKDAYS.index(day) for day in date_phrases.named_weekdays(text))
        repeats = date_phrases.names_a_repetition(text)
        if repeats and _WORKDAYS.search(text):
            weekdays = list(range(5))
        day = _day(text, today, weekdays)
        if day is None and minutes_later is not None and is_in_days:
            day = today + timedelta(minutes=minutes_later)
        return cls(
            day=day,
            weekdays=weekdays,
            start=times[0] if times else None,
            minutes=minutes or None,
            later=None if is_in_days else minutes_later,
            rule=_rule(text, weekdays) if repeats else None,
        )

    @property
    def has_time(self) -> bool:
        return (self.day, self.start, self.later, self.rule) != (None, None, None, None)

    def completes(self, earlier: _When) -> bool:
        """Whether it says what an earlier piece leaves open: "Call Bob on Friday, at 9"."""
        if self.later is not None or earlier.later is not None:
            return False
        return earlier.start is None or (earlier.day is None and earlier.rule is None and self.start is None)


def draft_text(text: str, now: datetime, *, about: str = "") -> dict[str, object]:
    """Return the draft for a text, as data in the shape of `Draft`.

    Args:
        text: What the user wrote.
        now: The user's aware local time.
        about: Where the title comes from if `text` says only when.
    """
    items: list[dict[str, object]] = []
    pieces = _pieces(text, now.date())
    for quote in pieces:
        title = _title(quote) or (items[-1]["title"] if items else _title(about))
        if title:
            day = date.fromisoformat(str(items[-1]["date"])) if items else None
            items.append({"title": title, **_fields(_When.of(quote, now.date()), now, day), "source_quote": quote})
    if items:
        return {"outcome": "created", "question": None, "items": items}
    if pieces or _APPOINTMENT.match(text):
        question = (_ASK_WHAT if pieces else _ASK_WHEN)[is_russian(text)]
        return {"outcome": "needs_clarification", "question": question, "items": []}
    return {"outcome": "not_a_schedule", "question": None, "items": []}


def _pieces(text: str, today: date) -> list[str]:
    """The parts of the text that are about one thing each and say when."""
    spans: list[tuple[int, int]] = []
    begin = position = 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        end, after = (len(text), len(text)) if separator is None else separator.span()
        when = _When.of(text[position:end], today)
        is_bare = when.has_time and not _title(text[begin:end])
        if is_bare and spans and when.completes(_When.of(text[slice(*spans[-1])], today)):
            spans[-1], begin = (spans[-1][0], end), after
        elif is_bare and when.start is None and when.later is None and separator is not None:
            pass  # "On Friday, ...": the day belongs to the next piece
        elif when.has_time:
            spans.append((begin, end))
            begin = after
        elif separator is not None and separator["soft"] is None:
            begin = after
        position = after
    return [text[first:last].strip() for first, last in spans]


def _title(text: str) -> str:
    """The first words that are not about time."""
    for pattern in (_EVERY, _LATER, _LENGTH, _YEAR):
        text = pattern.sub("\0", text)
    for part in date_phrases.between_phrases(text):
        title, shorter = "\0", " ".join(part.split()).strip(_MARKS)
        while shorter != title:
            title, shorter = shorter, _FILLER.sub("", shorter).strip(_MARKS)
        if title:
            return title[:1].upper() + title[1:]
    return ""


def _day(text: str, today: date, weekdays: Sequence[int]) -> date | None:
    year = _YEAR.search(text)
    for month, number in sorted(date_phrases.named_dates(text)):
        # Without a year the next such day is meant; 29 February may be years away.
        for candidate in [int(year[0])] if year else range(today.year, today.year + 5):
            with suppress(ValueError):
                if (day := date(candidate, month, number)) >= today:
                    return day
    for days in sorted(date_phrases.named_days_ahead(text)):
        return today + timedelta(days=days)
    if weekdays and _NEXT.search(text):
        return today + timedelta(days=7 - today.weekday() + weekdays[0])
    return _first_on(weekdays, today) if weekdays else None


def _fields(when: _When, now: datetime, day_before: date | None) -> dict[str, object]:
    """The fields of an item that say when it is; without a day of its own it is on the day of the item before."""
    today, start = now.date(), when.start
    is_over = start is not None and start <= now.time()
    day = when.day or day_before or today + timedelta(days=is_over)
    if when.later is not None:
        # "In 2 hours" is a moment: where the clocks change it is not two hours later on the clock.
        moment = (now.astimezone(UTC) + timedelta(minutes=when.later)).astimezone(now.tzinfo)
        day, start = moment.date(), moment.time().replace(second=0, microsecond=0)
    elif when.rule is not None:
        if when.weekdays:
            day = _first_on(when.weekdays, today + timedelta(days=is_over))
    elif when.weekdays and day == today and is_over:
        day += timedelta(days=7)
    rule = when.rule
    if rule is not None and rule["freq"] == "weekly" and not rule["days"]:
        rule = {**rule, "days": [WEEKDAYS[day.weekday()]]}
    return {
        "date": day.isoformat(),
        "time": None if start is None else f"{start:%H:%M}",
        "weekday": WEEKDAYS[day.weekday()],
        "in_minutes": None if when.later is None else round(when.later),
        "duration_minutes": when.minutes,
        "recurrence": rule,
    }


def _rule(text: str, weekdays: Sequence[int]) -> dict[str, object]:
    named = [freq for freq, words in _FREQUENCIES.items() if re.search(words, text.lower())]
    interval = _EVERY.search(text)
    number = "" if interval is None else (interval["interval"] or "").strip()
    return {
        "freq": named[0] if named and not weekdays else "weekly",
        "interval": int(number) if number.isdecimal() else 2 if number else 1,
        "days": [WEEKDAYS[number] for number in weekdays],
        "until": None,
        "count": None,
    }


def _first_on(weekdays: Sequence[int], day: date) -> date:
    return min(day + timedelta(days=(number - day.weekday()) % 7) for number in weekdays)


def _minutes(match: re.Match[str]) -> float:
    number = (match["number"] or "1").lower().replace(",", ".")
    amount = _NUMBERS.get(number, 1.0) if number.isalpha() or " " in number else float(number)
    return (amount + (0.5 if match["half"] else 0.0)) * _UNITS[match["unit"][0].lower()]


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute
