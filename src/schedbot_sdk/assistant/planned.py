"""Chooses the planned events that a message may move or cancel. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from schedbot_sdk.schedule import Event, Schedule
from schedbot_sdk.schedule.model.event import occurrences_in
from schedbot_sdk.schedule.model.window import Window

__all__ = ["nearest"]

_MAX_PLANNED: Final = 50
_AHEAD: Final = timedelta(days=5 * 366)


def nearest(schedules: Sequence[Schedule], now: datetime) -> list[Schedule]:
    """Return the schedules whose events are not over, at most 50: those that happen next, in this order.

    Args:
        schedules: Schedules with one event each.
        now: The current moment, aware.
    """
    window = Window.of(now, now + _AHEAD)
    moments = [(_next(schedule.events[0], window), schedule) for schedule in schedules]
    coming = sorted(
        ((moment, schedule) for moment, schedule in moments if moment is not None), key=lambda pair: pair[0]
    )
    return [schedule for _, schedule in coming[:_MAX_PLANNED]]


def _next(event: Event, window: Window) -> float | None:
    """When the event happens next, as a timestamp; None if it does not."""
    occurrence = next(occurrences_in(event, window), None)
    return None if occurrence is None else occurrence.start.timestamp()
