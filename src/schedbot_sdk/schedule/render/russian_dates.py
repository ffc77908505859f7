"""Writes dates, numbers and lists in Russian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from schedbot_sdk.schedule.render.lists import dates_by_month, runs

__all__ = ["MONTHS", "date_text", "dates_text", "days_text", "in_figures", "listed", "month_names", "plural"]

MONTHS: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
"""As in "24 ноября"."""


def date_text(day: date, today: date) -> str:
    """Return a date such as `24 ноября`, with its year if that is not today's."""
    return f"{day.day} {_month(day, today)}"


def dates_text(days: Sequence[date], today: date) -> str:
    """Return sorted dates such as `1–14 и 20 декабря, 5 января 2027 года`."""
    months, left_out = dates_by_month(days)
    text = ", ".join(f"{in_figures(found)} {_month(first, today)}" for first, found in months)
    return f"{text} и ещё {left_out} {plural(left_out, 'дня', 'дней', 'дней')}" if left_out else text


def days_text(first: date, last: date, today: date) -> str:
    """Return days in a row such as `5–20 декабря`, or `28 декабря – 3 января 2027 года`."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_text(last, today)}"
    return f"{date_text(first, today)} – {date_text(last, today)}"


def in_figures(found: Sequence[tuple[int, int]], ending: str = "") -> str:
    """Return runs of days such as `1–14 и 20`, with an ending `1–14-го и 20-го`."""
    return listed([f"{first}{ending}" if first == last else f"{first}–{last}{ending}" for first, last in found])


def month_names(months: Sequence[int], names: Sequence[str] = MONTHS) -> str:
    """Return months such as `января и июня–августа`."""
    found = [(names[first - 1], names[last - 1]) for first, last in runs(months)]
    return listed([first if first == last else f"{first}–{last}" for first, last in found])


def listed(words: Sequence[str]) -> str:
    """Return a list such as `a, b и c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} и {words[-1]}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """Return the form of a noun after a number: 1 день, 2 дня, 5 дней."""
    if count % 10 == 1 and count % 100 != 11:
        return one
    return few if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else many


def _month(day: date, today: date) -> str:
    return MONTHS[day.month - 1] + ("" if day.year == today.year else f" {day.year} года")
