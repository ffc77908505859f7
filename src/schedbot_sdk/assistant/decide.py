"""Decides what Confirm and Cancel change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schedbot_sdk.assistant.records import Answer, Change, Decision, PlannedEvent
from schedbot_sdk.schedule import Event, Schedule

__all__ = ["decide"]


def decide(answer: Answer, events: Mapping[str, PlannedEvent], *, origin_id: int, decision: Decision) -> Change | None:
    """Return what a decision about an answer changes.

    The events of a dialogue are those of its last confirmed schedule: a new one removes the others. An event of another
    dialogue keeps its place there when it is changed, so it is never planned twice. Cancel removes the events of the
    dialogue, but not under an answer that shows planned events: there it changes nothing.

    Args:
        answer: The answer.
        events: The events of the dialogue and of the answer, by uid, also those that were removed.
        origin_id: The message that began the dialogue.
        decision: The pressed button.

    Returns:
        The change; None if the answer is decided already, shows no schedule, or changes an event that is no longer
        planned as the answer showed it.
    """
    if answer.schedule is None or answer.decision:
        return None
    is_confirmed = decision == "confirm"
    if is_confirmed and not all(_is_as_shown(shown, events) for shown in answer.replaced):
        return None
    own = {uid for uid, event in events.items() if event.is_planned and event.origin_id == origin_id}
    known = {shown.events[0].uid for shown in answer.replaced}
    if is_confirmed and any(events[uid].written is not None and uid not in known for uid in own):
        return None  # another message changed it since the answer was shown
    schedule = _next_version(answer.schedule, events)
    planned: dict[str, PlannedEvent] = {}
    if not answer.removes:
        if is_confirmed:
            written = {event.uid: event for event in answer.written}
            planned = {
                event.uid: _planned(event, schedule, events, origin_id, written.get(event.uid))
                for event in schedule.events
            }
        removed = own - planned.keys() if is_confirmed or not known else set[str]()
    else:
        removed = own | {event.uid for event in schedule.events} if is_confirmed else set[str]()
    gone = [event for uid, event in events.items() if uid in removed and event.is_planned]
    unsent = {each.events[0].uid: each for each in (*answer.removed, *(event.schedule for event in gone))}
    decided = replace(
        answer,
        schedule=answer.schedule if answer.removes else schedule,
        decision=decision,
        removed=tuple(each for uid, each in unsent.items() if uid not in planned),
    )
    return Change(decided, (*planned.values(), *map(_as_removed, gone)))


def _is_as_shown(shown: Schedule, events: Mapping[str, PlannedEvent]) -> bool:
    event = events.get(shown.events[0].uid)
    return (
        event is not None
        and event.is_planned
        and (event.schedule.events, event.schedule.sequence) == (shown.events, shown.sequence)
    )


def _next_version(schedule: Schedule, events: Mapping[str, PlannedEvent]) -> Schedule:
    """The schedule with a higher sequence than any file that was sent of its events."""
    sequences = [events[event.uid].schedule.sequence + 1 for event in schedule.events if event.uid in events]
    return schedule.model_copy(update={"sequence": max(schedule.sequence, *sequences, 0)})


def _planned(
    event: Event, schedule: Schedule, events: Mapping[str, PlannedEvent], origin_id: int, written: Event | None
) -> PlannedEvent:
    earlier = events.get(event.uid)
    if earlier is None:
        return PlannedEvent(origin_id, schedule.model_copy(update={"events": (event,)}), written)
    if earlier.origin_id != origin_id:
        written = earlier.written or earlier.event
    alone = schedule.model_copy(update={"events": (event,), "source": earlier.schedule.source})
    return PlannedEvent(earlier.origin_id, alone, written)


def _as_removed(event: PlannedEvent) -> PlannedEvent:
    # The file that removes it from calendars has the next sequence.
    sequence = event.schedule.sequence + 1
    return replace(event, schedule=event.schedule.model_copy(update={"sequence": sequence}), is_planned=False)
