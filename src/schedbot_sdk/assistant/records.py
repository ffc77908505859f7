"""The records of a chat: messages, answers and planned events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from schedbot_sdk.schedule import Event, Schedule

__all__ = ["Answer", "Change", "Decision", "PlannedEvent", "Turn"]

Decision: TypeAlias = Literal["", "confirm", "cancel"]
"""The button that was pressed under an answer; empty before."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the user, and the dialogue that it belongs to."""

    origin_id: int
    """The id of the message that began the dialogue: this message, or the one that the assistant asked about."""
    text: str = field(repr=False)
    """The text of the message."""
    history: tuple[str, ...] = field(default=(), repr=False)
    """The texts before: the user's messages and the assistant's questions, in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The current answer of the assistant to a dialogue."""

    message_ids: tuple[int, ...]
    """The ids of the bot's messages. A long answer needs several; the last one has the buttons."""
    version: int = 1
    """Increased with every change. A button has the version of its answer."""
    language: str = "en"
    """The `code` of the texts in which the answer was written."""
    schedule: Schedule | None = field(default=None, repr=False)
    """The schedule that the answer shows; None if it shows none."""
    replaced: tuple[Schedule, ...] = field(default=(), repr=False)
    """The planned events that the schedule changes or removes, as they are planned now; one event in each schedule."""
    written: tuple[Event, ...] = field(default=(), repr=False)
    """Those events of the schedule that keep changes of other messages, as the words of the message alone have them."""
    removes: bool = False
    """Whether Confirm removes the events of the schedule, instead of planning them."""
    dialogue: tuple[str, ...] = field(default=(), repr=False)
    """If the answer is a question: all texts of the dialogue, the question last. The user's next message replies."""
    is_aside: bool = False
    """Whether it answers a command, or a message without text. Such an answer leaves a question before it open."""
    decision: Decision = ""
    """The button that was pressed."""
    file_sent: bool = False
    """Whether the calendar file of the confirmed schedule was sent."""
    removed: tuple[Schedule, ...] = field(default=(), repr=False)
    """Events that are no longer planned, until the file was sent that removes them from calendars."""

    @property
    def shown(self) -> tuple[int, int]:
        """The message and the version that a button belongs to."""
        return self.message_ids[-1], self.version


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """A confirmed event. It belongs to the message that it came from, even if another message changes it."""

    origin_id: int
    """The message that began the dialogue in which the event was first planned."""
    schedule: Schedule = field(repr=False)
    """A schedule with this event alone, and with its sequence."""
    written: Event | None = field(default=None, repr=False)
    """The event as the words of its message have it, if another message changed it; else None."""
    is_planned: bool = True
    """False once the event was removed; it is kept because a later version needs a higher sequence."""

    @property
    def event(self) -> Event:
        """The event, as it is planned."""
        return self.schedule.events[0]

    @property
    def uid(self) -> str:
        """The uid of the event."""
        return self.event.uid


@dataclass(frozen=True, slots=True)
class Change:
    """The changes of a decision; a store saves all of them or nothing."""

    answer: Answer
    """The decided answer."""
    events: tuple[PlannedEvent, ...]
    """The events to save. Each one replaces the saved event with its uid."""
