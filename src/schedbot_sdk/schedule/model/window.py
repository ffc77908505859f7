"""A window of time."""

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

_LIMIT: Final = 100_000
_MARGIN: Final = dt.timedelta(days=368)  # longer than the longest event
_FIRST: Final = dt.datetime.combine(FIRST_DAY - _MARGIN, dt.time(), dt.UTC)
_LAST: Final = dt.datetime.combine(LAST_DAY + _MARGIN, dt.time(), dt.UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A window of time in UTC."""

    start: dt.datetime
    """The beginning, included."""
    end: dt.datetime
    """The end, excluded."""

    @classmethod
    def of(cls, start: dt.datetime, end: dt.datetime) -> Window:
        """Return the window between two aware datetimes, limited to the years that events can have.

        Raises:
            ConfigurationError: `start` or `end` has no time zone, or `end` is before `start`.
        """
        for name, moment in (("start", start), ("end", end)):
            if moment.utcoffset() is None:
                raise ConfigurationError(f"{name}: pass a datetime with a time zone, such as datetime.now(UTC)")
        low, high = (min(max(moment, _FIRST), _LAST).astimezone(dt.UTC) for moment in (start, end))
        if low > high:
            raise ConfigurationError("end: pass a moment that is not before start")
        return cls(low, high)

    def overlaps(self, start: dt.datetime, end: dt.datetime | None) -> bool:
        """Whether an occurrence overlaps the window. One without an end does so if it begins in the window."""
        start = start.astimezone(dt.UTC)
        if end is not None and end.astimezone(dt.UTC) > max(start, self.start):
            return start < self.end and self.start < self.end
        return self.start <= start < self.end

    def collected(self, occurrences: Iterable[T]) -> list[T]:
        """Return the occurrences, or pairs of them, as a list.

        Raises:
            ConfigurationError: There are more than 100,000.
        """
        collected = list(islice(occurrences, _LIMIT + 1))
        if len(collected) > _LIMIT:
            raise ConfigurationError(f"end: pass an earlier one; this window has more than {_LIMIT:,} occurrences")
        return collected
