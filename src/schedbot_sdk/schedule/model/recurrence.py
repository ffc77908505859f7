"""How an event repeats: the part of RFC 5545's rules (section 3.3.10) that fits into a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field, model_validator

from schedbot_sdk.schedule.model.base import Day, ScheduleModel

__all__ = ["LONGEST", "WEEKDAYS", "Freq", "Nth", "Recurrence", "Weekday"]

Freq: TypeAlias = Literal["hourly", "daily", "weekly", "monthly", "yearly"]
"""The unit in which an event repeats."""
Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Nth: TypeAlias = Literal[1, 2, 3, 4, 5, -1]
"""A number of a weekday in a month; -1 is the last one."""
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""In the order of `date.weekday()`: Monday is 0."""
LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""How many days each month has at most."""


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
    begin on Monday. Hours are counted on the clock of the event's zone: every 3 hours from 13:00 is 13:00, 16:00 and so
    on, on every day. The start must be one of the rule's own times, but it may be on one of the `except_dates`.
    """

    freq: Freq
    """The unit of `interval`: hours, days, weeks, months or years."""
    interval: int = Field(default=1, ge=1, le=1000)
    """1 is every hour, day, week, month or year; 2 is every other one."""
    days: Annotated[tuple[Weekday, ...], Field(strict=False), AfterValidator(_in_order)] = ()
    """The weekdays of a weekly event, in the order of the week; with `nth`, those of a monthly or yearly event. Empty
    means the weekday of the start."""
    nth: Nth | None = None
    """Which of the `days` of a month: 1 is the first, 5 the fifth, -1 the last. Only for monthly and yearly."""
    month_days: Annotated[tuple[MonthDay, ...], Field(strict=False), AfterValidator(_sorted_month_days)] = ()
    """The days of the month of a monthly or yearly event, 1 to 31; -1 is the last day. A day that a month lacks is
    skipped. Empty means the day of the start."""
    months: Annotated[tuple[Month, ...], Field(strict=False), AfterValidator(_sorted_months)] = ()
    """The months in which the event happens, 1 to 12. Empty means all months; for yearly, the month of the start."""
    except_dates: Annotated[tuple[Day, ...], Field(strict=False), AfterValidator(_sorted_dates)] = ()
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
        if self.months and self.month_days and min(self.month_days) > max(LONGEST[month - 1] for month in self.months):
            raise ValueError("none of the months ever has one of the month_days")
        if self.until is not None and self.count is not None:
            raise ValueError("pass until or count, not both")
        return self
