"""Finds where a zone's clocks are put forward or back in a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["DAY_MINUTES", "ClockChange", "clock_changes"]

DAY_MINUTES: Final = 24 * 60
_STEP: Final = dt.timedelta(hours=1)
_SECOND: Final = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A moment at which the clocks of a zone change."""

    before: dt.datetime
    """The time that the clocks would show without the change, naive."""
    after: dt.datetime
    """The time that they show instead, naive."""

    @property
    def is_forward(self) -> bool:
        """Whether the clocks skip the time from `before` to `after`; otherwise they repeat `after` to `before`."""
        return self.after > self.before

    @property
    def low(self) -> dt.datetime:
        """Where the skipped or repeated time begins on the clock."""
        return min(self.before, self.after)

    @property
    def high(self) -> dt.datetime:
        """Where the skipped or repeated time ends on the clock."""
        return max(self.before, self.after)

    def on_days(self, days: Sequence[dt.date]) -> Iterator[tuple[int, int, int]]:
        """Yield the number of each day that the skipped or repeated time is on, with its first and last minute."""
        for number, day in enumerate(days):
            start, end = (_minutes(edge - dt.datetime.combine(day, dt.time())) for edge in (self.low, self.high))
            if max(start, 0) < min(end, DAY_MINUTES):
                yield number, max(start, 0), min(end, DAY_MINUTES)


def clock_changes(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[ClockChange]:
    """Yield the changes after `start`, up to `end`, both aware."""
    low, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    while low < end:
        high = min(low + _STEP, end)
        if _offset(low, zone) != _offset(high, zone):
            yield _between(low, high, zone)
        low = high


def _between(low: dt.datetime, high: dt.datetime, zone: ZoneInfo) -> ClockChange:
    before, after = _offset(low, zone), _offset(high, zone)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    moment = high.replace(tzinfo=None)
    return ClockChange(moment + before, moment + after)


def _minutes(length: dt.timedelta) -> int:
    return length // dt.timedelta(minutes=1)


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()
