"""Doubts about the reminder of an item. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from schedbot_sdk.schedule.llm.plausibility.heard import Heard

__all__ = ["reminder_doubts"]


def reminder_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the user asks for another reminder than the item has."""
    minutes = heard.item.remind_minutes
    named = heard.words.reminders or heard.text.reminders
    begin = heard.minute
    if minutes is not None and begin is not None and heard.text.has("remind"):
        at = (begin - minutes) % 1440
        if any(clock.accepts(at) for clock in heard.text.clocks):
            return
    if named:
        if minutes is None and heard.item.replaces is not None:  # it may keep the planned one
            return
        if minutes is None:
            yield f"{heard.path}.remind_minutes is null, but the user asks for a reminder before it"
        elif not any(length.is_near(minutes) for length in named):
            yield f"{heard.path}.remind_minutes is {minutes}, but the user names another number"
    elif minutes and not (heard.text.has("remind") and heard.text.has("before", "shifted", "early", "ahead_of", "za")):
        yield f"{heard.path}.remind_minutes is {minutes}, but the user names no such time before it: give null"
