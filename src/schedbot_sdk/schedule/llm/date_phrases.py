"""Finds the days, times and repetitions that a text names in plain English or Russian words. Pure.

It does not understand the text and misses unusual words. Its matches are nearly always right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.text_match import plain
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Weekday

__all__ = [
    "counts_from_now",
    "dates_in_order",
    "is_question",
    "is_relative",
    "named_dates",
    "named_days_ahead",
    "named_times",
    "named_weekdays",
    "names_a_day",
    "names_a_length",
    "names_a_repetition",
    "names_a_time",
    "names_an_unsupported_repetition",
    "names_minutes_from_now",
    "names_years",
    "without_days",
]

_NAMES: Final = (
    "january jan января янв", "february feb февраля фев", "march mar марта мар", "april apr апреля апр", "may мая",
    "june jun июня июн", "july jul июля июл", "august aug августа авг", "september sept sep сентября сен сент",
    "october oct октября окт", "november nov ноября нояб", "december dec декабря дек",
)  # fmt: skip
_MONTHS: Final = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_OF_WEEK: Final = (
    r"mon(?:days?)?|понедельник(?:а|у|и|ам)?|пн",
    r"tue(?:s|sdays?)?|вторник(?:а|у|и|ам)?|вт",
    r"wed(?:nesdays?)?|сред[ауые]|средам",
    r"thu(?:rs?|rsdays?)?|четверг(?:а|у|и|ам)?|чт",
    r"fri(?:days?)?|пятниц(?:а|у|ы|е|ам)?|пт",
    r"sat(?:urdays?)?|суббот(?:а|у|ы|е|ам)?|сб",
    r"sundays?|воскресень(?:е|я|ю|ям)|вс",
)
_WEEKDAYS: Final = tuple(re.compile(rf"\b(?:{names})\b") for names in _OF_WEEK)
_AHEAD: Final = (
    re.compile(r"\b(?:today|tonight|сегодня)\b"),
    re.compile(r"\b(?:(?<!day after )tomorrow|завтра)\b"),
    re.compile(r"\b(?:day after tomorrow|послезавтра)\b"),
)
_ISO: Final = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DAY_MONTH: Final = re.compile(rf"(?<![-\d])\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b")
_MONTH_DAY: Final = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)")
_POINTED: Final = re.compile(r"(?<![\d.])\d{1,2}\.\d\d(?:\.\d\d(?:\d\d)?)?(?![\d.])")
_CLOCK: Final = re.compile(
    r"(?<![\d:.+-])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])(?:\s*(a\.?m|p\.?m|утра|дня|вечера|ночи)\b)?"
)
_HOUR: Final = re.compile(r"(?<![\d:.])\b(\d{1,2})()\s?(a\.?m|p\.?m)\b")
_HOUR_RUSSIAN: Final = re.compile(r"\b[вк]\s+(\d{1,2})()\s+(?:час\w*\s+)?(утра|дня|вечера|ночи)\b")
_NOON: Final = re.compile(r"\b(?:noon|полдень)\b")
_LOOSE_TIME: Final = re.compile(
    r"\b(?:at|by)\s+(?:\d{1,2}\b|noon\b|midnight\b|half\b)|\bnoon\b|\b\d{1,2}\s?o'clock"
    r"|\bв\s+(?:\d{1,2}(?:[.\-:]\d\d)?(?!\s*(?:раз|лет|год|\d))\b|полдень\b|полночь\b|половин[еу]\b|пол[а-я]{4,}\b)"
    r"|\b(?:со?|к)\s+\d{1,2}(?:[:.]\d\d)?\b(?!\s*(?:\d|июл|июн|авг|сент|окт|нояб|дек|янв|фев|мар|апр|мая|числ))"
)
_FROM_NOW: Final = re.compile(
    r"\b(?:in|через)\s+(?:(?:an?|half|\d+|two|three|пол\w*|два|две|три|пару|двадцать|тридцать)\s+){0,4}"
    r"(?:min|hour|мин|час|полчаса)"
)
_COUNTS: Final = re.compile(
    r"\bin\b|\bfrom now\b|\bnow\b|\bminutes?\b|\bhours?\b|\bmins?\b|\bhrs?\b|\b\d+\s?[hm]\b"
    r"|\bчерез\b|\bспустя\b|\bсейчас\b|\bминут|\bчас|\bполчаса\b|\bмин\b"
)
_REPEATS: Final = re.compile(
    r"\bdaily\b|\bevery\s+(?:(?:other|second|third|\d+|two|three|four|five|six|few)\s+)?"
    rf"(?:(?:day|week|month|year|morning|evening|night|weekday|weekend)s?|{'|'.join(_OF_WEEK)})\b"
    r"|\beach\s+(?:day|week|month|year)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\bon weekdays\b"
    r"|\bкажд(?:ый|ую|ое|ые|ого)\s+(?!раз\b)|\b(?:ежедневно|еженедельно|ежемесячно|ежегодно)\b"
    r"|\bпо\s+(?:будням|выходным|утрам|вечерам|понедельникам|вторникам|средам|четвергам|пятницам|субботам|воскресеньям)\b"
)
_UNSUPPORTED_REPEAT: Final = re.compile(
    r"\b(?:first|second|third|fourth|last)\s+(?:\w+\s+){0,2}(?:of\s+)?(?:the|every|each)\s+month\b"
    r"|\b(?:перв|втор|треть|четверт|последн)\w+\s+(?:\w+\s+){0,2}(?:каждого\s+)?месяца\b"
    r"|\bevery\s+(?:\d+\s+|few\s+|other\s+)?(?:hour|minute)s?\b|\bhourly\b"
    r"|\bкажд(?:ый|ые|ую)\s+(?:\d+\s+|пару\s+|полтора\s+)?(?:час|минут|полчаса)"
)
_LENGTH: Final = re.compile(
    r"\d\s*-\s*\d|\b(?:for|from|to|until|till|through|thru|lasts?|long|all day)\b"
    r"|\b(?:hours?|hrs?|minutes?|mins?|days?|weeks?)\b"
    r"|\d\s?(?:h|m|ч)\b|\b(?:до|по|с|со|на|весь|вся|всю|полдня|полчаса|длится|займет)\b|\b(?:час|мин|дн|суток|сутки|недел)"
)
_YEARS: Final = re.compile(r"\b(?:years?|decades?|лет|год[а-я]*|десятилет\w+)\b|'\d\d\b|\d[./]\d{1,2}[./]\d\d\b")
_RELATIVE: Final = re.compile(
    r"\b(?:from|after|before|until|till|since|except|not|no|instead|week|weeks|move[ds]?|earlier|later|ahead|ago"
    r"|their time|utc|gmt|cet|est|pst|мск|по москве|по \d+"
    r"|через|после|до|перед|кроме|не|нет|вместо|перенес\w*|раньше|позже|позднее|назад|за|недел\w+|вчера|yesterday)\b"
)
_QUESTION: Final = re.compile(
    r"^(?:what|when|where|why|how|who|which|is|are|was|were|do|does|did|am|have|has"
    r"|что|когда|где|куда|почему|зачем|как|кто|сколько|какой|какая|какие|какое|во сколько|работает|открыт\w*)\b"
)
_DAYS: Final = (_REPEATS, *_AHEAD, *_WEEKDAYS, _ISO, _DAY_MONTH, _MONTH_DAY)
_HALF_BEGINS: Final = {"am": 0, "pm": 12, "утра": 0, "ночи": 0, "дня": 12, "вечера": 12}


def named_weekdays(text: str) -> set[Weekday]:
    """Return the days of the week that the text names."""
    plain_text = plain(text)
    return {day for day, names in zip(WEEKDAYS, _WEEKDAYS, strict=True) if names.search(plain_text)}


def named_days_ahead(text: str) -> set[int]:
    """Return the days from today that the text names: 0 for today, 1 for tomorrow, 2 for the day after tomorrow."""
    plain_text = plain(text)
    return {number for number, words in enumerate(_AHEAD) if words.search(plain_text)}


def named_dates(text: str) -> set[tuple[int, int]]:
    """Return the dates that the text names, as month and day: `(12, 24)` for "24 December"."""
    return set(dates_in_order(text))


def dates_in_order(text: str) -> list[tuple[int, int]]:
    """Return the dates that the text names, in its order, as month and day."""
    plain_text = plain(text)
    found = [(match.start(), (int(match[2]), int(match[3]))) for match in _ISO.finditer(plain_text)]
    found += [(match.start(), (_MONTHS[match[2]], int(match[1]))) for match in _DAY_MONTH.finditer(plain_text)]
    found += [(match.start(), (_MONTHS[match[1]], int(match[2]))) for match in _MONTH_DAY.finditer(plain_text)]
    return [month_and_day for _, month_and_day in sorted(found)]


def named_times(text: str) -> set[tuple[dt.time, bool]]:
    """Return the times written in figures, each with True if the text says which half of the day is meant."""
    return set(_times(plain(text)))


def names_a_day(text: str) -> bool:
    """Whether the text names a day."""
    plain_text = plain(text)
    return bool(
        named_weekdays(text) or named_days_ahead(text) or named_dates(text) or _POINTED.search(plain_text)
    ) or names_a_repetition(text)


def names_a_time(text: str) -> bool:
    """Whether the text names a time of day."""
    return bool(named_times(text) or _LOOSE_TIME.search(plain(text)))


def counts_from_now(text: str) -> bool:
    """Whether the text may count minutes or hours."""
    return bool(_COUNTS.search(plain(text)))


def names_minutes_from_now(text: str) -> bool:
    """Whether the text says in how many minutes or hours."""
    return bool(_FROM_NOW.search(plain(text)))


def names_a_repetition(text: str) -> bool:
    """Whether the text names a repetition."""
    return bool(_REPEATS.search(plain(text)))


def names_an_unsupported_repetition(text: str) -> bool:
    """Whether the text names a repetition that a recurrence cannot express: the last Friday of every month; hourly."""
    return bool(_UNSUPPORTED_REPEAT.search(plain(text)))


def names_a_length(text: str) -> bool:
    """Whether the text may name a duration or an end."""
    return bool(_LENGTH.search(plain(text)))


def names_years(text: str) -> bool:
    """Whether the text counts years, or has a date with a year."""
    return bool(_YEARS.search(plain(text)))


def is_relative(text: str) -> bool:
    """Whether a day or time may be relative to another one: "a week from Friday", "an hour before 16:30"."""
    return bool(_RELATIVE.search(plain(text)))


def is_question(text: str) -> bool:
    """Whether the text asks something, and is not a request in the form of a question."""
    return "?" in text and bool(_QUESTION.search(plain(text)))


def without_days(text: str) -> str:
    """Return a text with null characters in place of the days and repetitions that it names."""
    lowered = text.lower()
    characters = list(text if len(text) == len(lowered) else lowered)
    for pattern in _DAYS:
        for match in pattern.finditer(lowered):
            characters[slice(*match.span())] = "\0" * len(match[0])
    return "".join(characters)


def _times(plain_text: str) -> Iterator[tuple[dt.time, bool]]:
    for pattern in (_CLOCK, _HOUR, _HOUR_RUSSIAN):
        for hour, minute, half in pattern.findall(plain_text):
            yield from _time(int(hour), int(minute or 0), _HALF_BEGINS.get(half.replace(".", "")))
    if _NOON.search(plain_text):
        yield dt.time(12), True


def _time(hour: int, minute: int, half_begins: int | None) -> Iterator[tuple[dt.time, bool]]:
    """Yield the time, and whether its half of the day is known; nothing if the figures are not a time."""
    if half_begins is not None and 1 <= hour <= 12:
        yield dt.time(hour % 12 + half_begins, minute), True
    elif hour < 24:
        yield dt.time(hour, minute), hour > 12 or hour == 0
