"""Doubts about how long an item takes. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.length import Unit
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.times import clocks_of
from schedbot_sdk.timezones import resolve_local

__all__ = ["length_doubts"]

_DAY: Final = 1440
_WIDE: Final = (
    "shifted", "bound", "dashed", "all", "wide_day", "weekday_range", "last_day", "until", "do", "shift", "from_now",
    "half_day", "weekend", "during", "long", "ending_at", "pointed", "number_word", "tonight", "week", "month_unit",
    "months", "takes", "bounding_length", "day", "reminder", "hour",
)  # fmt: skip
"""The kinds of phrases that may say a length that is not read."""


def length_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the item takes another time than the user says."""
    item = heard.item
    minutes = item.duration_minutes
    clocks = clocks_of(heard)
    ranges = [clock for clock in clocks if clock.end is not None]
    others = [clock.other for clock in clocks if clock.other is not None]
    lengths = [*heard.words.lengths, *(clock.also_length for clock in heard.words.clocks if clock.also_length)]
    exact = [length for length in lengths if not length.is_vague and length.unit in {Unit.HOUR, Unit.MINUTE}]
    if minutes is None:
        if (
            item.replaces is None
            and heard.is_alone
            and (ranges or (len(exact) == len(lengths) == 1 and not _may_be_a_time(heard)))
        ):
            yield f"{heard.path}.duration_minutes is null, but the user says how long it takes"
        return
    ends = [clock.end for clock in (*ranges, *others) if clock.end is not None] + heard.words.ends
    if any(length.is_near(minutes) for length in lengths) or any(_ends_at(heard, end, minutes) for end in ends):
        return
    is_read = bool(exact or ends) or not _may_say_a_length(heard)
    if not is_read:
        return
    if lengths or ends:
        if not any(length.unit in {Unit.DAY, Unit.WEEK, Unit.MONTH} for length in lengths):
            yield f"{heard.path}.duration_minutes is {minutes}, but the user says another length"
    else:
        yield f"{heard.path}.duration_minutes is {minutes}, but the user does not say how long: give null"


def _may_be_a_time(heard: Heard) -> bool:
    return any(clock.also_length is not None for clock in heard.words.clocks) and len(heard.words.clocks) == 1


def _may_say_a_length(heard: Heard) -> bool:
    days = heard.words.days
    return heard.words.has(*_WIDE) or any(day.end is not None or len(day.weekdays) > 1 for day in days)


def _ends_at(heard: Heard, end: Clock, minutes: int) -> bool:
    """Whether the item ends at that time, on the clock or by the hours that really pass."""
    day, at, begin = heard.day, heard.time, heard.minute
    if day is None or at is None or begin is None:
        return True
    if end.accepts((begin + minutes) % _DAY):
        return True
    begun = resolve_local(day, at, heard.zone).moment.astimezone(dt.UTC)
    local = (begun + dt.timedelta(minutes=minutes)).astimezone(heard.zone)
    return end.accepts(local.hour * 60 + local.minute)
