"""Limits of a repetition: "until Friday", "10 times", "except Dec 15", "in December". Pure."""

from __future__ import annotations

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
    is_repeated = any(node.kind in _REPEATED for node in found.nodes)
    words = [str(node.value) for node in found.of("verb")]
    return _days(found) if is_repeated and all(word.startswith(_ABSENCES) for word in words) else None


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
    rule("last_day", f"{_UNTIL} (?P<day>{_DAY}|wide_day)", lambda found: found.one("day", Day)),
    rule("last_day", f"{_UNTIL} month", lambda _: Day(is_weak=True)),
    rule("count", f"(?P<count>{AMOUNT}) times", lambda found: round(amount_of(found, "count"))),
    rule("count", f"total (?P<count>{AMOUNT}) (?:word|session)?", lambda found: round(amount_of(found, "count"))),
    rule("count", f"(?P<count>{AMOUNT}) (?:word|session)? in? total", lambda found: round(amount_of(found, "count"))),
    rule("count", f"(?<=comma|of) (?P<count>{AMOUNT}) session", lambda found: round(amount_of(found, "count"))),
    rule("count", "twice", lambda _: 2),
    rule("first_day", f"(?:starting (?:on|from|v|s|at)?|from|s) (?P<day>{_DAY})", lambda found: found.one("day", Day)),
    rule("bounding_length", f"(?:for|na|during|v|this|next|in)* (?:this|next) (?P<length>length|{UNIT})",
         lambda found: length_of(found, "length")),
    rule("bounding_length", "(?P<length>length) (?:in a)? row", lambda found: length_of(found, "length")),
    rule("bounding_length", f"during (?P<length>length|{UNIT})", lambda found: length_of(found, "length")),
)  # fmt: skip
"""The rules for a text in which days and repetitions are found already."""
