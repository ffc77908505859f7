"""The axis of hours: which hours a week shows, and how high they are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from schedbot_sdk.schedule.picture.clock_changes import ClockChange
from schedbot_sdk.schedule.picture.hours import FOLDED, heights_of, hours_between
from schedbot_sdk.schedule.picture.week import Clock, Week

__all__ = ["Axis", "Row", "axis_of"]

_HOUR: Final = 60
_DAY_HOURS: Final = 24
_LEAST_HOURS: Final = 6
_LONGEST_CHANGE: Final = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Row:
    """A time of the day that has one height in all columns."""

    start: int
    """Its first minute, from midnight."""
    end: int
    """The minute after its last one."""
    is_repeated: bool
    """Whether it is shown by the clocks for the second time."""
    is_folded: bool
    """Whether nothing happens in it, so that it is lower than its length."""
    top: float
    """Where it begins, from the axis's top."""
    height: float
    """Its height."""

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    def at(self, minute: float) -> float:
        """Return where a minute of this row is."""
        return self.top + self.height * min(max((minute - self.start) / (self.end - self.start), 0), 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """The rows from top to bottom; none if no event has a time."""

    rows: tuple[Row, ...]
    """The rows."""
    repeats_on: frozenset[int]
    """The days on which the clocks show a time twice, 0 for Monday."""

    @property
    def height(self) -> float:
        """The height of all rows."""
        return self.rows[-1].bottom if self.rows else 0.0

    def start(self, clock: Clock) -> float:
        """Return where something begins, or a moment is."""
        minute, second = clock.minute, self._repeats(clock)
        inside = (row for row in self.rows if row.is_repeated == second and row.start <= minute < row.end)
        return self._at(next(inside, None), minute)

    def end(self, clock: Clock, day: int) -> float:
        """Return where something ends that began before."""
        minute = clock.minute
        if self._repeats(clock):
            inside = (row for row in self.rows if row.is_repeated and row.start <= minute <= row.end)
        elif day in self.repeats_on and minute == self._repeated_until:
            # On that day, the repeated time is over when the next hour begins.
            inside = (row for row in self.rows if row.is_repeated and row.end == minute)
        else:
            inside = (row for row in self.rows if not row.is_repeated and row.start < minute <= row.end)
        return self._at(next(inside, None), minute)

    def shows(self, clock: Clock) -> bool:
        """Whether a time is on the axis."""
        return bool(self.rows) and self.rows[0].start <= clock.minute < self.rows[-1].end

    @property
    def _repeated_until(self) -> int:
        return max((row.end for row in self.rows if row.is_repeated), default=-1)

    def _repeats(self, clock: Clock) -> bool:
        return clock.is_repeated and any(row.is_repeated and row.start <= clock.minute <= row.end for row in self.rows)

    def _at(self, row: Row | None, minute: float) -> float:
        if row is not None:
            return row.at(minute)
        return 0.0 if self.rows and minute <= self.rows[0].start else self.height


def axis_of(week: Week) -> Axis:
    """Return the axis of a week: the hours that its events need, and those in which the clocks change."""
    changes = [(change, part) for change in week.changes for part in change.on_days(week.days) if _is_short(change)]
    used = {
        hour for part in week.parts for hour in hours_between(part.start.minute, part.end.minute if part.end else None)
    }
    if not used:
        return Axis((), frozenset())
    used |= {hour for _, (_, start, end) in changes for hour in hours_between(start, end)}
    cuts = {edge for _, (_, start, end) in changes for edge in (start, end)}
    repeated = [part for change, part in changes if not change.is_forward]
    spans = list(_spans(_padded(used), cuts, {(start, end) for _, start, end in repeated}))
    lengths = Counter[int]()
    for start, end, _, is_folded in spans:
        if not is_folded:
            lengths[start // _HOUR] += end - start
    folded = sum(is_folded for *_, is_folded in spans)
    hours = heights_of(week, {hour: minutes / _HOUR for hour, minutes in lengths.items()}, folded=folded)
    rows: list[Row] = []
    for start, end, is_repeated, is_folded in spans:
        top = rows[-1].bottom if rows else 0.0
        height = FOLDED if is_folded else hours[start // _HOUR] * (end - start) / _HOUR
        rows.append(Row(start, end, is_repeated, is_folded, top, height))
    return Axis(tuple(rows), frozenset(day for day, _, _ in repeated))


def _is_short(change: ClockChange) -> bool:
    return change.high - change.low <= _LONGEST_CHANGE


def _padded(used: Collection[int]) -> dict[int, bool]:
    """Return the hours to show in order, each with whether something happens in it."""
    first, last = min(used), max(used) + 1
    if last - first >= _LEAST_HOURS:
        return {hour: hour in used for hour in range(first, last)}
    first = max(min(first - 1, _DAY_HOURS - _LEAST_HOURS), 0)
    return dict.fromkeys(range(first, max(last, first + _LEAST_HOURS)), True)


def _spans(
    hours: Mapping[int, bool], cuts: Collection[int], repeated: Collection[tuple[int, int]]
) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the start and the end of each row, whether it is repeated, and whether it is folded."""
    for is_used, run in groupby(hours, key=hours.__getitem__):
        found = list(run)
        start, end = found[0] * _HOUR, (found[-1] + 1) * _HOUR
        if not is_used:
            yield start, end, False, True
            continue
        edges = sorted({*range(start, end + 1, _HOUR), *(cut for cut in cuts if start < cut < end)})
        for low, high in pairwise(edges):
            yield low, high, False, False
            for first, last in sorted(repeated):
                if last == high:
                    again = sorted({first, last, *(edge for edge in edges if first < edge < last)})
                    yield from ((*pair, True, False) for pair in pairwise(again))
