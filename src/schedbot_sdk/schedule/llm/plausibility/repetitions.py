"""Doubts about whether an item repeats, and how often. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.merged import ALL_DAYS, merged
from schedbot_sdk.schedule.llm.plausibility.repeated_days import repeated_day_doubts
from schedbot_sdk.schedule.llm.plausibility.repetition_ends import end_doubts, exception_doubts
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["UNSUPPORTED", "may_repeat", "must_repeat", "names_an_unsupported_one", "repetition_doubts"]

UNSUPPORTED: Final = (
    "the user's repetition is one that recurrence has no form for: ask by needs_clarification which days are"
    " meant, or whether another repetition will do"
)
_SAME: Final = {
    ("daily", 7): ("weekly", 1), ("daily", 14): ("weekly", 2), ("monthly", 12): ("yearly", 1),
    ("hourly", 24): ("daily", 1), ("daily", 30): ("monthly", 1),
}  # fmt: skip
_HINTS: Final = (
    "every", "repeat", "repeat_word", "weekday_range", "count", "birthday", "shift", "po", "weekdays",
    "mornings", "evenings", "nights", "other_day", "other", "last_day", "bounding_length",
)  # fmt: skip
"""The kinds of words that may say a repetition which is not read."""


def names_an_unsupported_one(text: Reading) -> bool:
    """Whether the text names a repetition that a recurrence cannot express."""
    return any(not one.has_form for one in text.repeats)


def must_repeat(text: Reading) -> bool:
    """Whether the text names a repetition; "the weekly report on Friday" does not."""
    return bool(text.repeats) and not (text.days and not text.has("repeat"))


def may_repeat(heard: Heard) -> bool:
    """Whether the user may name a repetition that is not read."""
    days = heard.words.days
    is_numbered = any(
        day.nth is not None or day.other is not None or (day.number == -1 and day.month is None) for day in days
    )
    return heard.text.has(*_HINTS) or is_numbered or sum(bool(day.weekdays) for day in days) > 1


def repetition_doubts(heard: Heard) -> Iterator[str]:
    """Yield the doubts about a repetition that differs from the user's."""
    rule = heard.item.recurrence
    words = heard.words if heard.words.repeats else heard.text
    if rule is None or names_an_unsupported_one(heard.text):
        return
    path = f"{heard.path}.recurrence"
    if words.repeats:
        said = merged(words, heard.text, rule)
        yield from _rate_doubts(rule, said, path)
        yield from repeated_day_doubts(heard, rule, said, words)
    elif heard.item.replaces is None and not may_repeat(heard):
        yield f"{path} is not null, but the user names no repetition: give null"
    elif heard.text.has("birthday") and rule.freq != "yearly":
        yield f"{path}.freq is {rule.freq}, but a birthday is once a year"
    yield from exception_doubts(heard, rule, words)
    if (words.repeats and heard.item.replaces is None) or words.has("last_day", "count", "bounding_length"):
        yield from end_doubts(heard, rule, words)


def _rate(rule: DraftRecurrence) -> tuple[str, int]:
    rate = (str(rule.freq), rule.interval)
    if rule.freq == "weekly" and len(set(rule.days)) == len(WEEKDAYS):
        rate = ("daily", rule.interval)
    if rate == ("monthly", 1) and len(rule.months) == 1:
        rate = ("yearly", 1)
    return _SAME.get(rate, rate)


def _rate_doubts(rule: DraftRecurrence, said: Repeat, path: str) -> Iterator[str]:
    rate = _rate(rule)
    named = {_SAME.get(one, one) for one in said.rates}
    if said.weekdays == ALL_DAYS:
        named |= {("daily", 1)}
    if not named and said.weekdays and not said.nths:
        named = {("weekly", 1)}
    elif not named and (said.parity is not None or said.month_days):
        named = {("monthly", 1)}
    if named and rate not in named:
        is_freq = rate[0] not in {frequency for frequency, _ in named}
        said_by = f"freq is {rule.freq}" if is_freq else f"interval is {rule.interval}"
        yield f"{path}.{said_by}, but the user says another repetition"
