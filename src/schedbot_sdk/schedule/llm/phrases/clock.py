"""A time of day, and the parts of the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from schedbot_sdk.schedule.llm.phrases.length import Length

__all__ = ["Clock", "Part"]

_HALF_DAY: Final = 720
_DAY_MINUTES: Final = 1440
_HOURS: Final = {"morning": (3, 13), "noon": (11, 19), "evening": (15, 25), "night": (18, 31)}


class Part(Enum):
    """A part of the day."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"

    def hours(self) -> tuple[int, int]:
        """Return its first hour, and the hour after its last one; the latter may be on the next day."""
        return _HOURS[self.value]


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
