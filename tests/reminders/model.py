"""The rules of reminders once more, as simply as they can be said: lists in place of a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from schedbot_sdk.schedule import Event

__all__ = ["Expected", "Model"]

_ON_TIME, _LIMIT = 60, 6 * 3600


class Expected(NamedTuple):
    """A reminder that must arrive: the event's uid, seconds before, the start and the moment."""

    uid: str
    before: int
    start: float
    due: int


@dataclass
class _Planned:
    event: Event
    sequence: int
    left: dict[int, list[Expected]] = field(default_factory=dict[int, list[Expected]])


@dataclass
class Model:
    """What must arrive, and when.

    Args:
        end: Nothing is looked at after this moment.
    """

    end: dt.datetime
    planned: dict[str, _Planned] = field(default_factory=dict[str, "_Planned"])
    cancelled: dict[str, int] = field(default_factory=dict[str, int])
    """The sequences of events that were cancelled."""

    def plan(self, event: Event, sequence: int, now: float) -> None:
        old = self.planned.get(event.uid)
        if sequence < (old.sequence if old else self.cancelled.get(event.uid, 0)):
            return
        new = _Planned(event, sequence)
        begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        starts = [occurrence.start.timestamp() for occurrence in event.occurrences(begin, self.end)]
        for before in {int(one.total_seconds()) for one in event.reminders}:
            listed = [Expected(event.uid, before, start, int(start) - before) for start in starts]
            first = old.left.get(before, [])[:1] if old else []
            since = first[0].due - 1 if first and first[0].due <= now and first[0] in listed else now
            new.left[before] = [one for one in listed if one.due > since]
        self.planned[event.uid] = new

    def cancel(self, uid: str) -> None:
        if old := self.planned.pop(uid, None):
            self.cancelled[uid] = old.sequence

    def run(self, begin: float, end: float) -> list[tuple[float, Expected]]:
        """What must arrive in a run, each with its moment."""
        arriving: list[tuple[float, Expected]] = []
        for planned in self.planned.values():
            overdue = {before: [one for one in left if one.due <= begin] for before, left in planned.left.items()}
            latest = [listed[-1] for listed in overdue.values() if listed and begin - listed[-1].due <= _LIMIT]
            for one in latest:
                is_late = begin - one.due > _ON_TIME
                if not (is_late and any(two.start == one.start and two.due > one.due for two in latest)):
                    arriving.append((begin, one))
            for before, left in planned.left.items():
                arriving += [(one.due, one) for one in left if begin < one.due < end]
                planned.left[before] = [one for one in left if one.due >= end and one.due > begin]
        return arriving
