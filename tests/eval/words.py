"""What the plainest words of a text name: days, by the library dateparser, times and lengths, by patterns of this file.

None of it is the SDK's. It tells which right values are in the words, and so which faults the words contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

import dateparser
from tests.eval.utterances import Utterance

from schedbot_sdk.schedule import DraftItem

__all__ = [
    "NamedDay", "exact_dates", "has", "named_days", "named_lengths", "named_times", "named_weekdays", "names_a_length",
    "words_of",
]  # fmt: skip

_MONTHS: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|дек"
)
_WEEKDAYS: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
    r"|понедельник|вторник|сред[уа]|четверг|пятниц[уа]|суббот[уа]|воскресенье|пн|вт|ср|чт|пт|сб|вс"
)
_EACH_WEEKDAY: Final = {
    "monday": r"mon(?:days?)?|понедельник(?:ам|и)?|пн",
    "tuesday": r"tue(?:sday)?s?|вторник(?:ам)?|вт",
    "wednesday": r"wed(?:nesdays?)?|сред(?:у|ы|ам)|ср",
    "thursday": r"thu(?:rsday)?s?|четверг(?:ам)?|чт",
    "friday": r"fri(?:days?)?|пятниц(?:у|ы|ам)|пт",
    "saturday": r"sat(?:urdays?)?|суббот(?:у|ам)|сб",
    "sunday": r"sun(?:days?)?|воскресень(?:е|ям)|вс",
}
_WORKDAYS: Final = r"weekdays?|будн\w+"
_EXACT: Final = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|-го)?\s(?:of\s)?(?:{_MONTHS})\b(?:\s\d{{4}}\b(?!:))?"
    rf"|(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s\d{{4}}\b)?)"
)
_POINTED: Final = re.compile(r"(?<![\d.:])(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])(?![\d:]|\.\d)")
_RELATIVE: Final = re.compile(
    r"\b(?:the day after tomorrow|tomorrow|today|tonight|послезавтра|завтра|сегодня"
    r"|in (?:\d+|two|three) (?:days|weeks|months)|через (?:\d+ |два |две |три )?(?:дн\w+|недел\w+|месяц\w*))\b"
)
_OF_WEEK: Final = re.compile(rf"\b(?:{_WEEKDAYS})\b")
_SHIFTED: Final = re.compile(
    r"(?:\b(?:before|after|from|since|until|till?|except|not|this|next|last|second|third|fourth|first|every|other|each"
    r"|после|до|по|перед|кроме|с|со|не|эт\w+|след\w+|прошл\w+|кажд\w+|последн\w+|перв\w+|втор\w+|трет\w+|через|нет|только"
    r"|исключением|исключение [-\u2014])\s"
    r"|\d(?:st|nd|rd|th)\s|[-\d]\s?)$"
)
_BEHIND: Final = re.compile(r"^(?:\s(?:after|in two|of|on,|next|the \d|на след|отмена|пропуск|не\b)|\s?[-\u2013])")
_WEEK: Final = timedelta(days=7)
_CLOCK: Final = re.compile(r"(?<![\d:.+-])(\d{1,2})[:](\d\d)(?![\d:])(?:\s?([ap]m)\b)?")
_HOUR: Final = re.compile(r"(?<![\d:.,-])\b(\d{1,2})()\s?(am|pm|утра|вечера|ночи|дня)\b(?!\s?-)")
_HALVES: Final = {"am": 0, "утра": 0, "ночи": 0, "pm": 12, "дня": 12, "вечера": 12}
_RANGE: Final = re.compile(
    r"(?<![\d:.])(\d{1,2}):(\d\d)(?:\s?-\s?| to | до )(\d{1,2}):(\d\d)(?!\d|\s?[ap]m)"
    r"|\bс (\d{1,2})() до (\d{1,2})()\b(?!:)"
)
_LENGTH: Final = re.compile(
    r"(?:\bfor |\bна |, )(\d+|полчаса|an hour|полтора|два)(?: (hours?|min(?:ute)?s?|часа?|часов|минут))?\b"
    r"|(?<!через )(?<!in )(?<!за )(?<![.,])\b(\d+) (min|hour|минут)\b(?! (?:before|до|heads))"
)
_LENGTH_WORDS: Final = re.compile(
    r"\d\s?-\s?\d|\b(?:for|from|to|until|till?|through|long|all|hours?|min\w*|days?|weeks?|weekends?)\b"
    r"|\d\s?(?:h|m|ч)\b|\b(?:до|по|со?|на|весь|вся|всю|час\w*|мин\w*|дн\w+|день|сут\w+|недел\w+|полчаса|выходн\w+)\b"
)
_NUMBERS: Final = {"полчаса": 30, "an hour": 60, "полтора": 90, "два": 2}


@dataclass(frozen=True)
class NamedDay:
    """A day that a text names."""

    words: str
    """The words that name it."""
    days: frozenset[date]
    """The days that they can mean: of a weekday that is today, two."""
    is_weekday: bool
    """Whether only the day of the week is named."""


def words_of(utterance: Utterance, item: DraftItem) -> str:
    """Return what the item's day and time are in: of one item the whole text, but for injections."""
    alone = len(utterance.draft.items) == 1 and utterance.category != "injections"
    return (utterance.text if alone else item.source_quote).lower()


def has(pattern: str, text: str) -> bool:
    """Whether a text has words of a pattern, in any case."""
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text.lower()) is not None


def named_days(text: str, utterance: Utterance) -> list[NamedDay] | None:
    """Return the days that a text names; None if a word beside one of them may shift it."""
    found: list[NamedDay] = []
    rest = text.lower()
    for pattern in (_EXACT, _POINTED, _RELATIVE, _OF_WEEK):
        for match in pattern.finditer(rest):
            if _SHIFTED.search(rest[: match.start()]) or _BEHIND.search(rest[match.end() :]):
                return None
            found.append(_named_day(match[0], utterance, is_weekday=pattern is _OF_WEEK))
        rest = pattern.sub(lambda match: "_" * len(match[0]), rest)
    return found


def _named_day(words: str, utterance: Utterance, *, is_weekday: bool) -> NamedDay:
    now = utterance.now
    if match := _POINTED.fullmatch(words):
        day = date(now.year, int(match[2]), int(match[1]))
        days = {day if day >= now.date() else day.replace(year=now.year + 1)}
    else:
        parsed = _parsed(words.replace("-го", "").replace("tonight", "today"), f"{utterance.now:%Y-%m-%dT%H:%M}")
        is_today = is_weekday and parsed == now.date() + _WEEK
        days = {day for day in (parsed, now.date() if is_today else None) if day is not None}
    return NamedDay(words, frozenset(days), is_weekday)


@cache
def _parsed(words: str, now: str) -> date | None:
    settings = {
        "RELATIVE_BASE": datetime.fromisoformat(now), "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY",
    }  # fmt: skip
    language = "ru" if re.search("[а-я]", words) else "en"
    parsed = dateparser.parse(words, languages=[language], settings=settings)
    return None if parsed is None else parsed.date()


def exact_dates(text: str, utterance: Utterance) -> set[date]:
    """Return the dates of a text that have a day and a month, whatever stands beside them."""
    lowered = text.lower()
    phrases = [match[0] for pattern in (_EXACT, _POINTED) for match in pattern.finditer(lowered)]
    return {day for words in phrases for day in _named_day(words, utterance, is_weekday=False).days}


def named_weekdays(text: str) -> set[str]:
    """Return the days of the week that a text names."""
    if has(_WORKDAYS, text):
        return set(list(_EACH_WEEKDAY)[:5])
    return {day for day, pattern in _EACH_WEEKDAY.items() if has(pattern, text)}


def names_a_length(text: str) -> bool:
    """Whether a text may name a length or an end in any way."""
    return _LENGTH_WORDS.search(text.lower()) is not None


def named_times(text: str) -> list[tuple[int, bool]]:
    """Return the times that a text names in figures, in minutes, each with True if the half of the day is known."""
    return list(_times(text.lower()))


def _times(text: str) -> Iterator[tuple[int, bool]]:
    for pattern in (_CLOCK, _HOUR):
        for hours, minutes, half in pattern.findall(text):
            hour, minute = int(hours), int(minutes or 0)
            if half and 1 <= hour <= 12:
                yield (hour % 12 + _HALVES[half]) * 60 + minute, True
            elif hour < 24 and minute < 60:
                yield hour * 60 + minute, hour > 12 or hour == 0


def named_lengths(text: str) -> set[int]:
    """Return the lengths that a text names in figures, in minutes."""
    lengths: set[int] = set()
    lowered = text.lower()
    for match in _RANGE.finditer(lowered):
        begin_hour, begin, end_hour, end = (int(part or 0) for part in match.groups() if part is not None)
        lengths.add((end_hour * 60 + end - begin_hour * 60 - begin) % (24 * 60))
    for number, unit, other, other_unit in _LENGTH.findall(lowered):
        name = number or other
        amount = int(name) if name.isdecimal() else _NUMBERS[name]
        is_hours = (unit or other_unit).startswith(("h", "ч")) and amount < 30
        if unit or other_unit or not name.isdecimal():
            lengths.add(amount * 60 if is_hours else amount)
    return lengths
