"""When something is, in simple English and Russian words: finds a day, a time, a span, and leaves the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from schedbot_sdk.testing.servers.repeats import Repeat, find_repeat

__all__ = ["When", "find_when"]

_FLAGS: Final = re.IGNORECASE | re.UNICODE
_WEEKDAYS: Final = (
    r"mondays?|понедельник\w*", r"tuesdays?|вторник\w*", r"wednesdays?|сред[ауеы]", r"thursdays?|четверг\w*",
    r"fridays?|пятниц[ауеы]", r"saturdays?|суббот[ауеы]", r"sundays?|воскресень[ея]",
)  # fmt: skip
# "Sat", "sun" and "wed" are words of their own: a short name counts only where a day is announced.
_SHORT: Final = ("mon", "tues?", "wed", "thu(?:rs?)?", "fri", "sat", "sun")
_MONTHS: Final = (
    r"jan(?:uary)?|январ[яь]", r"feb(?:ruary)?|феврал[яь]", r"mar(?:ch)?|марта?", r"apr(?:il)?|апрел[яь]",
    r"may|ма[яй]", r"june?|июн[яь]", r"july?|июл[яь]", r"aug(?:ust)?|августа?", r"sep(?:tember)?|сентябр[яь]",
    r"oct(?:ober)?|октябр[яь]", r"nov(?:ember)?|ноябр[яь]", r"dec(?:ember)?|декабр[яь]",
)  # fmt: skip
_ANY_MONTH: Final = "|".join(f"(?P<m{number}>{words})" for number, words in enumerate(_MONTHS, 1))
_ANY_DAY: Final = "|".join(f"(?P<d{number}>{words})" for number, words in enumerate(_WEEKDAYS))
_ANNOUNCED_DAY: Final = "|".join(
    f"(?P<d{number}>{words}|{short})" for number, (words, short) in enumerate(zip(_WEEKDAYS, _SHORT, strict=True))
)
_HALF: Final = r"am|pm|a\.m\.|p\.m\.|утра|дня|вечера|ночи"
_OCLOCK: Final = r"(?:\s*(?:o['’]clock|час(?:а|ов)?)(?!\w))?"
_CLOCK: Final = rf"(?P<h{{0}}>[01]?\d|2[0-3])(?:[:.](?P<n{{0}}>[0-5]\d))?{_OCLOCK}\s*(?P<half{{0}}>{_HALF})?(?!\w)"
_AMOUNT: Final = (
    r"(?:(?P<half>half an hour|полчаса)|(?P<oneandhalf>an hour and a half|полтора часа)"
    r"|(?P<number>\d{1,4}(?:[.,]\d{1,2})?|an?|one|two|three|два|две|три)?\s*"
    r"(?:(?P<hours>hours?|hrs?|h|час(?:а|ов)?)|(?P<minutes>minutes?|mins?|m|минут[ыу]?|мин))\b)"
)
_DAYS: Final = (
    r"(?:(?P<number>\d{1,3}|an?|one|two|three|два|две|три)\s+|(?=день|неделю))"
    r"(?:(?P<weeks>weeks?|недел[юиь])|days?|день|дня|дней)\b"
)
_CLOCKWARDS: Final = ("at", "from", "to", "till", "for", "в", "к", "с", "до", "по", "на")
_NUMBERED: Final = (
    # "3.12" is a day, as Russians write it; "at 3.10", "9.10-10.10" and "for 1.10" are not.
    r"(?<![\w.:–—-])"
    + "".join(rf"(?<!\b{word}\s)" for word in _CLOCKWARDS)
    + r"(?P<day>\d{1,2})\.(?P<month>0[1-9]|1[0-2])(?:\.(?P<year>20\d\d))?(?![\w.:]*\w|\s*[-–—])"
)
_WORDS: Final = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "два": 2.0, "две": 2.0, "три": 3.0}
_AFTER_NOON: Final = frozenset({"pm", "p.m.", "дня", "вечера"})


@dataclass(slots=True)
class When:
    """What a piece of text says about time; `rest` is the text without it."""

    rest: str
    now: datetime
    day: date | None = None
    weekday: int | None = None
    clock: time | None = None
    minutes: int | None = None
    moment: datetime | None = None
    """An instant, said as a distance from now: local time of the asker."""
    repeat: Repeat | None = None
    until: date | None = None
    """The last day of the repetition."""
    found: bool = field(default=False, init=False)

    def take(self, pattern: str, use: Callable[[re.Match[str]], bool]) -> bool:
        """Take the first match out of the rest, if `use` finds it good."""
        match = re.search(pattern, self.rest, _FLAGS)
        if match is None or not use(match):
            return False
        self.rest = f"{self.rest[: match.start()]} {self.rest[match.end() :]}"
        self.found = True
        return True


def find_when(text: str, now: datetime) -> When:
    """Read what a piece of text says about time.

    Args:
        text: A piece about one thing.
        now: The asker's local time, aware.
    """
    when = When(text, now)
    _take_repeat(when)
    when.take(rf"\b(?:in|через)\s+{_AMOUNT}", lambda match: _instant(when, match))
    _ = _take_day(when)
    _ = _take_clock(when)
    when.take(rf"\b(?:for|на)\s+{_AMOUNT}", lambda match: _span(when, match))
    return when


def _take_repeat(when: When) -> None:
    when.repeat, when.rest = find_repeat(when.rest)
    if when.repeat is None:
        return
    when.found = True
    until = re.search(r"\b(?:until|till|до|по)\s+(?P<day>.+)", when.rest, _FLAGS)
    last = When(until["day"], when.now) if until else None
    if until is not None and last is not None and _take_day(last):
        when.until, when.rest = last.day, f"{when.rest[: until.start()]} {last.rest}"


def _take_day(when: When) -> bool:
    today = when.now.date()

    def relative(days: int) -> Callable[[re.Match[str]], bool]:
        def use(_: re.Match[str]) -> bool:
            when.day = today + timedelta(days=days)
            return True

        return use

    return (
        when.take(r"\b(?:the )?day after tomorrow\b|\bпослезавтра\b", relative(2))
        or when.take(r"\btomorrow\b|\bзавтра\b", relative(1))
        or when.take(r"\b(?:today|tonight|сегодня)\b", relative(0))
        or when.take(rf"\b(?:in|через)\s+{_DAYS}", lambda match: _distant(when, match))
        or when.take(_NUMBERED, lambda match: _month_day(when, match, int(match["month"])))
        or when.take(r"\b(?:on\s+)?(\d{4})-(\d\d)-(\d\d)\b", lambda m: _dated(when, int(m[1]), int(m[2]), int(m[3])))
        or when.take(
            rf"\b(?:on\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_ANY_MONTH})\b(?:\s+(?P<year>20\d\d))?",
            lambda match: _month_day(when, match, _month(match)),
        )
        or when.take(
            rf"\b(?:on\s+)?(?:{_ANY_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>20\d\d))?",
            lambda match: _month_day(when, match, _month(match)),
        )
        or when.take(
            rf"\b(?:on\s+)?(?:во?\s+)?(?P<next>next|следующ\w+)\s+(?:{_ANNOUNCED_DAY})\b", lambda m: _weekday(when, m)
        )
        or when.take(rf"\b(?:on\s+|this\s+)+(?P<next>)(?:{_ANNOUNCED_DAY})\b", lambda m: _weekday(when, m))
        or when.take(
            rf"\b(?:во?\s+)?(?:(?:ближайш\w+|эт(?:от|у|о))\s+)?(?P<next>)(?:{_ANY_DAY})\b", lambda m: _weekday(when, m)
        )
    )


def _take_clock(when: When) -> bool:
    first, second = _CLOCK.format(1), _CLOCK.format(2)
    between = rf"\b(?:from|с|between)\s+{first}\s*(?:to|till|until|до|and|[-–—])\s*{second}"
    digital = r"(?<![\w:.])(?P<h1>[01]?\d|2[0-3]):(?P<n1>[0-5]\d)(?P<half1>\s*(?:am|pm))?(?!\w)"
    half = rf"(?<![\w:.])(?P<h1>[01]?\d|2[0-3])(?P<n1>){_OCLOCK}\s*(?P<half1>{_HALF})(?!\w)"
    return (
        when.take(between, lambda match: _range(when, match))
        or when.take(rf"(?<![\w:.]){first}\s*[-–—]\s*{second}", lambda match: _range(when, match))
        or when.take(r"\b(?:at\s+)?(?:noon|midday)\b|\b(?:в\s+)?полдень\b", lambda _: _at(when, 12, 0))
        or when.take(r"\b(?:at\s+)?midnight\b|\b(?:в\s+)?полночь\b", lambda _: _at(when, 0, 0))
        or when.take(r"\bв\s+час\s+дня\b", lambda _: _at(when, 13, 0))
        or when.take(r"\bв\s+час\s+ночи\b", lambda _: _at(when, 1, 0))
        or when.take(rf"\b(?:at|в)\s+{first}", lambda match: _single(when, match))
        or when.take(digital, lambda match: _single(when, match))
        or when.take(half, lambda match: _single(when, match))
    )


def _instant(when: When, match: re.Match[str]) -> bool:
    seconds = _minutes(match) * 60
    # "In 2 hours" is an instant: on the day of a clock change it is not two hours of wall time.
    when.moment = (when.now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(when.now.tzinfo)
    return True


def _span(when: When, match: re.Match[str]) -> bool:
    minutes = round(_minutes(match))
    if not minutes:
        return False
    when.minutes = minutes
    return True


def _minutes(match: re.Match[str]) -> float:
    if match["half"]:
        return 30.0
    if match["oneandhalf"]:
        return 90.0
    said = (match["number"] or "1").lower()
    number = _WORDS[said] if said in _WORDS else float(said.replace(",", "."))
    return number * 60 if match["hours"] else number


def _dated(when: When, year: int, month: int, day: int) -> bool:
    try:
        when.day = date(year, month, day)
    except ValueError:
        return False
    return True


def _month(match: re.Match[str]) -> int:
    return next(number for number in range(1, 13) if match[f"m{number}"])


def _month_day(when: When, match: re.Match[str], month: int) -> bool:
    if match["year"]:
        return _dated(when, int(match["year"]), month, int(match["day"]))
    today = when.now.date()
    # Without a year the next such day is meant; 29 February may be four years away.
    return any(
        _dated(when, year, month, int(match["day"])) and when.day is not None and when.day >= today
        for year in range(today.year, today.year + 5)
    )


def _distant(when: When, match: re.Match[str]) -> bool:
    said = (match["number"] or "1").lower()
    number = int(_WORDS[said]) if said in _WORDS else int(said)
    when.day = when.now.date() + timedelta(days=number * (7 if match["weeks"] else 1))
    return True


def _weekday(when: When, match: re.Match[str]) -> bool:
    number = next(number for number in range(7) if match[f"d{number}"])
    today = when.now.date()
    if match["next"]:
        monday = today + timedelta(days=7 - today.weekday())
        when.day = monday + timedelta(days=number)
    else:
        when.weekday = number
        when.day = today + timedelta(days=(number - today.weekday()) % 7)
    return True


def _at(when: When, hour: int, minute: int) -> bool:
    when.clock = time(hour, minute)
    return True


def _hour(hour: int, half: str) -> int:
    half = half.strip().lower()
    if half in _AFTER_NOON or (half == "ночи" and hour >= 9):
        hour = hour + 12 if hour < 12 else hour
        return 0 if half == "ночи" and hour == 12 else hour
    return 0 if half and hour == 12 else hour


def _single(when: When, match: re.Match[str]) -> bool:
    return _at(when, _hour(int(match["h1"]), match["half1"] or ""), int(match["n1"] or 0))


def _range(when: When, match: re.Match[str]) -> bool:
    half1, half2 = match["half1"] or "", match["half2"] or ""
    ends = _hour(int(match["h2"]), half2) * 60 + int(match["n2"] or 0)
    begins = _hour(int(match["h1"]), half1) * 60 + int(match["n1"] or 0)
    if not half1 and half2:
        # "From 2 to 4 pm" begins after noon, "from 9 to 5 pm" before it.
        shared = _hour(int(match["h1"]), half2) * 60 + int(match["n1"] or 0)
        begins = shared if shared < ends else begins
    elif not half1 and ends < begins <= 12 * 60 and not (match["n1"] or match["n2"]):
        ends += 12 * 60  # "from 9 to 5": nobody means the next morning
    when.clock = time(*divmod(begins, 60))
    when.minutes = (ends - begins) % (24 * 60) or 24 * 60
    return True
