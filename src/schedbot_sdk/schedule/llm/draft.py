"""What the LLM fills in: flat, and every field is there, since LLMs fill such forms best.

Constrained decoders know patterns and no formats: a `date-time` would come with an offset that nobody said.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from schedbot_sdk.schedule.model.recurrence import Weekday

__all__ = ["Draft", "DraftItem", "DraftRecurrence"]

_Day: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_Time: TypeAlias = Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")]


class _Form(BaseModel, frozen=True, strict=True, extra="forbid", hide_input_in_errors=True):
    """A part of the LLM's answer."""


class DraftRecurrence(_Form, frozen=True):
    """How an item repeats, as `Recurrence` has it."""

    freq: Literal["daily", "weekly", "monthly", "yearly"]
    interval: int = Field(description="1 is every one of them, 2 every other one")
    days: list[Weekday] = Field(description="weekly only: the weekdays; else empty")
    until: _Day | None = Field(description="the last day, if one was said")
    count: int | None = Field(description="how many times in all, if that was said")


class DraftItem(_Form, frozen=True):
    """One thing, on the user's own clock."""

    title: str = Field(description="what it is, in a few words")
    date: _Day = Field(description="its day, the first one if it repeats")
    time: _Time | None = Field(description="without an offset; null for whole days, and where no time was said")
    weekday: Weekday = Field(description="the weekday of date")
    in_minutes: int | None = Field(description="minutes from now, only where it was said like that")
    duration_minutes: int | None = Field(description="how long it takes, if that was said")
    recurrence: DraftRecurrence | None = Field(description="how it repeats; null if it happens once")
    source_quote: str = Field(description="the words of the user that it comes from, copied exactly")


class Draft(_Form, frozen=True):
    """What becomes of the user's text."""

    outcome: Literal["created", "needs_clarification", "not_a_schedule"]
    question: str | None = Field(description="what must be asked back; null unless the outcome is needs_clarification")
    items: list[DraftItem] = Field(description="empty unless the outcome is created")
