"""vobject, which many scripts and servers in Python use; `dateutil` expands its rules."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Sequence
from typing import Any, cast

from tests.schedule.readers import Happening, Window, shown

__all__ = ["read_by_vobject"]

VOBJECT = cast("Any", importlib.import_module("vobject"))  # it has no types


def read_by_vobject(asked: Sequence[tuple[bytes, Window]]) -> list[set[Happening]]:
    """Return the occurrences in each file's window."""
    return [_read(content, window) for content, window in asked]


def _read(content: bytes, window: Window) -> set[Happening]:
    event = VOBJECT.readOne(content.decode()).vevent
    start = event.dtstart.value
    length = event.duration.value if hasattr(event, "duration") else dt.timedelta()
    if hasattr(event, "dtend"):
        length = event.dtend.value - start
    starts = _starts(event, start, window) if hasattr(event, "rrule") else [start]
    return {Happening(event.uid.value, shown(one), shown(one + length), event.summary.value) for one in starts}


def _starts(event: Any, start: dt.date, window: Window) -> list[dt.date]:
    first, last = window
    if isinstance(start, dt.datetime):
        return list(event.rruleset.between(first, last, inc=True))
    moments = event.rruleset.between(first.replace(tzinfo=None), last.replace(tzinfo=None), inc=True)
    return [moment.date() for moment in moments]
