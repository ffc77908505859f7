"""How far the reminders of an event are handled, and which ones were left out by a clock that may be wrong. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from schedbot_sdk.reminders.moments import Moment, Position, moments
from schedbot_sdk.schedule import Event

__all__ = ["Gap", "Progress"]

_MAX_CLOSED: Final = 8
"""The most closed gaps of one reminder: each long downtime leaves one, and the clock is seldom set back far."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Moments before the handled position that were left out: too late, or followed by one that was due too.

    The clock that said so may be wrong. So the gap opens when the clock is set back, and its moments count again.
    """

    after: Position
    """Moments up to this position are not in the gap."""
    end: int
    """Moments from this second of Unix time on are not in the gap."""
    closed_at: int | None
    """The gap opens when the clock is before this second of Unix time; None if it is open."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The rest of the reminders of an event: those in open gaps, and those after the handled position."""

    handled: Position
    """The last reminder that was sent, given up or left out."""
    gaps: tuple[Gap, ...] = ()
    """The moments before it that were left out, in order."""

    @classmethod
    def from_json(cls, handled: Position, gaps: str) -> Progress:
        """Return the progress as it is stored."""
        return cls(handled, tuple(Gap(Position(key, due), end, at) for key, due, end, at in json.loads(gaps)))

    @property
    def gaps_json(self) -> str:
        """The gaps as JSON."""
        return json.dumps([[gap.after.key, gap.after.due, gap.end, gap.closed_at] for gap in self.gaps])

    @property
    def opens_before(self) -> int | None:
        """A gap opens when the clock is before this second of Unix time; None if no gap is closed."""
        return max((gap.closed_at for gap in self.gaps if gap.closed_at is not None), default=None)

    def left(self, event: Event, before: int, all_day_at: dt.time, since: int = 0) -> Iterator[Moment]:
        """Yield the reminders that are left, in order.

        Args:
            event: The event.
            before: Seconds before the start.
            all_day_at: The local time from which the reminders of an all-day event count.
            since: Moments up to this one are left out, in seconds of Unix time.
        """
        for gap in self.gaps:
            if gap.closed_at is None and gap.end > since:
                yield from _moments_in(gap, event, before, all_day_at, since)
        position = Position(self.handled.key, max(self.handled.due, since))
        yield from moments(event, before, all_day_at, position)

    def next(self, event: Event, before: int, all_day_at: dt.time) -> Moment | None:
        """Return the first reminder that is left; None without one."""
        return next(self.left(event, before, all_day_at), None)

    def latest(self, event: Event, before: int, all_day_at: dt.time, since: int, now: int) -> Moment | None:
        """Return the last reminder that is left and due by now, but after `since`; None without one."""
        due = takewhile(lambda one: one.due <= now, self.left(event, before, all_day_at, since))
        return next(iter(deque(due, maxlen=1)), None)

    def sent(self, position: Position) -> Progress:
        """Return the progress after the first reminder that is left was sent or given up, at this position."""
        if position.due > self.handled.due:
            return Progress(position, tuple(gap for gap in self.gaps if gap.closed_at is not None))
        gaps = [
            replace(gap, after=position) if _contains(gap, position.due) else gap
            for gap in self.gaps
            if gap.closed_at is not None or gap.end > position.due
        ]
        return replace(self, gaps=tuple(gaps))

    def leaving_out(self, end: int, now: int) -> Progress:
        """Return the progress after the reminders before a second were left out, until the clock is before `now`."""
        gaps: list[Gap] = []
        for gap in self.gaps:
            if gap.closed_at is None and gap.end <= end:
                gaps.append(replace(gap, closed_at=now))
            elif _contains(gap, end - 1):
                gaps.append(Gap(gap.after, end, now))
                gaps.append(replace(gap, after=Position(gap.after.key, end - 1)))
            else:
                gaps.append(gap)
        handled = self.handled
        if handled.due < end - 1:
            gaps.append(Gap(handled, end, now))
            handled = Position(handled.key, end - 1)
        surplus = max(0, sum(gap.closed_at is not None for gap in gaps) - _MAX_CLOSED)
        forgotten = [gap for gap in gaps if gap.closed_at is not None][:surplus]
        return Progress(handled, tuple(gap for gap in gaps if gap not in forgotten))

    def set_back(self, event: Event, before: int, all_day_at: dt.time, since: int, now: int) -> Progress:
        """Return the progress for a clock that was set back: the gaps that are not over by now are open.

        Args:
            event: The event.
            before: Seconds before the start.
            all_day_at: The local time from which the reminders of an all-day event count.
            since: Moments up to this one stay left out, in seconds of Unix time.
            now: Seconds of Unix time.
        """
        gaps: list[Gap] = []
        for gap in self.gaps:
            if gap.closed_at is None or gap.closed_at <= now:
                gaps.append(gap)
            elif next(_moments_in(gap, event, before, all_day_at, since), None) is None:
                gaps.append(replace(gap, closed_at=now))
            elif since > gap.after.due:
                gaps.append(Gap(gap.after, since + 1, now))
                gaps.append(Gap(Position(gap.after.key, since), gap.end, None))
            else:
                gaps.append(replace(gap, closed_at=None))
        return replace(self, gaps=tuple(gaps))

    def for_other_times(self, made: int) -> Progress:
        """Return the progress for an event that was moved at a moment: only moments after it count, not occurrences."""
        gaps = (replace(gap, after=Position("", max(gap.after.due, made))) for gap in self.gaps)
        return Progress(Position("", max(self.handled.due, made)), tuple(gaps))


def _contains(gap: Gap, due: int) -> bool:
    return gap.closed_at is None and gap.after.due < due < gap.end


def _moments_in(gap: Gap, event: Event, before: int, all_day_at: dt.time, since: int) -> Iterator[Moment]:
    position = Position(gap.after.key, max(gap.after.due, since))
    return takewhile(lambda one: one.due < gap.end, moments(event, before, all_day_at, position))
