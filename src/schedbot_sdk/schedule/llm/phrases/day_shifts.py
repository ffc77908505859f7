"""Days that are counted from now or from another day: "через 3 дня", "Monday after Dec 10". Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.lengths import UNIT, amount_of, length_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["DAY_SHIFTS"]

_NUMBER: Final = "(?:digits|nth|nth_of|nth_other|ordinal_word|ordinal_of)"
_WEEK: Final = 7
_ANY_DAY: Final = "(?:day_phrase|date)"


def _ahead(found: Found) -> Day | None:
    """So many days, weeks, months or years from now."""
    length = length_of(found, "in" if found.has("in") else "length")
    if length.unit in {Unit.SECOND, Unit.MINUTE, Unit.HOUR}:
        return None
    start = found.one("from", Day).first if found.has("from") and found.all("from", Day) else 0
    if length.is_vague:
        return Day(first=1, last=round(length.minutes / 1440 * 4 + length.months * 100), is_weak=True)
    if length.months:
        return Day(months_ahead=int(length.months)) if length.months % 1 == 0 else Day(is_weak=True)
    days = length.minutes / 1440
    return Day(first=int(days) + (start or 0), last=-int(-days // 1) + (start or 0))


def _weekday_ahead(found: Found) -> Day | None:
    """A weekday so many weeks away: "a week from Friday", "через неделю в пятницу"."""
    length = length_of(found, "in" if found.has("in") else "length")
    if length.unit in {Unit.SECOND, Unit.MINUTE, Unit.HOUR} or length.months:
        return None
    days = round(length.minutes / 1440)
    day = found.one("day", Day)
    is_through = any(node.kind == "through" for node in found.nodes_within())
    if is_through and found.of("length") and found.of("length")[0].kind == "day":
        return replace(day, shift=1, other=replace(day, shift=2))  # the Russian for "in a day" is either
    if length.unit is Unit.DAY or not day.weekdays:
        return replace(day, shift=-days if found.has("before") else days)
    if found.has("before"):
        return replace(day, shift=-days)
    return Day(weekdays=day.weekdays, first=max(0, days - 6), last=days + 13)


def _week_on(found: Found) -> Day | None:
    """A weekday of the week after this one: "a week on Tuesday"."""
    length, day = found.one("length", Length), found.one("day", Day)
    return _weekday_ahead(found) if length.unit is Unit.WEEK and day.weekdays and not length.is_vague else None


def _beside(found: Found) -> Day:
    """The day before another one, or after it."""
    return replace(found.one("day", Day), shift=-1 if found.has("eve") else 1)


def _from_number(found: Found) -> Day | None:
    last = found.one("last", Day)
    number = int(amount_of(found, "number"))
    return replace(last, number=number, end=last) if 1 <= number <= 31 and last.month else None


def _from(found: Found) -> Day | None:
    days = found.all("from", Day)
    if days and days[0].weekdays:
        length = length_of(found, "in" if found.has("in") else "length")
        first = round(length.minutes / 1440)
        return Day(weekdays=days[0].weekdays, first=first, last=first + 13) if length.unit is Unit.WEEK else None
    return _ahead(found)


def _weekday_beside(found: Found) -> Day | None:
    """The next weekday after a date, or the last one before it: "Monday after December 10"."""
    date, named = found.one("date", Day), found.one("days", Day)
    if len(named.weekdays) != 1 or named.end is not None or date.number is None:
        return None
    (weekday,) = named.weekdays
    sign = 1 if found.has("after") else -1
    day: Day | None = None
    for step in range(1, 8):
        day = replace(
            date, weekdays=frozenset({(weekday - sign * step) % _WEEK}), shift=sign * step, other=day, end=None
        )
    return day


def _range_of_weekdays(found: Found) -> Day | None:
    is_repeated = any(node.kind == "repeat" for node in found.nodes)
    return replace(found.one("days", Day), end=found.one("days2", Day)) if is_repeated else None


_SPAN: Final = f"(?P<length>length|{UNIT})"
_IN: Final = f"(?:in (?P<in>length)|through {_SPAN})"
DAY_SHIFTS: Final[tuple[Rule, ...]] = (
    rule("other_day", "through day (?! do | before | after)", lambda _: Day(first=1, last=2)),
    rule("day_phrase", f"(?<!through) (?:na|on|v)? next? day after (?P<day>{_ANY_DAY})", _beside),
    rule("day_phrase", f"(?P<eve>eve|eve_word of|day before) (?P<day>{_ANY_DAY})", _beside),
    rule("day_phrase", "(?P<days>day_phrase) (?:(?P<after>after)|before) (?P<date>date)", _weekday_beside),
    rule("day_phrase", "(?<!for) (?P<length>length) on (?P<day>day_phrase)", _week_on),
    rule("weekday_range", "(?<!from) (?<!s) (?<!between) (?P<days>day_phrase) (?:to|until) (?P<days2>day_phrase)",
         _range_of_weekdays),
    rule("day_phrase", f"{_IN} (?:on|v|after|from) (?P<day>{_ANY_DAY})", _weekday_ahead),
    rule("day_phrase", f"(?P<day>{_ANY_DAY}) {_IN}", _weekday_ahead),
    rule("day_phrase", f"{_SPAN} from (?:now|(?P<from>day_phrase (?! month)))", _from),
    rule("day_phrase", f"za? {_SPAN} (?:after|from|late|(?P<before>before|do)) (?P<day>{_ANY_DAY})", _weekday_ahead),
    rule("day_phrase", f"{_IN} (?! do | before)", _ahead),
    rule("day_phrase", "(?:from|s|between) (?P<days>day_phrase|date) (?:to|po|until|do|and) (?P<days2>day_phrase|date)",
         lambda found: replace(found.one("days", Day), end=found.one("days2", Day))),
    rule("day_phrase", "(?P<days>date) (?:dash|to|until|do|po) (?P<days2>date)",
         lambda found: replace(found.one("days", Day), end=found.one("days2", Day))),
    rule("weekday_range", "(?P<days>day_phrase) dash (?P<days2>day_phrase)",
         lambda found: replace(found.one("days", Day), end=found.one("days2", Day))),
    rule("day_phrase", f"(?:from|s) (?P<number>{_NUMBER}) (?:to|po|until|do) (?P<last>date)", _from_number),
)  # fmt: skip
"""The days that are counted from now or from another day, and ranges of days."""
