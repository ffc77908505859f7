"""Finds when an event happens first."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from schedbot_sdk.schedule.model.event import Event, Occurrence, occurrences_in
from schedbot_sdk.schedule.model.start import Instant
from schedbot_sdk.schedule.model.window import Window

__all__ = ["first_time"]

_AHEAD: Final = timedelta(days=5 * 366)


def first_time(event: Event) -> Occurrence:
    """Return the first occurrence of an event; if it has none within five years, its start."""
    start, rule = event.start.moment, event.recurrence
    if rule is not None and not isinstance(event.start, Instant) and event.start.date in rule.except_dates:
        window = Window.of(start, start + _AHEAD)
        first = next((each for each in occurrences_in(event, window) if each.start >= start), None)
        if first is not None:
            return first
    return Occurrence(event, start, event.end)
