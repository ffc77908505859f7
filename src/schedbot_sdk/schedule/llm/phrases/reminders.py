"""Reminders: "напомни за 15 минут", "remind me an hour before", "with a 10 minute reminder". Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.lengths import UNIT, length_of
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["REMINDERS"]


def _length(found: Found) -> Length:
    return length_of(found, "length")


def _if_reminded(found: Found) -> Length | None:
    """A length before the event, if the text speaks of reminders at all."""
    return _length(found) if any(node.kind == "remind" for node in found.nodes) else None


_DAY_BEFORE: Final = Length(1440, is_vague=True, unit=Unit.DAY)
_MEASURED: Final = "(?! clock | digits | date | weekday | ahead | number_word)"
REMINDERS: Final[tuple[Rule, ...]] = (
    rule("moved_by", "na (?P<length>length) ahead_of", _length),  # "сдвинь на 15 минут вперёд"
    rule("reminder", f"za (?P<length>length|{UNIT}) (?:before|do|{_MEASURED}) {_MEASURED}", _if_reminded),
    rule("reminder", f"(?P<length>length) (?:before|ahead_of|early|in word) {_MEASURED}", _if_reminded),
    rule("reminder", "(?P<length>length) (?:before|ahead_of) (?= stop | comma)", _length),
    rule("reminder", f"remind word? word? (?:eve|day before) {_MEASURED}", lambda _: _DAY_BEFORE),
    rule("reminder", "(?P<length>length) remind", _length),
    rule("reminder", "remind word? word? (?P<length>length)", _length),
    rule("reminder", f"(?:before|za) (?P<length>length) {_MEASURED}", _if_reminded),
)
"""The rules for a text in which lengths are found already."""
