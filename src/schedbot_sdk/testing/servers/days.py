"""Finds the date that a phrase about a day means. Pure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day

__all__ = ["each_of", "first_fit", "last_fit"]

_REACH: Final = 366 * 8
"""29 February may be eight years away."""
_NEXT: Final = {(1, 13), (1, 14)}
"""How far away "next Friday" is."""


def each_of(day: Day) -> list[Day]:
    """Return the days of a list in one month: "5 and 6 December"; else the day, also where it has two readings."""
    if day.other is None or day.other.month != day.month:
        return [day]
    return [replace(day, other=None), *each_of(day.other)]


def first_fit(day: Day, today: date) -> date | None:
    """Return the first date from today on that a phrase may mean; None if it is not one date."""
    if day.is_weak or len(day.weekdays) > 1 or day.other is not None:
        return None
    if day.year is not None and day.month is not None and day.number is not None and day.number > 0:
        with suppress(ValueError):
            return date(day.year, day.month, day.number)
        return None
    if day.weekdays and (day.first, day.last) in _NEXT:  # in the week after this one
        return today + timedelta(days=7 - today.weekday() + min(day.weekdays))
    dates = (today + timedelta(days=ahead) for ahead in range(_REACH))
    return next((each for each in dates if day.accepts(each, today)), None)


def last_fit(day: Day, first: date, today: date) -> date | None:
    """Return the last date of a range that begins on a date; None if it is too wide."""
    if day.is_weak:
        return None
    dates = (first + timedelta(days=ahead) for ahead in range(366))
    return next((each for each in dates if day.fits(each) and (day.weekdays or day.is_in_reach(each, today))), None)
