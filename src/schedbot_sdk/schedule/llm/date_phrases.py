"""Finds the days and repetitions that a text names in plain English or Russian words. Pure.

It does not understand the text and misses unusual words. Its matches are nearly always right.
"""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk.schedule.llm.text_match import plain
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Weekday

__all__ = [
    "named_dates",
    "named_days_ahead",
    "named_weekdays",
    "names_a_repetition",
    "names_years",
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
_REPEATS: Final = re.compile(
    r"\bdaily\b|\bevery\s+(?:(?:other|second|third|\d+|two|three|four|five|six|few)\s+)?"
    rf"(?:(?:day|week|month|year|morning|evening|night|weekday|weekend)s?|{'|'.join(_OF_WEEK)})\b"
    r"|\beach\s+(?:day|week|month|year)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\bon weekdays\b"
    r"|\bкажд(?:ый|ую|ое|ые|ого)\s+(?!раз\b)|\b(?:ежедневно|еженедельно|ежемесячно|ежегодно)\b"
    r"|\bпо\s+(?:будням|выходным|утрам|вечерам|понедельникам|вторникам|средам|четвергам|пятницам|субботам|воскресеньям)\b"
)
_YEARS: Final = re.compile(r"\b(?:years?|decades?|лет|год[а-я]*|десятилет\w+)\b|'\d\d\b|\d[./]\d{1,2}[./]\d\d\b")


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
    plain_text = plain(text)
    found = {(int(match[2]), int(match[3])) for match in _ISO.finditer(plain_text)}
    found |= {(_MONTHS[match[2]], int(match[1])) for match in _DAY_MONTH.finditer(plain_text)}
    return found | {(_MONTHS[match[1]], int(match[2])) for match in _MONTH_DAY.finditer(plain_text)}


def names_a_repetition(text: str) -> bool:
    """Whether the text names a repetition."""
    return bool(_REPEATS.search(plain(text)))


def names_years(text: str) -> bool:
    """Whether the text counts years, or has a date with a year."""
    return bool(_YEARS.search(plain(text)))
