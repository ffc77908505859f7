"""Doubts about the day of an item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.said import listed_days

_LONGEST_WAIT: Final = {"hourly": 1, "daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}
"""How many days may pass until the first day of a repetition."""
__all__ = ["day_doubts", "unmet_days"]


def day_doubts(heard: Heard, todays: list[dt.date]) -> Iterator[str]:
    """Yield a doubt if the user names days, and the item is on none of them.

    Args:
        heard: The item and the user's words.
        todays: The date in the user's zone, and in the zone of the item.
    """
    item, words = heard.item, heard.words
    if item.recurrence is not None:
        yield from _first_day_doubts(heard, item.recurrence, todays)
    if item.recurrence is not None or item.in_minutes is not None:
        return
    if unmet := unmet_days(heard, todays):
        days = listed_days(unmet, todays[0])
        yield f"{heard.path}.date is {item.date}, a {item.weekday.capitalize()}, but the user names another day{days}"
        return
    accepted = [day for day in _named(words) if heard.is_on(day, todays)]
    ends = [day.end for day in accepted if day.end is not None]
    last = _last_day(heard)
    if heard.is_alone and item.time is None and ends and last is not None and not any(end.fits(last) for end in ends):
        yield f"{heard.path} ends on {last}, but the user names another last day: see duration_minutes"


def unmet_days(heard: Heard, todays: list[dt.date]) -> list[Day]:
    """Return the days that the user names if an item that happens once is on none of them; else nothing."""
    item, words = heard.item, heard.words
    if item.recurrence is not None or item.in_minutes is not None:
        return []
    named = _named(words)
    deadlines = [] if words.days else [replace(day, shift=-1) for day in words.of(("last_day",), Day)]
    accepted = (*named, *deadlines, *_moved_to(named, heard, todays))
    return [] if any(heard.is_on(day, todays) for day in accepted) else named


def _named(words: Reading) -> list[Day]:
    return words.days or words.of(("last_day",), Day) or words.wide_days


def _moved_to(named: list[Day], heard: Heard, todays: list[dt.date]) -> list[Day]:
    """The ends of "from Monday to Friday": no range if it is the planned event that is on Monday."""
    return [
        day.end for day in named if day.end is not None and any(before.is_on(day, todays) for before in heard.before)
    ]


def _first_day_doubts(heard: Heard, rule: DraftRecurrence, todays: list[dt.date]) -> Iterator[str]:
    """Yield a doubt if a repetition begins on another day than the user says, or is not on the date of each year."""
    day, path = heard.day, heard.path
    if day is None or heard.item.replaces is not None:
        return
    named = heard.words.of(("first_day",), Day)
    days = [day - dt.timedelta(days=before) for before in range(_LONGEST_WAIT[rule.freq])]
    if named and not any(first.accepts(one, today) for first in named for one in days for today in todays):
        yield f"{path}.date is {heard.item.date}, but the user names another first day{listed_days(named, todays[0])}"
    dates = [one for one in heard.words.days if one.month is not None and one.number is not None and not one.end]
    is_alone = len(dates) == 1 and not named and not heard.words.of(("last_day",), Day)
    if rule.freq == "yearly" and not heard.words.repeats and is_alone and not dates[0].fits(day):
        listed = listed_days(dates, todays[0])
        yield f"{path}.date is {heard.item.date}, but the user names another day of the year{listed}"


def _last_day(heard: Heard) -> dt.date | None:
    days = (heard.item.duration_minutes or 1) - 1
    return None if heard.day is None else heard.day + dt.timedelta(minutes=days)
