"""Doubts about the time of an item, and about minutes from now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schedbot_sdk.schedule.llm.phrases.clock import Clock, Part
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.planned import is_unmoved
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.said import listed_clocks
from schedbot_sdk.schedule.llm.validate import instant_after

__all__ = ["clocks_of", "from_now_doubts", "time_doubts", "unmet_clocks"]


def time_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the user names times, and the item begins at none of them."""
    item, clocks, minute = heard.item, clocks_of(heard), heard.minute
    if item.in_minutes is not None or _is_kept_series(heard):
        return
    if clocks:
        if unmet := unmet_clocks(heard):
            times = listed_clocks(unmet)
            yield f"{heard.path}.time is {item.time or 'null'}, but the user names another time{times}"
    elif minute is not None and heard.words.ends and item.duration_minutes is None:
        if all(end.is_exact and minute > end.minute for end in heard.words.ends):
            yield f"{heard.path}.time is {item.time}, but the user names an earlier end"
    elif minute is not None and not heard.words.has("bound", "shifted", "from_now"):
        parts = heard.words.of(("part",), Part)
        if len(parts) == 1 and not _is_within(minute, parts[0]):
            yield f"{heard.path}.time is {item.time}, but the user names another part of the day"


def unmet_clocks(heard: Heard) -> list[Clock]:
    """Return the times that the user names if an item begins at none of them; else nothing."""
    minute, clocks = heard.minute, clocks_of(heard)
    if heard.item.in_minutes is not None or _is_kept_series(heard):
        return []
    if _is_unmoved(heard) and heard.text.has("remind") and any(map(heard.begins_or_ends, clocks)):
        return []
    is_by = heard.item.replaces is not None and not heard.words.days  # "move it by 2 hours" may look like a time
    if is_by and all(clock.also_length is not None for clock in clocks):
        return []
    # "from 12:00 to 15:00" is not a range if it is the planned event that begins at 12:00.
    begins = [_moved_to(clock, heard) or clock for clock in clocks]
    return clocks if minute is None or not any(heard.begins(clock, minute) for clock in begins) else []


def _moved_to(clock: Clock, heard: Heard) -> Clock | None:
    is_old = any(before.begins_at(clock) for before in heard.before)
    return clock.end if is_old and heard.item.duration_minutes is None else None


def _is_kept_series(heard: Heard) -> bool:
    """Whether an item is a planned repetition that another item goes with, or that only leaves a day out."""
    rule = heard.item.recurrence
    if rule is None or heard.item.replaces is None:
        return False
    return not heard.is_alone or (_is_unmoved(heard) and bool(rule.except_dates))


def _is_unmoved(heard: Heard) -> bool:
    event, day = heard.replaced, heard.day
    return event is not None and day is not None and is_unmoved(event, day, heard.time, heard.zone)


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
