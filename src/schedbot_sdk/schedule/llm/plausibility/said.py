"""Writes days and times that the user names, for the LLM. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["clock_name", "date_name", "day_name", "listed_clocks", "listed_days", "weekday_name"]

_YEAR: Final = 365


def weekday_name(number: int) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return WEEKDAYS[number].capitalize()


def date_name(day: dt.date) -> str:
    """Return a date with its weekday."""
    return f"{day} ({weekday_name(day.weekday())})"


def day_name(day: Day, today: dt.date) -> str | None:
    """Return the date that a phrase means, or its weekday; None if neither is known."""
    ahead = (today + dt.timedelta(days=number) for number in range(_YEAR))
    dates = [one for one in ahead if day.accepts(one, today)]
    if not dates and day.year is not None and day.month is not None and day.number is not None and day.other is None:
        dates = [one for one in _dates(day.year, day.month, day.number, day.shift) if day.accepts(one, today)]
    if len(dates) == 1:
        return date_name(dates[0])
    # "Friday" on a Friday is that day or the one a week later.
    weekdays = {one.weekday() for one in dates}
    return weekday_name(weekdays.pop()) if day.weekdays and len(weekdays) == 1 else None


def listed_days(days: Iterable[Day], today: dt.date) -> str:
    """Return the end of a sentence that names days: ": Friday"; empty if one of them is not known."""
    return _listed(dict.fromkeys(day_name(day, today) for day in days))


def clock_name(clock: Clock) -> str:
    """Return a time of day."""
    return f"{clock.minute // 60:02}:{clock.minute % 60:02}"


def listed_clocks(clocks: Iterable[Clock]) -> str:
    """Return the end of a sentence that names times: ": 15:00"."""
    return _listed(dict.fromkeys(map(clock_name, clocks)))


def _listed(names: Iterable[str | None]) -> str:
    known = [name for name in names if name is not None]
    return f": {' or '.join(known)}" if known and len(known) == len([*names]) else ""


def _dates(year: int, month: int, number: int, shift: int) -> list[dt.date]:
    try:
        return [dt.date(year, month, number) + dt.timedelta(days=shift)]
    except (ValueError, OverflowError):
        return []
