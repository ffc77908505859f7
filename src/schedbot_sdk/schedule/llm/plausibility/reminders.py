"""Doubts about the reminder of an item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.model.event import Event

__all__ = ["reminder_doubts"]

_MINUTE: Final = dt.timedelta(minutes=1)


def reminder_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the user asks for another reminder than the item has."""
    minutes = heard.item.remind_minutes
    named = heard.words.reminders or heard.text.reminders
    begin = heard.minute
    if minutes is not None and begin is not None and heard.text.has("remind"):
        at = (begin - minutes) % 1440
        if any(clock.accepts(at) for clock in heard.text.clocks):
            return
    if minutes is None and heard.item.replaces is not None:
        yield from _kept_doubts(heard, heard.replaced)
    elif named:
        if minutes is None:
            yield f"{heard.path}.remind_minutes is null, but the user asks for a reminder before it"
        elif not any(length.is_near(minutes) for length in named):
            yield f"{heard.path}.remind_minutes is {minutes}, but the user names another number"
    elif minutes and any(length.is_near(minutes) for length in heard.text.of(("shifted",), Length)):
        return
    elif minutes and not (heard.text.has("remind") and heard.text.has("before", "shifted", "early", "ahead_of", "za")):
        yield f"{heard.path}.remind_minutes is {minutes}, but the user does not ask for that reminder: give null"


def _kept_doubts(heard: Heard, event: Event | None) -> Iterator[str]:
    """Yield a doubt if an item keeps the reminders of the planned event, and its words ask for another one."""
    named = heard.words.reminders
    if event is None or not named:
        return
    kept = [reminder / _MINUTE for reminder in event.reminders]
    if not any(length.is_near(round(minutes)) for length in named for minutes in kept):
        has = f"stays {round(kept[0])}" if kept else "is null"
        yield f"{heard.path}.remind_minutes {has}, but the user asks for another reminder before it"
