"""Checks the days, times and lengths of a draft's item on the clock of its zone. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import DraftItem
from schedbot_sdk.schedule.llm.draft_values import instant_after, parse_time, shortened
from schedbot_sdk.schedule.llm.planned import is_unmoved
from schedbot_sdk.schedule.llm.text_match import plain
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.timezones import resolve_local

__all__ = ["TOO_FAR", "is_plausible_year", "length_problems", "time_problems"]

_DAY_MINUTES: Final = 24 * 60
_MAX_MINUTES: Final = 31 * _DAY_MINUTES
_MAX_DAYS: Final = 366
_YEARS_AHEAD: Final = 5
_YEARS: Final = re.compile(r"\b(?:years?|decades?|лет|год[а-я]*|десятилет\w+)\b|'\d\d\b|\d[./]\d{1,2}[./]\d\d\b")
TOO_FAR: Final = f"give a day at most {_YEARS_AHEAD} years away, as the user names no year"


def length_problems(item: DraftItem, path: str) -> Iterator[str]:
    """Yield the problems of the duration and of the time of the reminder."""
    minutes, reminder = item.duration_minutes, item.remind_minutes
    longest = _MAX_MINUTES if item.time is not None else _MAX_DAYS * _DAY_MINUTES
    if minutes is not None and not 1 <= minutes <= longest:
        advice = "plan the first and the last day as two items" if item.time is None else "give null as its time"
        yield (f"{path}.duration_minutes is {shortened(minutes)}: give 1 to {longest}; if it takes longer, {advice}")
    elif minutes is not None and item.time is None and minutes % _DAY_MINUTES:
        yield (
            f"{path}.duration_minutes is {minutes}, but there is no time: ask by needs_clarification when it begins,"
            " or give whole days of 1440 minutes"
        )
    if reminder is not None and not 0 <= reminder <= _MAX_DAYS * _DAY_MINUTES:
        yield (
            f"{path}.remind_minutes is {shortened(reminder)}: give 0 to {_MAX_DAYS * _DAY_MINUTES} minutes before the"
            " item, or null"
        )


def time_problems(
    item: DraftItem,
    path: str,
    day: dt.date,
    local: dt.datetime,
    zone: ZoneInfo,
    *,
    replaced: Event | None,
    allow_past: bool,
) -> Iterator[str]:
    """Yield the problems of the time.

    Args:
        item: The item.
        path: How the item is called in the problems.
        day: The item's date.
        local: The current time in the item's zone.
        zone: The item's zone.
        replaced: The planned event that the item replaces.
        allow_past: Whether the item may be over already.
    """
    at = None if item.time is None else parse_time(item.time)
    if item.time is not None and at is None:
        yield f"{path}.time is {item.time}: give a time from 00:00 to 23:59"
    elif item.in_minutes is not None:
        moment = instant_after(item.in_minutes, local)
        if item.recurrence is not None:
            yield f"{path}.in_minutes is for what happens once: give null, and the time on the clock"
        elif moment is None or (day, at) != (moment.date(), moment.time()):
            expected = "beyond the calendar" if moment is None else f"{moment:%Y-%m-%d %H:%M} on {_clock(item)}"
            minutes = shortened(item.in_minutes)
            yield f"{path}.in_minutes is {minutes}, and that is {expected}: date and time must say the same"
        elif item.in_minutes < 0 and not allow_past:
            yield f"{path}.in_minutes is {item.in_minutes}: that is past"
    elif allow_past or (replaced is not None and is_unmoved(replaced, day, at, zone)):
        return
    elif _is_over(item, day, at, local, zone):
        now = f"{local:%Y-%m-%d %H:%M}{f' on {_clock(item)}' if item.zone else ''}"
        yield f"{path} is past: {item.date}{f' {item.time}' if item.time else ''}, and now it is {now}"


def is_plausible_year(day: dt.date, today: dt.date, texts: Sequence[str]) -> bool:
    """Whether a day is near, or the user's texts name its year or a number of years."""
    is_near = abs(day.toordinal() - today.toordinal()) <= _YEARS_AHEAD * 366
    return is_near or any(str(day.year) in text or _YEARS.search(plain(text)) is not None for text in texts)


def _clock(item: DraftItem) -> str:
    return "the user's clock" if item.zone is None else f"the clock of {item.zone}"


def _is_over(item: DraftItem, day: dt.date, at: dt.time | None, local: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the item has ended. A repeating item must not begin before today."""
    minutes = min(item.duration_minutes or 0, _MAX_DAYS * _DAY_MINUTES)
    if item.recurrence is not None or at is None:
        days = 0 if item.recurrence is not None else max(0, minutes // _DAY_MINUTES - 1)
        return day + dt.timedelta(days=days) < local.date()
    # If the clocks show the time twice, the second moment counts: it may still be in the future.
    begin = resolve_local(day, at, zone, fold="second").moment.timestamp()
    now = local.timestamp()
    return begin < now and begin + minutes * 60 <= now
