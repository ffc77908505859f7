"""Limits of a repetition: "until Friday", "10 times", "except Dec 15", "in December". Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Days, Numbers
from schedbot_sdk.schedule.llm.phrases.lengths import AMOUNT, UNIT, amount_of, length_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["ENDS"]

_DAY: Final = "(?:day_phrase|date)"
_DAYS: Final = f"(?P<days>{_DAY} (?:(?:comma|and|or|on|v|na)* {_DAY})*)"
_UNTIL: Final = "(?:until|do|po|ending (?:on|v|na)?)"


def _days(found: Found) -> Days:
    return Days(found.all("days", Day))


def _months(found: Found) -> Numbers:
    first = found.one("month", int)
    last = found.one("last", int) if found.has("last") else first
    return Numbers((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def _absent_days(found: Found) -> Days | None:
    """Days without the event, in words that mean so only beside a repetition."""
    words = [str(node.value) for node in found.of("verb")]
    return _days(found) if _is_repeated(found) and all(word.startswith(_ABSENCES) for word in words) else None


def _is_repeated(found: Found) -> bool:
    return any(node.kind in _REPEATED for node in found.nodes)


def _inclusive(found: Found) -> Day:
    day = found.one("day", Day)
    return replace(day, bound=day)


def _up_to(found: Found) -> Day | None:
    return found.one("day", Day) if found.one("up", str) == "up" else None


def _until_month(found: Found) -> Day:
    """Until a month begins, or until it ends: people mean both."""
    month = found.one("month", int)
    return Day(first=0, last=_YEAR, is_weak=True, bound=Day(month=month, other=Day(month=(month + 10) % 12 + 1)))


def _until_new_year(found: Found) -> Day | None:
    is_new = found.one("new", str) in _NEW
    bound = Day(month=12, other=Day(month=1, number=1))
    return Day(first=0, last=_YEAR, is_weak=True, bound=bound) if is_new else None


def _last_one(found: Found) -> Day | None:
    return found.one("day", Day) if _is_repeated(found) else None


def _by_a_cross(found: Found) -> int | None:
    """How often, as in "x6"."""
    match = re.fullmatch(r"[xх](\d{1,3})", str(found.of("times")[0].value))
    return int(match[1]) if match and _is_repeated(found) else None


_YEAR: Final = 366
_NEW: Final = {"new", "нового"}
_REPEATED: Final = {"repeat", "po", "every", "weekdays"}
_ABSENCES: Final = (
    "буд", "провод", "приду", "придем", "работа", "иду", "хожу", "смог", "пойд", "состо", "заним", "надо", "нужн",
    "happen", "meet", "working", "going", "coming", "available",
)  # fmt: skip
"""The beginnings of verbs that say, with "not", that something does not take place."""
_DATES: Final = "(?P<days>date (?:(?:comma|and|or|on|v|na)* date)*)"
_ABSENT: Final = "(?:absent|off|no (?= comma|stop|dash)|not (?P<verb>word)|no (?:word|session) (?= comma|stop|dash))"
ENDS: Final[tuple[Rule, ...]] = (
    rule("exceptions", f"(?:except|without|but? not) (?:for|on|v|na)* word? {_DAYS}", _days),
    rule("exceptions", f"(?:save|off) (?:for|on|v|na)* {_DATES}", _absent_days),
    rule("exceptions", f"(?:no|absent) (?:word|session)? (?:word|session)? (?:on|v|na)* {_DATES}", _absent_days),
    rule("exceptions", f"{_DATES} (?:dash|comma|colon)? (?:word|session)? {_ABSENT}", _absent_days),
    rule("bound", f"instead of? (?:on|v|na)* {_DAY}", lambda _: True),
    rule("wide_exception", "(?:except|but not) (?:for|on|v|na|in)* (?:wide_day|month|word)", lambda _: True),
    rule("months", "(?:in|v|from|s|during|na)? (?P<month>month) (?:dash|to|until|po|do) (?P<last>month)", _months),
    rule("months", "(?:in|v|during|na) (?P<list>month (?:(?:comma|and|or)+ v? month)*)",
         lambda found: Numbers(found.all("list", int))),
    rule("months", "(?:in|during) (?P<season>season)", lambda found: found.one("season", Numbers)),
    rule("last_day", f"{_UNTIL} (?:and inclusive)? (?P<day>{_DAY}) inclusive", _inclusive),
    rule("last_day", f"{_UNTIL} and inclusive (?P<day>{_DAY})", _inclusive),
    rule("last_day", f"{_UNTIL} (?P<day>{_DAY}|wide_day)", lambda found: found.one("day", Day)),
    rule("last_day", f"(?P<up>word) to (?:and inclusive)? (?P<day>{_DAY})", _up_to),
    rule("last_day", f"{_UNTIL} (?P<month>month)", _until_month),
    rule("last_day", f"{_UNTIL} (?P<new>word) year", _until_new_year),
    rule("last_day", "last (?:one|session|times|word)? (?:on|v|dash|colon|comma)* (?P<day>date)", _last_one),
    rule("count", f"(?P<count>{AMOUNT}) times", lambda found: round(amount_of(found, "count"))),
    rule("count", f"total (?P<count>{AMOUNT}) (?:word|session)?", lambda found: round(amount_of(found, "count"))),
    rule("count", f"(?P<count>{AMOUNT}) (?:word|session)? in? total", lambda found: round(amount_of(found, "count"))),
    rule("count", f"(?<=comma|of) (?P<count>{AMOUNT}) session", lambda found: round(amount_of(found, "count"))),
    rule("count", "twice", lambda _: 2),
    rule("count", "(?P<times>word)", _by_a_cross),
    rule("first_day", f"(?:starting (?:on|from|v|s|at)?|from|s) (?P<day>{_DAY})", lambda found: found.one("day", Day)),
    rule("bounding_length", f"(?:for|na|during|v|this|next|in)* (?:this|next) (?P<length>length|{UNIT})",
         lambda found: length_of(found, "length")),
    rule("bounding_length", "(?P<length>length) (?:in a)? row", lambda found: length_of(found, "length")),
    rule("bounding_length", f"during (?P<length>length|{UNIT})", lambda found: length_of(found, "length")),
)  # fmt: skip
"""The rules for a text in which days and repetitions are found already."""
