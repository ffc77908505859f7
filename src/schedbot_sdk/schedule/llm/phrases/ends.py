"""What limits a repetition: "until Friday", "10 times", "except Dec 15", "in December". Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.lengths import AMOUNT, UNIT, amount_of, length_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["ENDS"]

_DAY: Final = "(?:day_phrase|date)"
_DAYS: Final = f"(?P<days>{_DAY} (?:(?:comma|and|or|on|v|na)* {_DAY})*)"
_UNTIL: Final = "(?:until|do|po|ending (?:on|v|na)?)"


def _days(found: Found) -> tuple[Day, ...]:
    return tuple(found.all("days", Day))


def _months(found: Found) -> frozenset[int]:
    first = found.one("month", int)
    last = found.one("last", int) if found.has("last") else first
    return frozenset((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


ENDS: Final[tuple[Rule, ...]] = (
    rule("exceptions", f"(?:except|without|but? not) (?:for|on|v|na)* {_DAYS}", _days),
    rule("bound", f"instead of? (?:on|v|na)* {_DAY}", lambda _: True),
    rule("wide_exception", "(?:except|but not) (?:for|on|v|na|in)* (?:wide_day|month|word)", lambda _: True),
    rule("months", "(?:in|v|from|s|during|na)? (?P<month>month) (?:dash|to|until|po|do) (?P<last>month)", _months),
    rule("months", "(?:in|v|during|na) (?P<month>month)", _months),
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
