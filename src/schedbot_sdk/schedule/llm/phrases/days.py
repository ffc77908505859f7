"""Days: "tomorrow", "next Friday", "5 декабря 2027", "5.12", "в пятницу 13-го". Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Pair
from schedbot_sdk.schedule.llm.phrases.length import Unit
from schedbot_sdk.schedule.llm.phrases.lengths import UNIT, amount_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule
from schedbot_sdk.schedule.llm.phrases.tokens import dates

__all__ = ["DAYS", "NUMBERED", "WEEKDAYS", "nth_of"]

_NTH: Final = "(?:nth|nth_of|nth_other|ordinal_word|ordinal_of|second|last)"
_NUMBER: Final = "(?:digits|nth|nth_of|nth_other|ordinal_word|ordinal_of)"
_WIDTHS: Final = {Unit.WEEK: 14, Unit.MONTH: 62, Unit.YEAR: 731, Unit.DAY: 1}


def nth_of(found: Found, group: str) -> int:
    """Return the number of an ordinal; -1 for the last."""
    node = found.of(group)[0]
    if node.kind == "last":
        return -1
    return node.value if isinstance(node.value, int) else 2


def _date(found: Found) -> Day | None:
    number = int(amount_of(found, "number")) + int(amount_of(found, "tens") if found.has("tens") else 0)
    year = _year(found)
    if not 1 <= number <= 31 or (found.has("year") and year is None):  # the days of a month
        return None
    end = Day(year=year, month=found.one("month", int), number=int(amount_of(found, "last")))
    return Day(year=year, month=found.one("month", int), number=number, end=end if found.has("last") else None)


def _dashed_date(found: Found) -> Day | None:
    first, last = map(int, found.one("pair", Pair))
    month, year = found.one("month", int), _year(found)
    return Day(year=year, month=month, number=first, end=Day(year=year, month=month, number=last))


def _year(found: Found) -> int | None:
    figures = found.one("year", str) if found.has("year") else ""
    return int(figures) if len(figures) == 4 and "1900" <= figures <= "2999" else None


def _with_year(found: Found) -> Day | None:
    year = _year(found)
    return None if year is None else replace(found.one("day", Day), year=year)


def _number(found: Found) -> Day | None:
    number = int(amount_of(found, "number"))
    return Day(number=number) if 1 <= number <= 31 else None


def _numbers(found: Found) -> Day | None:
    day: Day | None = None
    month = found.one("month", int) if found.has("month") else None
    for number in reversed(found.all("numbers", int)):
        day = Day(number=number, month=month, other=day)
    return day


def _pointed(found: Found) -> Day | None:
    first, second = found.one("pair", Pair)
    is_pointed = found.of("pair")[0].kind == "pointed"
    if is_pointed and len(second) == 1:  # "1.5 litres"
        return None
    a, b = int(first), int(second)
    value = dates(a, b, None, is_pointed=is_pointed)[1]
    return value if isinstance(value, Day) else None


def _weekday(found: Found) -> Day | None:
    days = frozenset(found.all("days", int))
    if found.has("next"):
        return Day(weekdays=days, first=1, last=14)
    if found.has("this"):
        return Day(weekdays=days, first=0, last=8)
    if found.has("yesterday"):
        return Day(weekdays=days, first=-14, last=0)
    if found.has("later"):
        return Day(weekdays=days, first=1, last=20)
    return Day(weekdays=days, first=0, last=7)


def _in_week(found: Found) -> Day:
    day = found.one("day", Day)
    if not day.weekdays:  # "the report of this week tomorrow"
        return day
    if found.has("later"):
        return replace(day, first=8, last=20)
    if found.has("next"):
        return replace(day, first=1, last=13)
    return replace(day, first=-6, last=7)


def _weekend(found: Found) -> Day:
    first, last = (1, 15) if found.has("next") else (-1, 9)
    return Day(weekdays=frozenset({4, 5, 6}), first=first, last=last)


def _wide(found: Found) -> Day:
    """A week, month or year, or a part of it."""
    unit = found.one("unit", Unit)
    width = _WIDTHS.get(unit, 731)
    if found.has("next"):
        return Day(first=1, last=width, is_weak=True)
    if unit is Unit.YEAR and found.nodes_within()[0].kind in {"finale", "ending"}:
        return Day(first=0, last=width // 2 + 1, is_weak=True, bound=Day(month=12, first=0, last=340))
    return Day(first=0, last=width // 2 + 1, is_weak=True)


_HOLIDAYS: Final = {
    ("new", True): Day(month=12, number=31), ("new", False): Day(month=1, number=1),
    ("christmas", True): Day(month=12, number=24), ("christmas", False): Day(month=12, number=25),
}  # fmt: skip
_OTHER_DAYS: Final = {
    "month", "weekday", "ahead", "date", "pointed", "slashed", "nth", "through", "unsure_weekday", "day_phrase",
}  # fmt: skip


def _holiday(found: Found) -> Day | None:
    """A holiday, if no other day is named: "the party for New Year's Eve on Dec 28"."""
    nodes = found.nodes_within()
    is_year = any(node.kind == "year" for node in nodes)
    name = found.one("new", str)
    if (name == "new") != is_year or any(node.kind in _OTHER_DAYS for node in found.nodes):
        return None
    return _HOLIDAYS.get((name, nodes[-1].kind == "eve_word"))


def _other_than(found: Found) -> bool | None:
    return True if found.nodes_within()[1].value == "than" else None


_YEAR: Final = "(?:comma? (?P<year>figures) (?:year|year_short)?)?"
WEEKDAYS: Final[tuple[Rule, ...]] = (
    rule(
        "weekday",
        "unsure_weekday (?= at|clock|comma|colon|digits|figures|part|month|dash|date)",
        lambda found: found.nodes[found.match.start()].value,
    ),
    rule("except", "word_apart from", lambda _: True),
    rule("except", "other word", _other_than),
    rule("except", "za? exception (?:of|dash|colon|comma)*", lambda _: True),
    rule("word", "not except", lambda _: ""),
    rule("weekday", "(?<=on|every|next|this) (?P<day>unsure_weekday)", lambda found: found.one("day", int)),
)
"""Words that are weekdays only beside other words."""

_CHAIN: Final = "(?:comma|and|dash|slash|or)"
NUMBERED: Final[tuple[Rule, ...]] = (
    rule("date", f"(?:from|s)? (?P<pair>dashed) of? (?P<month>month) {_YEAR}", _dashed_date),
    rule("date", f"(?P<tens>number_word) (?P<number>ordinal_word|ordinal_of) of? (?P<month>month) {_YEAR}", _date),
    rule("date", f"(?<!month) (?<!between) (?P<numbers>{_NUMBER} (?:(?:comma|and|or)+ {_NUMBER})+) of?"
         " (?P<month>month)", _numbers),
    rule("date", f"(?<!month) (?:from|s|between)? (?P<number>{_NUMBER}) (?:dash|to|po|and|until|do)"
         f" (?P<last>{_NUMBER}) of? (?P<month>month) {_YEAR}", _date),
    rule("date", f"(?P<number>{_NUMBER}) of? (?P<month>month) {_YEAR}", _date),
    rule("date", f"(?P<month>month) (?P<pair>dashed) {_YEAR}", _dashed_date),
    rule("date", f"(?P<month>month) (?P<numbers>{_NUMBER} (?:(?:comma|and|or)+ {_NUMBER})+)"
         f" (?! month | times | meridiem | oclock | {UNIT})", _numbers),
    rule("date", f"(?:from|between)? (?P<month>month) (?P<number>{_NUMBER}) (?:dash|to|and|until) (?P<last>{_NUMBER})"
         f" (?! meridiem | oclock | month) {_YEAR}", _date),
    rule("date", f"(?P<month>month) (?P<number>{_NUMBER}) (?! times | meridiem | oclock | number_of"
         f" | {UNIT}) {_YEAR}", _date),
    rule("date", "(?P<new>word) year word? (?:day|eve_word)", _holiday),
    rule("date", "(?P<new>word) (?:day|eve_word)", _holiday),
    rule("date", "(?P<day>date) comma? (?P<year>figures) (?:year|year_short)?", _with_year),
)  # fmt: skip
"""The dates with the name of a month."""

DAYS: Final[tuple[Rule, ...]] = (
    rule("date", "(?<!at) (?<!v) (?<!sign) (?P<pair>pointed) (?! sign)", _pointed),
    rule("date", "(?<!sign) (?P<pair>slashed)", _pointed),
    rule("day_phrase", "(?P<next>next)? (?P<week>weekend)", _weekend),
    rule("day_phrase", "(?:comma|on|v|na)? day after (?P<tomorrow>ahead)", lambda _: Day(first=2, last=2)),
    rule("day_phrase", "(?P<ahead>ahead) (?P<day>dnya|day)?", lambda found: Day(
        first=found.one("ahead", int), last=found.one("ahead", int))),
    rule("day_phrase", "yesterday", lambda _: Day(first=-1, last=-1)),
    rule("date", "(?:weekday (?:comma|on|v)*) (?P<day>date)", lambda found: found.one("day", Day)),
    rule("date", "(?P<day>date) comma? weekday", lambda found: found.one("day", Day)),
    rule("date", "(?P<days>weekday) (?:comma|v|on)? (?P<number>nth|nth_of|ordinal_of|digits number_of) number_of?",
         lambda found: Day(weekdays=frozenset(found.all("days", int)), number=int(amount_of(found, "number")))),
    rule("date", f"(?:on|po|s|k)* (?P<numbers>{_NUMBER} (?:(?:comma|and|or) {_NUMBER})+) number_of", _numbers),
    rule("date", "(?P<number>digits|nth_of|ordinal_word|ordinal_of) number_of (?:(?P<this>this) month_unit)?", _number),
    rule("date", "(?<=on|by|from|until|starting|of|except) (?P<number>nth) (?! word | weekday | month_unit)", _number),
    rule("date", "(?P<number>nth_of)", _number),
    rule("date", "(?P<number>ordinal_of) (?= v | k | s | clock | comma | stop)", _number),
    rule("day_phrase", f"(?P<nth>{_NTH}) (?P<days>weekday) (?:of|v|in)? (?:(?P<month>month)|(?:this|next)? month_unit)",
         lambda found: Day(weekdays=frozenset(found.all("days", int)), nth=nth_of(found, "nth"), month=next(
             iter(found.all("month", int)), None))),
    rule("day_phrase", "(?:last|finale|ending) day? (?:of|v)? (?P<month>month)",
         lambda found: Day(month=found.one("month", int), number=-1)),
    rule("day_phrase", "last (?:day|number_of) (?:of|v)? this? month_unit", lambda _: Day(number=-1)),
    rule("day_phrase", "(?:(?P<next>next)|(?P<this>this)|(?P<yesterday>past_one|last)) (?P<days>weekday)", _weekday),
    rule("day_phrase", "(?P<days>weekday) (?P<next>next)", _weekday),
    rule("day_phrase", "(?P<later>through) (?:one|a)? (?P<days>weekday)", _weekday),
    rule(
        "day_phrase",
        "(?P<days>weekday) (?P<later>after next|through week|week (?= at | clock | comma | stop))",
        _weekday,
    ),
    rule("day_phrase", "(?P<days>weekday)", _weekday),
    rule("day_phrase", "(?P<day>day_phrase) (?:of|on|v|na|comma)* (?:(?P<next>next)|(?P<this>this)) week", _in_week),
    rule("day_phrase", "(?P<day>day_phrase) (?:of|on|comma)* (?P<later>week after next)", _in_week),
    rule("day_phrase", "(?P<later>week after next) (?:on|comma)* (?P<day>day_phrase)", _in_week),
    rule("day_phrase", "(?:on|v|na)? (?:(?P<next>next)|(?P<this>this)) week (?:on|v|vo|comma)* (?P<day>day_phrase)",
         _in_week),
    rule("wide_day", "(?:finale|ending) of? (?:(?P<next>next)|this)? (?P<unit>week|month_unit|year)", _wide),
    rule("wide_day", "(?:(?P<next>next)|this) (?P<unit>week|month_unit|year)", _wide),
)  # fmt: skip
"""The days that are not counted from now or from another day."""
