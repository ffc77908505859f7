"""Writes dates, numbers and lists in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from schedbot_sdk.schedule.render.lists import dates_by_month, runs

__all__ = ["DAYS", "MONTHS", "date_text", "dates_text", "days_text", "in_figures", "listed", "month_names", "ordinal"]

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_text(day: date, today: date) -> str:
    """Return a date such as `24 November`, with its year if that is not today's."""
    return f"{day.day} {_month(day, today)}"


def dates_text(days: Sequence[date], today: date) -> str:
    """Return sorted dates such as `1–14 and 20 December, 5 January 2027`."""
    months, left_out = dates_by_month(days)
    text = ", ".join(f"{in_figures(found)} {_month(first, today)}" for first, found in months)
    return f"{text} and {left_out} more {'day' if left_out == 1 else 'days'}" if left_out else text


def days_text(first: date, last: date, today: date) -> str:
    """Return days in a row such as `5–20 December`, or `28 December – 3 January 2027`."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_text(last, today)}"
    return f"{date_text(first, today)} – {date_text(last, today)}"


def in_figures(found: Sequence[tuple[int, int]]) -> str:
    """Return runs of days such as `1–14 and 20`."""
    return listed([f"{first}" if first == last else f"{first}–{last}" for first, last in found])


def month_names(months: Sequence[int]) -> str:
    """Return months such as `January and June–August`."""
    names = [(MONTHS[first - 1], MONTHS[last - 1]) for first, last in runs(months)]
    return listed([first if first == last else f"{first}–{last}" for first, last in names])


def listed(words: Sequence[str]) -> str:
    """Return a list such as `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def ordinal(number: int) -> str:
    """Return a number such as `21st`."""
    ending = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _month(day: date, today: date) -> str:
    return MONTHS[day.month - 1] + ("" if day.year == today.year else f" {day.year}")
