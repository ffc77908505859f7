"""Chooses and joins planned events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from schedbot_sdk.assistant.records import PlannedEvent
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.schedule.model.event import occurrences_in
from schedbot_sdk.schedule.model.window import Window

__all__ = ["coming", "nearest", "next_start", "together"]

_MAX_PLANNED: Final = 50


def coming(schedules: Sequence[Schedule], now: datetime) -> list[Schedule]:
    """Return the schedules whose events are not over: those that happen next come first.

    Args:
        schedules: Schedules with one event each.
        now: The current moment, aware.
    """
    moments = [(next_start(schedule, now), schedule) for schedule in schedules]
    following = [(moment.timestamp(), schedule) for moment, schedule in moments if moment is not None]
    return [schedule for _, schedule in sorted(following, key=lambda pair: pair[0])]


def nearest(schedules: Sequence[Schedule], now: datetime) -> list[Schedule]:
    """Return the first 50 of those that are `coming`.

    Args:
        schedules: Schedules with one event each.
        now: The current moment, aware.
    """
    return coming(schedules, now)[:_MAX_PLANNED]


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


def next_start(schedule: Schedule, now: datetime) -> datetime | None:
    """Return when the only event of a schedule begins next, or began if it is under way; None if it is over.

    Args:
        schedule: A schedule with one event.
        now: The current moment, aware.
    """
    occurrence = next(occurrences_in(schedule.events[0], Window.of(now, datetime.max.replace(tzinfo=UTC))), None)
    return None if occurrence is None else occurrence.start
