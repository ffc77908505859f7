"""The outcomes of `create_schedule`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from schedbot_sdk.chat import Usage
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["Cancelled", "Created", "NeedsClarification", "NotASchedule", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """The text was planned."""

    schedule: Schedule = field(repr=False)
    """The schedule of the text. An event that replaces a planned one has its uid, and a higher sequence."""
    usage: Usage
    """The tokens of all answers together."""
    tries: int
    """How many answers the LLM gave; 1 if the first one was valid."""
    doubts: tuple[str, ...] = field(default=(), repr=False)
    """The doubts that remain, in English: the user's words contradict the draft, and the LLM kept it. Usually empty;
    if not, ask the user to check the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The text cancels events that were planned."""

    schedule: Schedule = field(repr=False)
    """The cancelled events, as they were planned, with their uids. Its source is the message that cancels them.

    `to_ics(schedule, method="CANCEL")` removes them from calendars. Only whole events are here. If one occurrence of a
    repeating event is cancelled, the outcome is `Created`, and the event has one more of the `except_dates`.
    """
    usage: Usage
    """The tokens of all answers together."""
    tries: int
    """How many answers the LLM gave; 1 if the first one was valid."""
    doubts: tuple[str, ...] = field(default=(), repr=False)
    """The doubts that remain, in English: the user's words contradict the draft, and the LLM kept it. Usually empty;
    if not, ask the user to check the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsClarification:
    """The text lacks something, or has two meanings.

    Ask the user the question. Then call `create_schedule` with the reply. Its `history` must have the text, as the
    user's turn, and the question, as the assistant's turn.
    """

    question: str = field(repr=False)
    """The question for the user, in the user's language."""
    usage: Usage
    """The tokens of all answers together."""
    tries: int
    """How many answers the LLM gave; 1 if the first one was valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotASchedule:
    """The text plans nothing."""

    usage: Usage
    """The tokens of all answers together."""
    tries: int
    """How many answers the LLM gave; 1 if the first one was valid."""
    doubts: tuple[str, ...] = field(default=(), repr=False)
    """The doubts that remain, in English: the user's words contradict the draft, and the LLM kept it. Usually empty;
    if not, ask the user to check the plan."""


Outcome: TypeAlias = Created | NeedsClarification | NotASchedule | Cancelled
"""The outcome of `create_schedule`; a `match` over the four classes is exhaustive. Without `planned` events the outcome
is never `Cancelled`."""
