"""Writes repetitions in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.render.english_dates import (
    DAYS,
    MONTHS,
    date_text,
    dates_text,
    in_figures,
    listed,
    month_names,
    ordinal,
)
from schedbot_sdk.schedule.render.lists import EVEN, ODD, runs

__all__ = ["repetition"]

_UNITS: Final = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_WORKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WHICH: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_PATTERNS: Final = {EVEN: "even days", ODD: "odd days"}


def repetition(rule: Recurrence, start: date, today: date) -> str:
    """Return a repetition such as `every 2 weeks on Mon and Wed until 31 December`."""
    is_limited = bool(rule.months) and rule.freq != "yearly"
    text = _how_often(rule, start)
    if is_limited:
        text += f", only in {month_names(rule.months)}"
    if rule.until is not None:
        text += f"{',' if is_limited else ''} until {date_text(rule.until, today)}"
    if rule.count is not None:
        text += f", {rule.count} {'time' if rule.count == 1 else 'times'} in total"
    if rule.except_dates:
        text += f", except {dates_text(rule.except_dates, today)}"
    return text


def _how_often(rule: Recurrence, start: date) -> str:
    unit = _UNITS[rule.freq]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    match rule.freq:
        case "weekly" if rule.interval == 1 and rule.days == _WORKDAYS:
            return "every workday"
        case "weekly":
            days = [day.capitalize()[:3] for day in rule.days] or [DAYS[start.weekday()]]
            return f"{every} on {listed(days)}"
        case "monthly":
            return f"{every} on {_in_month(rule, start)}"
        case "yearly":
            return f"{every} on {_in_year(rule, start)}"
        case "hourly" | "daily":
            return every


def _in_month(rule: Recurrence, start: date) -> str:
    if rule.nth is not None:
        return f"the {listed([f'{_WHICH[rule.nth]} {day.capitalize()}' for day in rule.days])}"
    days = rule.month_days or (start.day,)
    return _PATTERNS.get(days) or f"the {listed(_ordinals(days))}"


def _in_year(rule: Recurrence, start: date) -> str:
    months, days = rule.months or (start.month,), rule.month_days or (start.day,)
    if rule.nth is None and len(months) == 1 and -1 not in days and days not in _PATTERNS:
        return f"{in_figures(runs(days))} {MONTHS[months[0] - 1]}"
    return f"{_in_month(rule, start)} of {month_names(months)}"


def _ordinals(days: Sequence[int]) -> list[str]:
    numbers = [
        ordinal(first) if first == last else f"{ordinal(first)}–{ordinal(last)}"
        for first, last in runs([day for day in days if day > 0])
    ]
    return [*numbers, "last day"] if -1 in days else numbers
