"""Times that are measured from now or from another time: "in 2 hours", "за час до 16:30", "an hour earlier". Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.lengths import UNIT, amount_of, length_of, unit_length
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["CORRECTIONS", "FROM_NOW", "SHIFTS"]


def _length(found: Found) -> Length:
    return length_of(found, "length")


def _shifted(found: Found) -> Clock | None:
    """A time that is measured from another one; none where it may be a reminder."""
    length = _length(found)
    if length.is_vague or length.months or any(node.kind == "remind" for node in found.nodes):
        return None
    at, minutes = found.one("clock", Clock), round(length.minutes)
    return replace(at, minute=(at.minute + (-minutes if found.has("before") else minutes)) % 1440, end=None)


def _turned(found: Found) -> Length:
    """Unit before number: "минут через 20"."""
    unit = Unit.MINUTE if found.of("unit")[0].kind == "minute" else Unit.HOUR
    return replace(unit_length(amount_of(found, "number"), unit), is_vague=False)


FROM_NOW: Final[tuple[Rule, ...]] = (
    rule("reminder", "(?P<unit>minute|hour) za (?P<number>digits|number_word|amount)", _turned),
    rule("from_now", f"(?P<unit>minute|hour) through (?P<number>digits|number_word|amount) (?! {UNIT})", _turned),
)
"""The rules that must come before those of lengths."""

_CLOCK: Final = "(?:clock|digits)"
_SPAN: Final = f"(?P<length>length|{UNIT})"
SHIFTS: Final[tuple[Rule, ...]] = (
    rule("clock", f"(?<!for) za? {_SPAN} (?:(?P<before>before|do)|after|from) (?:at|v)? (?P<clock>clock)",
         _shifted),
    rule("shifted", f"(?<!for) za? {_SPAN} (?:before|do|after|from|past) (?:at|v)? {_CLOCK}", _length),
    rule("shifted", f"(?:in|through) (?P<length>length|{UNIT}) (?:after|from) (?:{_CLOCK}|word|ending)", _length),
    rule("shifted", f"za (?P<length>length|{UNIT}) (?:do|before) (?:date|day_phrase|word)", _length),
    rule("shifted", "(?P<length>length) (?:before|after|early|late|ahead_of) (?:date|day_phrase|word)?", _length),
    rule("shifted", "za (?P<length>length)", _length),
    rule("from_now", f"(?:in (?P<in>length)|through (?P<length>length|{UNIT}))",
         lambda found: length_of(found, "in" if found.has("in") else "length")),
    rule("from_now", "(?P<length>length) from now", _length),
)  # fmt: skip
"""The rules for a text in which lengths, days and times are found already."""

_BETWEEN: Final = "(?:comma|dash|stop|not|v|on|at|na|word)"
_AGAIN: Final = f"{_BETWEEN}? no (?:{_BETWEEN}|no)* "
CORRECTIONS: Final[tuple[Rule, ...]] = (
    rule("clock", f"clock {_AGAIN} (?P<last>clock)", lambda found: found.one("last", Clock)),
    rule("corrected", f"(?:day_phrase|date) (?= {_AGAIN} (?:day_phrase|date))", lambda _: True),
)
"""The rules for what the user corrects in the same text."""
