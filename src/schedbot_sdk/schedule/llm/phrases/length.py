"""A length of time, and the units of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["Length", "Unit"]

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
