"""A stretch of time that is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY

__all__ = ["Window"]

T = TypeVar("T")

_MOST: Final = 100_000
_YEAR: Final = dt.timedelta(days=368)  # more than the longest event takes
_FIRST: Final = dt.datetime.combine(FIRST_DAY - _YEAR, dt.time(), dt.UTC)
_LAST: Final = dt.datetime.combine(LAST_DAY + _YEAR, dt.time(), dt.UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to before `end`, both in UTC."""

    start: dt.datetime
    end: dt.datetime

    @classmethod
    def of(cls, start: dt.datetime, end: dt.datetime) -> Window:
        """Take what a caller gave, and cut off the times in which no event can be.

        Raises:
            ConfigurationError: One has no time zone, or `end` comes before `start`.
        """
        for name, moment in (("start", start), ("end", end)):
            if moment.utcoffset() is None:
                raise ConfigurationError(f"{name}: pass a datetime with a time zone, such as datetime.now(UTC)")
        low, high = (min(max(moment, _FIRST), _LAST).astimezone(dt.UTC) for moment in (start, end))
        if low > high:
            raise ConfigurationError("end: pass a moment that is not before start")
        return cls(low, high)

    def holds(self, start: dt.datetime, end: dt.datetime | None) -> bool:
        """Whether something touches the window; without a length it does so when it is in it."""
        start = start.astimezone(dt.UTC)
        if end is not None and end.astimezone(dt.UTC) > max(start, self.start):
            return start < self.end and self.start < self.end
        return self.start <= start < self.end

    def collected(self, found: Iterable[T]) -> list[T]:
        """All of it, as long as that is no mistake.

        Raises:
            ConfigurationError: It is more than 100,000.
        """
        listed = list(islice(found, _MOST + 1))
        if len(listed) > _MOST:
            raise ConfigurationError(f"end: pass an earlier one, as there is more than {_MOST:,} in this window")
        return listed
