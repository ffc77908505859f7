"""Times of day: "at 5", "9:30", "half past six", "к 18", "в полседьмого", "с 9 до 18". Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock, Part
from schedbot_sdk.schedule.llm.phrases.groups import Pair
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.lengths import AMOUNT, UNIT, amount_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["CLOCKS", "HOURS", "RANGES", "clock"]

_DAY_HOURS: Final = 24
_HALF_DAY: Final = 12
_NAMES: Final = {
    "number": AMOUNT,
    "half_word": "(?:meridiem|part|dnya)",
    "hour_word": "(?:hour|hours_dative|oclock)",
    "lead": "(?:at|by|v|k|s|do|na|from|until|to|between|za|po|after|before)",
}


def clock(hour: float, minute: int = 0, half: object = None) -> Clock | None:
    """Return a time, or None if no clock shows it.

    Args:
        hour: The hour.
        minute: The minute.
        half: The half of the day, if it is known: "a", "p", or a part of the day.
    """
    if hour != int(hour) or not 0 <= hour <= _DAY_HOURS or not 0 <= minute < 60:  # minutes
        return None
    said = Clock(int(hour) % _DAY_HOURS * 60 + minute, is_exact=hour > _HALF_DAY or hour == 0)
    if hour > _HALF_DAY or half is None:
        return said
    first = said.minute % 720
    if half == "a" or half is Part.MORNING:
        return Clock(first, is_exact=True)
    if half is Part.NIGHT:  # 11 at night is before midnight, 2 at night after it
        return Clock(first + (720 if hour >= 7 and hour < _HALF_DAY else 0), is_exact=True)
    return Clock(first + 720, is_exact=True) if hour != _HALF_DAY or half in {"p", Part.NOON} else said


def _half(found: Found) -> object:
    if not found.has("half"):
        return None
    node = found.of("half")[0]
    return node.value if node.value is not None else Part.NOON


def _with_half(found: Found) -> Clock | None:
    at = found.one("clock", Clock)
    return clock(at.minute // 60, at.minute % 60, _half(found)) if not at.is_exact else at


def _hour(found: Found) -> Clock | None:
    return clock(amount_of(found, "hour"), 0, _half(found))


def _hour_and_minutes(found: Found) -> Clock | None:
    return clock(amount_of(found, "hour"), int(amount_of(found, "minutes")), _half(found))


def _hour_or_length(found: Found) -> Clock | None:
    at = clock(amount_of(found, "hour"))
    return None if at is None else replace(at, also_length=Length(amount_of(found, "hour") * 60))


def _hour_of_length(found: Found) -> Clock | None:
    """The Russian "at 10h"."""
    length = found.one("length", Length)
    return clock(length.minutes / 60) if length.unit is Unit.HOUR else None


def _half_ten(found: Found) -> Clock | None:
    """Half past ten for the British, and half past nine for others."""
    at = clock(amount_of(found, "hour"), 30, _half(found))
    return None if at is None else replace(at, other=replace(at, minute=(at.minute - 60) % 1440))


def _pair(found: Found) -> Clock | None:
    hour, minute = found.one("pair", Pair)
    return clock(int(hour), int(minute), _half(found)) if len(minute) == 2 else None  # "9.30"


def _figures(found: Found) -> Clock | None:
    figures = found.one("figures", str)
    hour, minute = int(figures[:-2]), int(figures[-2:])
    return clock(hour, minute, _half(found)) if minute % 5 == 0 else None


def _minutes(found: Found) -> int:
    if found.has("quarter"):
        return 15
    return 30 if found.has("half_hour") else int(amount_of(found, "words" if found.has("words") else "minutes"))


def _past(found: Found) -> Clock | None:
    """Minutes past an hour: "half past six"."""
    return _moved(found, _minutes(found))


def _to(found: Found) -> Clock | None:
    """Minutes before an hour: "a quarter to six", "без пяти семь"; or after it: "ten after five"."""
    minutes = _minutes(found)
    if found.has("words") and minutes not in {5, 10, 20, 25}:
        return None
    return _moved(found, minutes if any(node.kind == "after" for node in found.nodes_within()) else -minutes)


def _moved(found: Found, minutes: int) -> Clock | None:
    at = clock(amount_of(found, "hour"), 0, _half(found))
    if at is None or abs(minutes) > 30:  # half an hour is the most that people say so
        return None
    return replace(at, minute=(at.minute + minutes) % 1440)


def _of_noon(found: Found) -> Clock:
    """Minutes past noon or midnight, or to it."""
    minutes = _minutes(found) if found.has("past") else -_minutes(found)
    return Clock(((0 if found.has("midnight") else 720) + minutes) % 1440, is_exact=True)


def _begun(found: Found) -> Clock | None:
    """Minutes of the hour that has begun: "четверть девятого" is 8:15."""
    minutes = _minutes(found)
    at = clock(found.one("hour", int), 0, _half(found))
    return None if at is None else replace(at, minute=(at.minute - 60 + minutes) % 1440)


def _range(found: Found) -> Clock | None:
    first = found.one("first", Clock) if found.all("first", Clock) else clock(amount_of(found, "first"))
    last = found.one("last", Clock) if found.all("last", Clock) else clock(amount_of(found, "last"), 0, _half(found))
    return None if first is None or last is None else replace(first, end=last)


def _days_or_times(found: Found) -> bool | None:
    """Whether figures such as "9.10-10.10" may be days or times."""
    pairs = [found.one(group, Pair) for group in ("first", "last")]
    may_be_days = all(1 <= int(month) <= _HALF_DAY and len(month) == 2 for _, month in pairs)  # two digits
    return True if may_be_days and all(int(hour) < _DAY_HOURS for hour, _ in pairs) else None


def _dashed(found: Found) -> Clock | None:
    """Two hours, or hour and minutes: "9-18", "14-00"."""
    a, b = found.one("pair", Pair)
    if b == "00" or int(b) > _DAY_HOURS:
        return clock(int(a), int(b), _half(found)) if len(b) == 2 else None
    first, last = clock(int(a)), clock(int(b), 0, _half(found))
    at = clock(int(a), int(b), _half(found)) if int(b) >= 10 else None  # "в 13-15"
    if first is not None and last is not None and at is not None and found.has("at"):
        return replace(at, other=replace(first, end=last))
    return None if first is None or last is None else replace(first, end=last)


_SHARE: Final = "(?P<quarter>quarter)|(?P<half_hour>half)"
_PAST: Final = f"(?:{_SHARE}|(?P<minutes>{AMOUNT}) minute?)"

HOURS: Final[tuple[Rule, ...]] = (
    rule(
        "clock",
        f"(?<!from) (?<!between) a? {_PAST} (?:(?P<past>past|after)|to|without) (?:noon|(?P<midnight>midnight))",
        _of_noon,
        _NAMES,
    ),
    rule("clock", "(?<=v|k) (?P<length>length)", _hour_of_length),
    rule(
        "clock",
        f"(?<=at|weekday|ahead|comma|date) half (?P<hour>number) (?P<half>half_word)? (?! measure | {UNIT})",
        _half_ten,
        _NAMES,
    ),
    rule("clock", "noon in? (?P<half>half_word)?", lambda _: Clock(720, is_exact=True), _NAMES),
    rule("clock", "midnight", lambda _: Clock(0, is_exact=True)),
    rule("bound", "(?:from|s)? (?P<first>pointed) (?:do|to|dash|until) (?P<last>pointed)", _days_or_times),
    rule("clock", f"a? {_PAST} past (?P<hour>number) oclock? (?:in? (?P<half>half_word))?", _past, _NAMES),
    rule(
        "clock",
        f"(?<!from) (?<!between) a? (?:{_SHARE}|(?P<minutes>{AMOUNT}) minute|(?P<words>number_word))"
        " (?:to|after) (?P<hour>number) oclock? (?:in? (?P<half>half_word))?",
        _to,
        _NAMES,
    ),
    rule("clock", f"without {_PAST} (?P<hour>number|hour) (?P<half>half_word)?", _to, _NAMES),
    rule(
        "clock",
        f"(?:{_SHARE}|(?P<minutes>{AMOUNT}) minute) (?P<hour>ordinal_word|ordinal_of) (?P<half>half_word)?",
        _begun,
        _NAMES,
    ),
    rule("clock", "(?P<hour>number) (?P<half>meridiem)", _hour, _NAMES),
    rule("clock", "(?P<pair>pointed) (?P<half>meridiem)", _pair, _NAMES),
    rule("clock", "(?P<figures>figures) (?P<half>meridiem)", _figures, _NAMES),
    rule("clock", "(?P<hour>number) oclock (?:in? (?P<half>half_word))?", _hour, _NAMES),
    rule("clock", "(?P<hour>number) hour? in (?P<half>part)", _hour, _NAMES),
    rule(
        "clock", "(?P<hour>number) hour_word (?P<minutes>number) minute? (?P<half>half_word)", _hour_and_minutes, _NAMES
    ),
    rule("clock", "(?<=v) (?P<hour>number) hour (?P<minutes>number) minute", _hour_and_minutes, _NAMES),
    rule("clock", "(?P<hour>number|hour) hour_word (?P<half>half_word)", _hour, _NAMES),
    rule("clock", "(?P<hour>digits) (?P<half>part)", _hour, _NAMES),
    rule("clock", "(?<=v|k|s) (?P<hour>number|hour) (?P<half>part|dnya)", _hour, _NAMES),
    rule("clock", "(?<=do|na|to) (?P<hour>number|hour) (?P<half>part)", _hour, _NAMES),
    rule("clock", "(?<=na) (?P<hour>hour) (?P<half>dnya)", _hour, _NAMES),
    rule("clock", "(?<=v|k) (?P<hour>number) hour_word", _hour, _NAMES),
    rule("clock", "(?<=k) (?P<hour>hours_dative|hour)", lambda _: clock(1)),
    rule("clock", "(?<=v) (?P<hour>hour) (?P<half>half_word)?", _hour, _NAMES),
    rule("clock", "s (?P<first>number) hour? do (?P<last>number) (?:hour|(?P<half>half_word))", _range, _NAMES),
    rule(
        "clock",
        "(?<=na) (?P<hour>number) hour (?! and? number minute | early | late | ahead_of | ago)",
        _hour_or_length,
        _NAMES,
    ),
    rule("clock", "(?P<clock>clock) in? (?P<half>half_word)", _with_half, _NAMES),
)
"""The rules that must come before those of lengths: "в 3 дня" is a time."""

_NOT_HOURS: Final = (
    "(?! sign | measure | guest | numbered_place | second | minute | day | dnya | week | month_unit | year"
    " | month | times | number_of)"
)
CLOCKS: Final[tuple[Rule, ...]] = (
    rule("clock", "(?<=at|v|s|k|from|until|to|do|by) (?P<pair>pointed) (?P<half>half_word)?", _pair, _NAMES),
    rule("clock", f"(?<=at|v|k|by) (?P<hour>number) {_NOT_HOURS}", _hour, _NAMES),
    rule("clock", "(?<=at|v|k|by|weekday|ahead|day_phrase|date) (?P<figures>figures)", _figures, _NAMES),
    rule("clock", "(?<=v|k|at) (?P<at>(?P<pair>dashed))", _dashed, _NAMES),
    rule("clock", "(?P<pair>dashed) (?P<half>half_word)", _dashed, _NAMES),
    rule("clock", f"(?<=from|s|weekday|ahead|day_phrase) (?P<pair>dashed) {_NOT_HOURS}", _dashed, _NAMES),
    rule("clock", "(?P<pair>pointed) (?! measure | sign)", _pair),
)
"""The rules for the times that are left after lengths and days."""

_EDGE: Final = "(?:clock|digits|number_word)"
RANGES: Final[tuple[Rule, ...]] = (
    rule("clock", f"(?:from|s|between) (?P<first>{_EDGE}) (?:to|until|do|and|dash) (?P<last>{_EDGE}) {_NOT_HOURS}",
         _range, _NAMES),
    rule("clock", f"(?P<first>clock) (?:dash|to|until|do) (?P<last>{_EDGE}) {_NOT_HOURS}", _range, _NAMES),
    rule("clock", "(?P<first>digits|number_word) (?:dash|to|until|do) (?P<last>clock)", _range, _NAMES),
    rule("clock", "(?<=day_phrase|date|comma|stop|repeat) (?P<first>digits) (?:dash|to|do) (?P<last>digits)"
         f" {_NOT_HOURS}", _range),
    rule("bound", "(?:not? early|after|before|early|late) v? (?:clock|digits (?! sign))", lambda _: True),
    rule("ending_at", "(?:until|do|ending (?:at|v)?) (?P<end>clock)", lambda found: found.one("end", Clock)),
    rule("ending_at", f"(?:until|do) (?P<hour>digits) {_NOT_HOURS}", _hour),
)  # fmt: skip
"""The rules for ranges of times, ends, and times that only bound another one."""
