"""Checks the recurrence of a draft's item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import ValidationError

from schedbot_sdk.schedule.llm.draft import DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.draft_values import parse_date, shortened
from schedbot_sdk.schedule.llm.validate_time import TOO_FAR, is_plausible_year
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Recurrence
from schedbot_sdk.schedule.model.rule_days import start_problem

__all__ = ["recurrence_problems"]

_MAX_COUNT: Final = 10_000
_MAX_INTERVAL: Final = 1000
_SEARCHED: Final = dt.timedelta(days=41 * 366)
"""A fifth Friday of February can be 40 years away."""


def recurrence_problems(
    rule: DraftRecurrence, item: DraftItem, path: str, day: dt.date, today: dt.date, texts: Sequence[str]
) -> Iterator[str]:
    """Yield the problems of an item's recurrence.

    Args:
        rule: The recurrence.
        item: The item.
        path: How the item is called in the problems.
        day: The item's date.
        today: The current day in the item's zone.
        texts: The user's texts.
    """
    if not 1 <= rule.interval <= _MAX_INTERVAL:
        yield f"{path}.recurrence.interval is {shortened(rule.interval)}: give 1 to {_MAX_INTERVAL}"
    if rule.freq == "hourly" and item.time is None:
        yield (
            f"{path}.recurrence.freq is hourly, but there is no time: give the time of the first one, or ask by"
            " needs_clarification when it begins"
        )
    parts = list(_part_problems(rule, f"{path}.recurrence"))
    yield from parts
    if not parts and (problem := _first_day_problem(rule, path, day)) is not None:
        yield problem
    yield from _end_problems(rule, f"{path}.recurrence", day, today, texts)


def _part_problems(rule: DraftRecurrence, path: str) -> Iterator[str]:
    """Yield the problems of the parts that choose days."""
    if rule.freq in {"monthly", "yearly"}:
        yield from _weekday_problems(rule, path)
    else:
        yield from _misplaced_parts(rule, path)
    for number in rule.month_days:
        if not (1 <= number <= 31 or number == -1):
            yield f"{path}.month_days has {shortened(number)}: give 1 to 31, or -1 for the last day"
    for number in rule.months:
        if not 1 <= number <= 12:
            yield f"{path}.months has {shortened(number)}: give 1 to 12"
    for text in rule.except_dates:
        day = parse_date(text)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            yield f"{path}.except_dates has {text}: give days of the calendar"


def _weekday_problems(rule: DraftRecurrence, path: str) -> Iterator[str]:
    """Yield the problems of days, nth and month_days for months and years."""
    if rule.nth is not None and not rule.days:
        yield f"{path}.nth is {rule.nth}, but days is empty: give the weekdays that are counted, or null as nth"
    elif rule.nth is None and rule.days:
        yield f"{path}.days has weekdays, and freq is {rule.freq}: give nth too, or an empty list"
    elif rule.days and rule.month_days:
        yield f"{path} has month_days and weekdays: give one of them"


def _misplaced_parts(rule: DraftRecurrence, path: str) -> Iterator[str]:
    """Yield the problems of parts that hours, days or weeks cannot have."""
    if rule.nth is not None:
        yield f"{path}.nth is for monthly and yearly, and freq is {rule.freq}: give null"
    if rule.month_days:
        yield f"{path}.month_days is for monthly and yearly, and freq is {rule.freq}: give an empty list"
    if rule.days and rule.freq != "weekly":
        yield f"{path}.days is for weekly, monthly and yearly, and freq is {rule.freq}: give weekly, or an empty list"


def _first_day_problem(rule: DraftRecurrence, path: str, day: dt.date) -> str | None:
    try:
        days = Recurrence(
            freq=rule.freq,
            days=tuple(rule.days),
            nth=rule.nth,
            month_days=tuple(rule.month_days),
            months=tuple(rule.months),
        )
    except ValidationError:  # the numbers are right, and do not fit together
        return f"{path}.recurrence never happens: none of its months has one of its month_days"
    if start_problem(days, day) is None:
        return None
    problem = f"{path}.date is {day}, a {WEEKDAYS[day.weekday()]}, and that is not a day of its recurrence"
    later = map(dt.date.fromordinal, range(day.toordinal() + 1, min(LAST_DAY, day + _SEARCHED).toordinal() + 1))
    first = next((other for other in later if start_problem(days, other) is None), None)
    if first is None:
        return f"{problem}, nor is any other day: change the recurrence"
    return f"{problem}: the first one after it is {first}, a {WEEKDAYS[first.weekday()]}; change one of the two"


def _end_problems(
    rule: DraftRecurrence, path: str, day: dt.date, today: dt.date, texts: Sequence[str]
) -> Iterator[str]:
    if rule.until is not None and rule.count is not None:
        yield f"{path} has until and count: give one of them, and null for the other"
    if rule.count is not None and not 1 <= rule.count <= _MAX_COUNT:
        yield f"{path}.count is {shortened(rule.count)}: give 1 to {_MAX_COUNT}, or null"
    if rule.until is not None:
        last = parse_date(rule.until)
        if last is None or not day <= last <= LAST_DAY:
            yield f"{path}.until is {rule.until}: give a day of the calendar, not before date"
        elif not is_plausible_year(last, today, texts):
            yield f"{path}.until is {rule.until}: {TOO_FAR}, or null if the user named no end"
