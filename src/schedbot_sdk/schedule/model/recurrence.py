"""How an event repeats: the part of RFC 5545's rules (section 3.3.10) that fits into a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, islice
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field, model_validator

from schedbot_sdk.schedule.model.base import LAST_DAY, Day, ScheduleModel

__all__ = ["Freq", "Nth", "Recurrence", "Weekday", "dates"]

Freq: TypeAlias = Literal["hourly", "daily", "weekly", "monthly", "yearly"]
Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Nth: TypeAlias = Literal[1, 2, 3, 4, 5, -1]
"""A number of a weekday in a month; -1 is the last one."""
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""In the order of `date.weekday()`: Monday is 0."""
_MONTHS: Final = {"monthly": 1, "yearly": 12}


def _not_zero(day: int) -> int:
    if day == 0:
        raise ValueError("a day of the month is 1 to 31, or -1 for the last one")
    return day


def _sorted_month_days(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(days), key=lambda day: (day < 0, day)))


def _sorted_months(months: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(months)))


def _sorted_dates(dates: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    return tuple(sorted(set(dates)))


def _in_order(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(day for day in WEEKDAYS if day in days)


MonthDay: TypeAlias = Annotated[int, Field(ge=-1, le=31), AfterValidator(_not_zero)]
"""A day of the month: 1 to 31, or -1 for the last one."""
Month: TypeAlias = Annotated[int, Field(ge=1, le=12)]
"""A month: 1 to 12."""


class Recurrence(ScheduleModel, frozen=True):
    """Repeats hourly, daily, weekly, monthly or yearly; without `until` and `count` it never ends.

    A monthly event on the 31st skips shorter months. A yearly event on 29 February skips years that have none. Weeks
    begin on Monday.
    """

    freq: Freq
    """The unit of `interval`: hours, days, weeks, months or years."""
    interval: int = Field(default=1, ge=1, le=1000)
    """1 is every hour, day, week, month or year; 2 is every other one."""
    days: Annotated[tuple[Weekday, ...], AfterValidator(_in_order)] = ()
    """The weekdays of a weekly event, in the order of the week; with `nth`, those of a monthly or yearly event. Empty
    means the weekday of the start."""
    nth: Nth | None = None
    """Which of the `days` of a month: 1 is the first, 5 the fifth, -1 the last. Only for monthly and yearly."""
    month_days: Annotated[tuple[MonthDay, ...], AfterValidator(_sorted_month_days)] = ()
    """The days of the month of a monthly or yearly event, 1 to 31; -1 is the last day. Empty means the day of the
    start."""
    months: Annotated[tuple[Month, ...], AfterValidator(_sorted_months)] = ()
    """The months in which the event happens, 1 to 12. Empty means all months; for yearly, the month of the start."""
    except_dates: Annotated[tuple[Day, ...], AfterValidator(_sorted_dates)] = ()
    """The days on which the event does not happen, in the event's time zone. `count` counts them too."""
    until: dt.date | None = None
    """The last day on which the event may happen, in the event's time zone. None means no last day."""
    count: int | None = Field(default=None, ge=1, le=10_000)
    """How many times the event happens, the first one included. None means no limit."""

    @model_validator(mode="after")
    def _check_consistency(self) -> Recurrence:
        in_months = self.freq in {"monthly", "yearly"}
        if self.days and self.freq != "weekly" and not (in_months and self.nth is not None):
            raise ValueError("days are for weekly, or with nth for monthly and yearly")
        if self.nth is not None and not (in_months and self.days):
            raise ValueError("nth is for monthly and yearly, and needs days")
        if self.month_days and (not in_months or self.days):
            raise ValueError("month_days are for monthly and yearly, without days")
        if self.until is not None and self.count is not None:
            raise ValueError("pass until or count, not both")
        return self


def dates(rule: Recurrence, start: dt.date, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days of a rule that begins on `start`, in order, from `first` to `last`, both included.

    A window a thousand years away takes as long as the next one.
    """
    first, last = max(first, start), min(last, _end(rule, start))
    for day in _endless(rule, start, first):
        if day > last:
            return
        if day >= first:
            yield day


@lru_cache(maxsize=1024)
def _end(rule: Recurrence, start: dt.date) -> dt.date:
    if rule.until is not None:
        return min(rule.until, LAST_DAY)
    if rule.count is None:
        return LAST_DAY
    days = (day for day in _endless(rule, start, start) if day >= start)
    return min(next(islice(days, rule.count - 1, None), LAST_DAY), LAST_DAY)


def _endless(rule: Recurrence, start: dt.date, first: dt.date) -> Iterator[dt.date]:
    """The days from shortly before `first` to `LAST_DAY`."""
    match rule.freq:
        case "daily":
            return _every(rule.interval, start, first)
        case "weekly":
            return _on_weekdays(rule, start, first)
        case "monthly" | "yearly":
            return _in_months(rule.interval * _MONTHS[rule.freq], start, first)


def _every(step: int, start: dt.date, first: dt.date) -> Iterator[dt.date]:
    begin = start.toordinal() + (first - start).days // step * step
    return map(dt.date.fromordinal, range(begin, LAST_DAY.toordinal() + 1, step))


def _on_weekdays(rule: Recurrence, start: dt.date, first: dt.date) -> Iterator[dt.date]:
    monday = start - dt.timedelta(days=start.weekday())
    numbers = [WEEKDAYS.index(day) for day in rule.days] or [start.weekday()]
    for week in _every(7 * rule.interval, monday, max(monday, first)):
        for number in numbers:
            day = week + dt.timedelta(days=number)
            if day >= start:
                yield day


def _in_months(step: int, start: dt.date, first: dt.date) -> Iterator[dt.date]:
    begin = _months(start)
    for months in count(begin + (_months(first) - begin) // step * step, step):
        year, month = divmod(months, 12)
        if year > LAST_DAY.year:
            return
        try:
            yield dt.date(year, month + 1, start.day)
        except ValueError:  # a month without that day
            continue


def _months(day: dt.date) -> int:
    return day.year * 12 + day.month - 1
