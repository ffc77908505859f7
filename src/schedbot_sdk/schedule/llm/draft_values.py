"""Reads the dates, times and zones of a draft. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

__all__ = ["instant_after", "parse_date", "parse_time", "shortened"]

_MAX_DIGITS: Final = 12


def parse_date(text: str) -> dt.date | None:
    """Return a date of the draft; None if the calendar does not have that day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    """Return a time of the draft; None if it is not from 00:00 to 23:59."""
    try:
        return None if text.startswith("24") else dt.time.fromisoformat(text)  # some Pythons read it as midnight
    except ValueError:
        return None


def instant_after(minutes: int, local: dt.datetime) -> dt.datetime | None:
    """Return the local time so many minutes from now; None if the calendar does not reach so far."""
    try:
        return (local.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(local.tzinfo)
    except OverflowError:
        return None


def shortened(number: int) -> str:
    """Return the digits of a number, the first ones if there are many."""
    digits = str(number)
    return digits if len(digits) <= _MAX_DIGITS else f"{digits[:_MAX_DIGITS]}..."
