"""Finds when something is, in simple English and Russian words. Pure.

It finds days and repetitions with the SDK's own `date_phrases`, and times of day with `clock_phrases`. Beyond those it
knows dates in figures ("14.12.2026"), amounts of time ("in 2 hours", "for half an hour") and the ends of repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from schedbot_sdk.schedule.llm import date_phrases
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.testing.servers.clock_phrases import find_clock

__all__ = ["AMOUNT", "When", "days_in", "first_on", "minutes_in", "without_days"]

_DAY_MINUTES: Final = 24 * 60
_NUMBERS: Final = {"half an": 0.5, "пол": 0.5, "полтора": 1.5, "two": 2, "два": 2, "две": 2, "three": 3, "три": 3}
_UNITS: Final = {"m": 1, "м": 1, "h": 60, "ч": 60, "d": _DAY_MINUTES, "д": _DAY_MINUTES, "w": 7 * _DAY_MINUTES,
                 "н": 7 * _DAY_MINUTES}  # fmt: skip
"""Minutes, by the first letter of the unit."""
_UNIT: Final = r"(?:minutes?|mins?|hours?|days?|weeks?|минут[ыу]?|мин|час(?:а|ов)?|день|дня|дней|недел[юиь])\b"
AMOUNT: Final = (
    rf"(?P<number>\d{{1,4}}(?:[.,]\d{{1,2}})?|an?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})?\s*"
    rf"(?P<unit>{_UNIT})(?P<half> and a half)?"
)
_LATER: Final = re.compile(rf"\b(?:in|через)\s+{AMOUNT}", re.IGNORECASE)
_LENGTH: Final = re.compile(rf"\b(?:for|на)\s+{AMOUNT}", re.IGNORECASE)
_EVERY: Final = re.compile(
    r"\b(?:every|each|кажд\w+)\s+(?P<interval>(?:other|two|three|две|два|три|\d{1,3})\s)?\s*"
    rf"(?:{_UNIT}|(?:months?|years?|morning|evening|night|месяц(?:а|ев)?|года?|утро|вечер|ночь)\b)",
    re.IGNORECASE,
)
_POINTED: Final = re.compile(
    # "3.12" is a day; "at 3.10", "9.10-10.10" and "for 1.10" are not.
    r"(?<![\w.:–—-])(?<!\b[вкс]\s)"
    + "".join(rf"(?<!\b{word}\s)" for word in ("at", "from", "to", "till", "for", "до", "на", "по"))
    + r"(\d{1,2})\.(0[1-9]|1[0-2])(?:\.(?:20\d\d))?(?![\w.:]*\w|\s*[-–—])",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(r"\b(\d{1,3})\s+(?:times|раза?)\b", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\b(?:until|till|до|по)\s", re.IGNORECASE)
_OFTEN: Final = re.compile(r"\b(?:daily|weekly|monthly|every workday|еже(?:днев|недель|месяч|год)но)\b", re.IGNORECASE)
_DAY_RANGE: Final = re.compile(
    r"\b(\d{1,2})\s?(?:[-–—]|to|по)\s?\d{1,2}(?=\s(?:jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec"
    r"|янв|фев|мар|апр|мая|ию[нл]|авг|сен|окт|ноя|дек))",
    re.IGNORECASE,
)
_NO_DAY: Final = re.compile(r"\b(?:I|we|you|he|she|they) sat\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!/)\b20\d\d\b")
_NEXT: Final = re.compile(r"\bnext\b|следующ", re.IGNORECASE)
_WORKDAYS: Final = re.compile(r"\b(?:week|work)days?\b|\bбудням\b", re.IGNORECASE)
_FREQUENCIES: Final = {
    "weekly": "week|недел", "monthly": "month|месяц|месячно", "yearly": r"year|\bгод|годно",
    "daily": r"\bdays?\b|daily|morning|evening|night|день|дня|дней|дневно|утро|вечер|ночь",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
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
    def of(cls, text: str, today: date) -> When:
        """Find when something is.

        Args:
            text: A piece of text about one thing.
            today: The user's date.
        """
        start, minutes, _ = find_clock(without_days(text))
        text, until = _split_until(_NO_DAY.sub("", _DAY_RANGE.sub(r"\1", text)), today)
        later, length = _LATER.search(text), _LENGTH.search(text)
        minutes_later = None if later is None else minutes_in(later)
        is_in_days = minutes_later is not None and minutes_later % _DAY_MINUTES == 0
        weekdays = sorted(WEEKDAYS.index(day) for day in date_phrases.named_weekdays(text))
        repeats = _repeats(text)
        if repeats and _WORKDAYS.search(text):
            weekdays = list(range(5))
        day = _day(text, today, weekdays)
        if day is None and minutes_later is not None and is_in_days:
            day = today + timedelta(minutes=minutes_later)
        return cls(
            day=day,
            weekdays=weekdays,
            start=start,
            minutes=(minutes if length is None else round(minutes_in(length))) or None,
            later=None if is_in_days else minutes_later,
            rule=_rule(text, weekdays, until) if repeats else None,
        )

    @property
    def has_time(self) -> bool:
        """Whether it says when."""
        return (self.day, self.start, self.later, self.rule) != (None, None, None, None)

    def completes(self, earlier: When) -> bool:
        """Whether it says what an earlier piece leaves open: "Call Bob on Friday, at 9"."""
        if self.later is not None or earlier.later is not None:
            return False
        return earlier.start is None or (earlier.day is None and earlier.rule is None and self.start is None)


def without_days(text: str) -> str:
    """Return a text with null characters in place of days, repetitions and amounts of time."""
    text = _DAY_RANGE.sub(r"\1", text)
    for pattern in (_EVERY, _OFTEN, _LATER, _LENGTH, _POINTED, _TIMES, _NO_DAY):
        text = pattern.sub("\0", text)
    return _YEAR.sub("\0", date_phrases.without_days(text))


def _split_until(text: str, today: date) -> tuple[str, date | None]:
    """The text before the last day of a repetition, and that day."""
    for match in _UNTIL.finditer(text):
        head = text[: match.start()]
        if _repeats(head) and (day := _day(text[match.end() :], today, [])):
            return head, day
    return text, None


def _repeats(text: str) -> bool:
    return date_phrases.names_a_repetition(text) or _OFTEN.search(text) is not None


def _day(text: str, today: date, weekdays: Sequence[int]) -> date | None:
    for days in sorted(date_phrases.named_days_ahead(text)):
        return today + timedelta(days=days)
    year = _YEAR.search(text)
    pointed = [(int(month), int(day)) for day, month in _POINTED.findall(text)]
    for month, number in pointed + date_phrases.dates_in_order(text):
        # Without a year the next such day is meant; 29 February may be years away.
        for candidate in [int(year[0])] if year else range(today.year, today.year + 5):
            with suppress(ValueError):
                if (day := date(candidate, month, number)) >= today or year:
                    return day
    if weekdays and _NEXT.search(text):
        return today + timedelta(days=7 - today.weekday() + weekdays[0])
    return first_on(weekdays, today) if weekdays else None


def days_in(text: str, today: date) -> tuple[list[date], list[int]]:
    """Return the days that a text names by a date or from today, and the weekdays (0 is Monday) that it names."""
    dates = [today + timedelta(days=days) for days in sorted(date_phrases.named_days_ahead(text))]
    for month, number in [(int(month), int(day)) for day, month in _POINTED.findall(text)] + (
        date_phrases.dates_in_order(text)
    ):
        with suppress(ValueError):
            day = date(today.year, month, number)
            dates.append(day if day >= today else day.replace(year=today.year + 1))
    return dates, sorted(WEEKDAYS.index(day) for day in date_phrases.named_weekdays(text))


def _rule(text: str, weekdays: Sequence[int], until: date | None) -> dict[str, object]:
    every, times = _EVERY.search(text), _TIMES.search(text)
    often = every or _OFTEN.search(text)
    said = (text if often is None else often[0]).lower()
    named = [freq for freq, words in _FREQUENCIES.items() if re.search(words, said)]
    number = "" if every is None else (every["interval"] or "").strip().lower()
    return {
        "freq": named[0] if named and not weekdays else "weekly",
        "interval": int(number) if number.isdecimal() else int(_NUMBERS.get(number, 2)) if number else 1,
        "days": [WEEKDAYS[number] for number in weekdays],
        "nth": None,
        "month_days": [],
        "months": [],
        "except_dates": [],
        "until": None if until is None else until.isoformat(),
        "count": None if times is None or until is not None else int(times[1]) or None,
    }


def first_on(weekdays: Sequence[int], day: date) -> date:
    """Return the first day on one of these weekdays (0 is Monday), not before a day."""
    return min(day + timedelta(days=(number - day.weekday()) % 7) for number in weekdays)


def minutes_in(match: re.Match[str]) -> float:
    """Return the minutes of a match of `AMOUNT`."""
    number = (match["number"] or "1").lower().replace(",", ".")
    amount = _NUMBERS.get(number, 1.0) if number.isalpha() or " " in number else float(number)
    return (amount + (0.5 if match["half"] else 0.0)) * _UNITS[match["unit"][0].lower()]
