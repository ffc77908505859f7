"""Keeps the changes of other messages in the events of an edited message. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError

from schedbot_sdk.assistant.records import PlannedEvent
from schedbot_sdk.schedule import Event, Recurrence, Schedule

__all__ = ["edited_schedule", "shows_before"]

_Value = TypeVar("_Value")


def shows_before(schedule: Schedule, own: Sequence[PlannedEvent], *, changes_others: bool) -> bool:
    """Whether the answer to an edit shows what the message planned before.

    It does if the edit drops an event of the message, if another message changed one, or if it changes other events.

    Args:
        schedule: The new schedule of the message.
        own: The planned events of the message.
        changes_others: Whether the schedule changes events of other messages.
    """
    uids = {event.uid for event in schedule.events}
    return bool(own) and (changes_others or any(event.written is not None or event.uid not in uids for event in own))


def edited_schedule(schedule: Schedule, own: Sequence[PlannedEvent]) -> tuple[Schedule, tuple[Event, ...]]:
    """Return the schedule of an edited message with the changes of other messages that the edit does not touch.

    An edit touches what the new words plan in another way than the old words: the title, the times with the repetition,
    the duration, the place, the reminders, each exception.

    Args:
        schedule: What the new words plan.
        own: The planned events of the message.

    Returns:
        The schedule, and the events that are different in it, as the new words plan them.
    """
    changed = [event for event in own if event.written is not None]
    kept = {event.uid: _kept(event, changed) for event in schedule.events}
    events = tuple(kept[event.uid] for event in schedule.events)
    return schedule.model_copy(update={"events": events}), tuple(
        event for event in schedule.events if event != kept[event.uid]
    )


def _kept(event: Event, changed: Sequence[PlannedEvent]) -> Event:
    for planned in sorted(changed, key=lambda planned: planned.uid != event.uid):
        if planned.written is not None and _is_same(event, planned.written, planned.event):
            return _merged(event, planned.written, planned.event)
    return event


def _is_same(event: Event, written: Event, planned: Event) -> bool:
    """Whether the old words and the new words mean the same event: a message may list its events in another order."""
    title = event.title.casefold()
    if title in {written.title.casefold(), planned.title.casefold()}:
        return True
    return event.uid == planned.uid and _times(event) == _times(written)


def _merged(event: Event, written: Event, planned: Event) -> Event:
    """Take from the planned event what the new words do not touch; everything from the new words if it cannot be so."""
    timed = planned if _times(event) == _times(written) else event
    duration = _chosen(event.duration, written.duration, planned.duration)
    values = {
        "uid": event.uid,
        "title": _chosen(event.title, written.title, planned.title),
        "start": timed.start,
        "recurrence": _with_exceptions(timed.recurrence, event.recurrence, written.recurrence, planned.recurrence),
        "duration": duration if event.is_all_day == planned.is_all_day else timed.duration,
        "place": _chosen(event.place, written.place, planned.place),
        "reminders": _chosen(event.reminders, written.reminders, planned.reminders),
        "source_quote": event.source_quote,
        "warnings": timed.warnings,
    }
    try:
        return Event.model_validate(values)
    except ValidationError:
        return event


def _chosen(new: _Value, old: _Value, planned: _Value) -> _Value:
    return planned if new == old else new


def _with_exceptions(
    rule: Recurrence | None, new: Recurrence | None, old: Recurrence | None, planned: Recurrence | None
) -> Recurrence | None:
    if rule is None:
        return None
    of_new, of_old, of_planned = (frozenset(each.except_dates if each else ()) for each in (new, old, planned))
    days = (of_new - (of_old - of_planned)) | (of_planned - of_old)
    return rule.model_copy(update={"except_dates": tuple(sorted(days))})


def _times(event: Event) -> tuple[object, ...]:
    """The start and the repetition of an event, without its exceptions."""
    rule = event.recurrence
    return event.start, None if rule is None else rule.model_copy(update={"except_dates": ()})
