"""What becomes of a text that is to be planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from schedbot_sdk.chat import Usage
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["Created", "NeedsClarification", "NotASchedule", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """The text is planned."""

    schedule: Schedule = field(repr=False)
    usage: Usage
    """The tokens of all tries together."""
    tries: int
    """How many answers the LLM gave; 1 when the first one was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsClarification:
    """Something is missing, or can be read in two ways.

    Ask the question. With the reply call `create_schedule` again, and pass the text, as the user's turn, and the
    question, as the assistant's, as its `history`.
    """

    question: str = field(repr=False)
    """In the user's language."""
    usage: Usage
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotASchedule:
    """The text plans nothing."""

    usage: Usage
    tries: int


Outcome: TypeAlias = Created | NeedsClarification | NotASchedule
"""What became of a text; a `match` over the three is exhaustive."""
