"""The form that the LLM fills in: flat, with all fields required, because LLMs fill such forms best.

The descriptions and the class docstrings are sent to the LLM: see `PROMPT_VERSION`. Constrained decoders support
patterns, but not formats. With the format `date-time`, an LLM would add an offset that the user did not name.
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
    """The unit of `interval`: days, weeks, months or years."""
    interval: int = Field(description="1 is every one of them, 2 every other one")
    """1 is every day, week, month or year; 2 is every other one."""
    days: list[Weekday] = Field(description="weekly only: the weekdays; else empty")
    """The weekdays of a weekly item; else empty."""
    until: _Day | None = Field(description="the last day, if one was said")
    """The last day, `YYYY-MM-DD`; None if the user named none."""
    count: int | None = Field(description="how many times in all, if that was said")
    """How many times the item happens; None if the user named no number."""


class DraftItem(_Form, frozen=True):
    """One thing, on the user's own clock."""

    title: str = Field(description="what it is, in a few words")
    """The title."""
    date: _Day = Field(description="its day, the first one if it repeats")
    """The day, `YYYY-MM-DD`; the first one if the item repeats."""
    time: _Time | None = Field(description="without an offset; null for whole days, and where no time was said")
    """The local time, `HH:MM`; None for whole days, and if the user named no time."""
    weekday: Weekday = Field(description="the weekday of date")
    """The weekday of `date`."""
    in_minutes: int | None = Field(description="minutes from now, only where it was said like that")
    """Minutes from now; None unless the user counted from now."""
    duration_minutes: int | None = Field(description="how long it takes, if that was said")
    """The duration in minutes; None if the user named none."""
    recurrence: DraftRecurrence | None = Field(description="how it repeats; null if it happens once")
    """How the item repeats; None if it happens once."""
    source_quote: str = Field(description="the words of the user that it comes from, copied exactly")
    """The user's words that the item comes from, copied exactly."""


class Draft(_Form, frozen=True):
    """What becomes of the user's text."""

    outcome: Literal["created", "needs_clarification", "not_a_schedule"]
    """`created`: the items are planned; `needs_clarification`: the question must be asked; `not_a_schedule`: the text
    plans nothing."""
    question: str | None = Field(description="what must be asked back; null unless the outcome is needs_clarification")
    """The question for the user; None unless the outcome is `needs_clarification`."""
    items: list[DraftItem] = Field(description="empty unless the outcome is created")
    """The planned items; empty unless the outcome is `created`."""
