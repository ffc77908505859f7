"""The months of a monthly or yearly rule, and its days in one of them."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from itertools import count

from schedbot_sdk.schedule.model.base import LAST_DAY
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Recurrence

__all__ = ["days_of_month", "length_of", "months_of", "start_problem"]


def months_of(rule: Recurrence, start: dt.date, first: dt.date) -> Iterator[tuple[int, int]]:
    """Yield each year and month in which a monthly or yearly rule may happen, from about the month of `first` on."""
    if rule.freq == "yearly":
        begin = start.year + max(0, (first.year - start.year) // rule.interval) * rule.interval
        months = rule.months or (start.month,)
        return ((year, month) for year in range(begin, LAST_DAY.year + 1, rule.interval) for month in months)
    return _every_months(rule, start, first)


def days_of_month(rule: Recurrence, start: dt.date, year: int, month: int) -> list[int]:
    """Return a rule's days in a month, in order. A day beyond the month's end is one that the month lacks."""
    weekday, length = monthrange(year, month)
    if rule.nth is not None:
        firsts = [1 + (WEEKDAYS.index(day) - weekday) % 7 for day in rule.days]
        if rule.nth > 0:
            return sorted(day + 7 * (rule.nth - 1) for day in firsts)
        return sorted(day + (length - day) // 7 * 7 for day in firsts)
    if not rule.month_days:
        return [start.day]
    return sorted({length if day < 0 else day for day in rule.month_days})


def length_of(year: int, month: int) -> int:
    """Return how many days a month has."""
    return monthrange(year, month)[1]


def start_problem(rule: Recurrence, start: dt.date) -> str | None:
    """Return why a rule cannot begin on a day: the day is not one of the rule's own. None if it can."""
    if rule.months and start.month not in rule.months:
        return "the month of the start must be one of the recurrence's months"
    if rule.days and WEEKDAYS[start.weekday()] not in rule.days:
        return "the weekday of the start must be one of the recurrence's days"
    if rule.freq in {"monthly", "yearly"} and start.day not in days_of_month(rule, start, start.year, start.month):
        if rule.nth is not None:
            return "the start must be the weekday of its month that nth names"
        return "the day of the start must be one of the recurrence's month_days"
    return None


def _every_months(rule: Recurrence, start: dt.date, first: dt.date) -> Iterator[tuple[int, int]]:
    begin = _number(start)
    ahead = max(0, (_number(first) - begin) // rule.interval) * rule.interval
    for number in count(begin + ahead, rule.interval):
        year, month = divmod(number, 12)
        if year > LAST_DAY.year:
            return
        if not rule.months or month + 1 in rule.months:
            yield year, month + 1


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1
