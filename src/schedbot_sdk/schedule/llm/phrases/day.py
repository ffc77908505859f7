"""The meaning of a phrase about a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Day"]


@dataclass(frozen=True, slots=True)
class Day:
    """The meaning of a phrase about a day. A day must fit all its fields."""

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
    bound: Day | None = None
    """The last day of a repetition that goes on until then, where that is another one."""
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
        own: frozenset[int] = frozenset(() if self.number is None else (self.number,))
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
        """Whether a day is as far away as the phrase says. A date without a year is within a year."""
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
