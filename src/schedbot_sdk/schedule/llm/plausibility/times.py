"""Doubts about the time of an item, and about minutes from now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schedbot_sdk.schedule.llm.phrases.clock import Clock, Part
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.validate import instant_after

__all__ = ["from_now_doubts", "time_doubts"]


def time_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the user names times, and the item begins at none of them."""
    item, clocks = heard.item, clocks_of(heard)
    is_kept_series = item.replaces is not None and item.recurrence is not None and not heard.is_alone
    if item.in_minutes is not None or is_kept_series:
        return
    minute = heard.minute
    if clocks:
        is_by = item.replaces is not None and not heard.words.days  # "move it by 2 hours" may look like a time
        if is_by and all(clock.also_length is not None for clock in clocks):
            return
        if minute is None or not any(heard.begins(clock, minute) for clock in clocks):
            yield f"{heard.path}.time is {item.time or 'null'}, but the user names another time"
    elif minute is not None and heard.words.ends and item.duration_minutes is None:
        if all(end.is_exact and minute > end.minute for end in heard.words.ends):
            yield f"{heard.path}.time is {item.time}, but the user names an earlier end"
    elif minute is not None and not heard.words.has("bound", "shifted", "from_now"):
        parts = heard.words.of(("part",), Part)
        if len(parts) == 1 and not _is_within(minute, parts[0]):
            yield f"{heard.path}.time is {item.time}, but the user names another part of the day"


def clocks_of(heard: Heard) -> list[Clock]:
    """Return the times that the user names; words that may be a length only if there are no others."""
    clocks = heard.words.clocks
    return [clock for clock in clocks if clock.also_length is None] or clocks


def from_now_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the item is not so many minutes from now as the user says."""
    item, words = heard.item, heard.words
    named = words.from_now or heard.text.from_now
    if item.in_minutes is not None:
        minutes = item.in_minutes
        if named and not any(length.is_near(minutes) for length in named):
            yield f"{heard.path}.in_minutes is {minutes}, but the user says another number"
        elif not named and not (words.has("shifted", "length") or (words.days and minutes % 1440 == 0)):
            yield f"{heard.path}.in_minutes is {minutes}, but the user does not count from now: give null"
    elif words.from_now and not _may_be_otherwise(heard) and not any(_is_after(heard, one) for one in words.from_now):
        yield f"{heard.path} is not as far from now as the user says: see in_minutes"


def _may_be_otherwise(heard: Heard) -> bool:
    """Whether more than the minutes from now says when the item is."""
    return bool(heard.words.clocks) or heard.item.recurrence is not None or heard.item.zone is not None


def _is_after(heard: Heard, length: Length) -> bool:
    if heard.day is None or length.is_vague:
        return True
    moment = instant_after(round(length.minutes), heard.now)
    if moment is None or heard.time is None:
        return False
    planned = dt.datetime.combine(heard.day, heard.time)
    return abs(planned - moment.replace(tzinfo=None)) <= dt.timedelta(minutes=1)


def _is_within(minute: int, part: Part) -> bool:
    first, last = part.hours()
    return any(first * 60 <= one < last * 60 for one in (minute, minute + 1440))
