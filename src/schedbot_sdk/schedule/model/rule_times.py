"""When a rule happens, on the clock and calendar of its zone: arithmetic without zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from schedbot_sdk.schedule.model.base import LAST_DAY
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Recurrence
from schedbot_sdk.schedule.model.rule_days import days_of_month, length_of, months_of

__all__ = ["local_times", "local_times_between"]

_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = dt.timedelta(weeks=1)
_STEPS: Final = {"hourly": dt.timedelta(hours=1), "daily": _DAY, "weekly": _WEEK}
_LAST: Final = dt.datetime.combine(LAST_DAY, dt.time.max)


def local_times(rule: Recurrence, start: dt.datetime, first: dt.date, last: dt.date) -> Iterator[dt.datetime]:
    """Yield the local times of `local_times_between` from the day `first` to the day `last`, both included."""
    end = dt.datetime.combine(last, dt.time.max)
    return local_times_between(rule, start, dt.datetime.combine(first, dt.time()), end)


def local_times_between(
    rule: Recurrence, start: dt.datetime, first: dt.datetime, last: dt.datetime
) -> Iterator[dt.datetime]:
    """Yield the local times of a rule that begins at `start`, in order, from `first` to `last`, both included.

    A window a thousand years away takes as long as the next one. A rule that rarely happens costs no more than the
    months of the window.

    Args:
        rule: The rule.
        start: Its first local time, without a zone; midnight for all-day events. It must be one of the rule's own.
        first: The beginning of the window, a local time.
        last: The end of the window, a local time.
    """
    low, high = max(first, start), min(last, _end(rule, start))
    if low > high:
        return
    excepted = frozenset(rule.except_dates)
    for local in _between(rule, start, low, high):
        if local.date() not in excepted:
            yield local


def _end(rule: Recurrence, start: dt.datetime) -> dt.datetime:
    if rule.count is not None:
        return _counted_end(rule, start)
    return _LAST if rule.until is None else min(dt.datetime.combine(rule.until, dt.time.max), _LAST)


@lru_cache(maxsize=1024)
def _counted_end(rule: Recurrence, start: dt.datetime) -> dt.datetime:
    return next(islice(_between(rule, start, start, _LAST), (rule.count or 1) - 1, None), _LAST)


def _between(rule: Recurrence, start: dt.datetime, low: dt.datetime, high: dt.datetime) -> Iterator[dt.datetime]:
    match rule.freq:
        case "hourly" | "daily":
            return _every(rule, start, low, high)
        case "weekly":
            return _on_weekdays(rule, start, low, high)
        case "monthly" | "yearly":
            return _in_months(rule, start, low, high)


def _every(
    rule: Recurrence, start: dt.datetime, low: dt.datetime, high: dt.datetime, *, reach: dt.timedelta = dt.timedelta()
) -> Iterator[dt.datetime]:
    """Each step of a rule from `low` to `high`; not those that are, with their `reach`, outside of its months."""
    step, months = rule.interval * _STEPS[rule.freq], rule.months
    local = start + -(-max(low - start, dt.timedelta()) // step) * step
    while local <= high:
        if months and local.month not in months and (local + reach).month not in months:
            local += -(-(_next_month(local, months) - reach - local) // step) * step
        else:
            yield local
            local += step


def _next_month(local: dt.datetime, months: tuple[int, ...]) -> dt.datetime:
    later = next((month for month in months if month > local.month), None)
    year, month = (local.year + 1, months[0]) if later is None else (local.year, later)
    return dt.datetime(year, month, 1)  # noqa: DTZ001  # the local times have no zone


def _on_weekdays(rule: Recurrence, start: dt.datetime, low: dt.datetime, high: dt.datetime) -> Iterator[dt.datetime]:
    monday = start - start.weekday() * _DAY
    after = [WEEKDAYS.index(day) * _DAY for day in rule.days] or [start - monday]
    for week in _every(rule, monday, low - 6 * _DAY, high, reach=6 * _DAY):
        for days in after:
            local = week + days
            if low <= local <= high and (not rule.months or local.month in rule.months):
                yield local


def _in_months(rule: Recurrence, start: dt.datetime, low: dt.datetime, high: dt.datetime) -> Iterator[dt.datetime]:
    for year, month in months_of(rule, start.date(), low.date()):
        if (year, month) > (high.year, high.month):
            return
        for day in days_of_month(rule, start.date(), year, month):
            if day > length_of(year, month):
                continue
            local = start.replace(year=year, month=month, day=day)
            if low <= local <= high:
                yield local
