"""What the phrases of a text mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

__all__ = ["Clock", "Day", "Length", "Part", "Repeat", "Unit", "Zone"]

_HALF_DAY: Final = 720
_DAY_MINUTES: Final = 1440


class Unit(Enum):
    """A unit of time, with its minutes; months and years have none that are exact."""

    SECOND = 1 / 60
    MINUTE = 1.0
    HOUR = 60.0
    DAY = 1440.0
    WEEK = 10080.0
    MONTH = -1.0
    YEAR = -12.0


class Part(Enum):
    """A part of the day."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"

    def hours(self) -> tuple[int, int]:
        """Return its first hour, and the hour after its last one; the latter may be on the next day."""
        return _HOURS[self.value]


_HOURS: Final = {"morning": (3, 13), "noon": (11, 19), "evening": (15, 25), "night": (18, 31)}


@dataclass(frozen=True, slots=True)
class Length:
    """An amount of time."""

    minutes: float = 0
    """Its minutes; 0 for one of months."""
    months: float = 0
    """Its months; 0 for one of minutes."""
    is_vague: bool = False
    """Whether the number is not exact: "a few days"."""
    unit: Unit = Unit.MINUTE
    """The unit that was said."""

    def is_near(self, minutes: int) -> bool:
        """Whether a number of minutes is that length."""
        if self.months:
            return 27 * self.months <= minutes / _DAY_MINUTES <= 32 * self.months
        if self.is_vague:
            return self.minutes * 0.5 <= minutes <= self.minutes * 4
        return abs(minutes - self.minutes) < 1


@dataclass(frozen=True, slots=True)
class Day:
    """What a phrase says of a day. A day has to fit everything that is said."""

    weekdays: frozenset[int] = frozenset()
    """The days of the week, 0 for Monday; empty for all."""
    year: int | None = None
    """The year."""
    month: int | None = None
    """The month."""
    number: int | None = None
    """The day of the month; -1 for the last one."""
    nth: int | None = None
    """Which of these weekdays of the month; -1 for the last one."""
    first: int | None = None
    """The first possible day, counted from today."""
    last: int | None = None
    """The last possible day, counted from today."""
    is_weak: bool = False
    """Whether it is as wide as "next week"."""
    other: Day | None = None
    """The other reading, where there are two."""
    end: Day | None = None
    """The last day of a range of days."""
    months_ahead: int | None = None
    """How many months from today."""
    shift: int = 0
    """How many days after the day that is described."""

    def accepts(self, day: dt.date, today: dt.date) -> bool:
        """Whether a day is one that the phrase may mean."""
        base = day - dt.timedelta(days=self.shift)
        return (self.fits(base) and self.is_in_reach(base, today)) or (
            self.other is not None and self.other.accepts(day, today)
        )

    @property
    def is_over(self) -> bool:
        """Whether the day is before today: "the report of last Monday"."""
        return self.first is not None and self.first < 0 and self.last is not None and self.last <= 0

    def numbers(self) -> frozenset[int]:
        """Return the days of the month that the phrase names."""
        own = frozenset() if self.number is None else frozenset({self.number})
        return own if self.other is None else own | self.other.numbers()

    def fits(self, day: dt.date) -> bool:
        """Whether a day has the right weekday, month, number and year."""
        return (
            (not self.weekdays or day.weekday() in self.weekdays)
            and self.year in {None, day.year}
            and self.month in {None, day.month}
            and (self.number is None or self.number == day.day or (self.number == -1 and _is_last(day)))
            and (self.nth is None or self.nth == (day.day + 6) // 7 or (self.nth == -1 and _is_last(day, 7)))
        )

    def is_in_reach(self, day: dt.date, today: dt.date) -> bool:
        """Whether a day is as far away as was said. Without a year the next such day is meant."""
        days = (day - today).days
        if self.months_ahead is not None:
            months, month = divmod(today.month - 1 + self.months_ahead, 12)
            is_clipped = day.day < today.day and _is_last(day)
            return (day.year, day.month) == (today.year + months, month + 1) and (day.day == today.day or is_clipped)
        if self.first is not None or self.last is not None:
            return (self.first or 0) <= days <= (self.last if self.last is not None else days)
        if self.year is not None or (self.month, self.number) == (2, 29):
            return True
        if self.month is not None:
            return -366 <= days <= 366
        return days <= (62 if self.number is not None or self.nth is not None else 20)


def _is_last(day: dt.date, days: int = 1) -> bool:
    return (day + dt.timedelta(days=days)).month != day.month


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    minute: int
    """The minute of the day."""
    is_exact: bool
    """Whether the half of the day is known."""
    end: Clock | None = None
    """The end of a range of times."""
    also_length: Length | None = None
    """The length that the same words may mean: "на 2 часа"."""
    other: Clock | None = None
    """The other reading, where there are two: "в 13-15" is a time or a range."""

    def accepts(self, minute: int) -> bool:
        """Whether a minute of the day is one that the phrase may mean."""
        distance = abs(minute - self.minute)
        is_other = self.other is not None and self.other.accepts(minute)
        return is_other or distance == 0 or (distance == _HALF_DAY and not self.is_exact)

    def within(self, part: Part) -> Clock:
        """Return the time in a part of the day, if it can be there."""
        if self.is_exact:
            return self
        first, last = part.hours()
        for minute in (self.minute, self.minute + _HALF_DAY, self.minute + 2 * _HALF_DAY):
            if first * 60 <= minute < last * 60:
                return replace(self, minute=minute % _DAY_MINUTES, is_exact=True)
        return self


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a phrase says of a repetition."""

    rates: frozenset[tuple[str, int]] = frozenset()
    """The possible kinds with their intervals: `("weekly", 2)`; empty if the phrase does not say."""
    weekdays: frozenset[int] = frozenset()
    """The days of the week."""
    nths: frozenset[int] = frozenset()
    """Which of these weekdays of a month; -1 for the last one."""
    month_days: frozenset[int] = frozenset()
    """The days of the month."""
    months: frozenset[int] = frozenset()
    """The months."""
    has_form: bool = True
    """Whether a recurrence can say it."""
    maybe_nth: int | None = None
    """The number of the weekday in its month, where "every second Tuesday" may mean that."""
    parity: int | None = None
    """0 for even days of the month, 1 for odd ones."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone that a time is named in."""

    names: tuple[str, ...]
    """The IANA names that it may have; empty if it is not known."""
    ahead: int | None = None
    """Its minutes ahead of UTC, where those were named."""
