"""Doubts about the day of an item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schedbot_sdk.schedule.llm.plausibility.heard import Heard

__all__ = ["day_doubts"]


def day_doubts(heard: Heard, todays: list[dt.date]) -> Iterator[str]:
    """Yield a doubt if the user names days, and the item is on none of them.

    Args:
        heard: The item and the user's words.
        todays: The date in the user's zone, and in the zone of the item.
    """
    item, words = heard.item, heard.words
    named = words.days or words.wide_days
    is_series = item.recurrence is not None or (item.replaces is not None and not words.days)
    if is_series or item.in_minutes is not None or not named:
        return
    accepted = [day for day in named if heard.is_on(day, todays)]
    if not accepted:
        yield f"{heard.path}.date is {item.date}, a {item.weekday}, but the user names another day"
        return
    ends = [day.end for day in accepted if day.end is not None]
    last = _last_day(heard)
    if heard.is_alone and item.time is None and ends and last is not None and not any(end.fits(last) for end in ends):
        yield f"{heard.path} ends on {last}, but the user names another last day: see duration_minutes"


def _last_day(heard: Heard) -> dt.date | None:
    days = (heard.item.duration_minutes or 1) - 1
    return None if heard.day is None else heard.day + dt.timedelta(minutes=days)
