"""Chooses and joins planned events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from schedbot_sdk.assistant.records import PlannedEvent
from schedbot_sdk.schedule import Event, Schedule
from schedbot_sdk.schedule.model.event import occurrences_in
from schedbot_sdk.schedule.model.window import Window

__all__ = ["nearest", "together"]

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


def together(events: Sequence[PlannedEvent]) -> Schedule | None:
    """Return the planned ones of a message's events as one schedule; None without any.

    Its sequence is the highest one, also of the removed events, so that it never decreases.
    """
    planned = [event.schedule for event in events if event.is_planned]
    if not planned:
        return None
    newest = max(planned, key=lambda schedule: schedule.made_at)
    sequence = max(event.schedule.sequence for event in events)
    alone = tuple(schedule.events[0] for schedule in planned)
    return newest.model_copy(update={"events": alone, "sequence": sequence})


def _next(event: Event, window: Window) -> float | None:
    """When the event happens next, as a timestamp; None if it does not."""
    occurrence = next(occurrences_in(event, window), None)
    return None if occurrence is None else occurrence.start.timestamp()
