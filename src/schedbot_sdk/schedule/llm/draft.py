"""The form that the LLM fills in: flat, with all fields required, because LLMs fill such forms best.

The descriptions and the class docstrings are sent to the LLM: see `PROMPT_VERSION`. Constrained decoders support
patterns, but not formats. With the format `date-time`, an LLM would add an offset that the user did not name.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from schedbot_sdk.schedule.model.recurrence import Freq, Nth, Weekday

__all__ = ["Draft", "DraftItem", "DraftRecurrence"]

_Day: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_Time: TypeAlias = Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")]


class _Form(BaseModel, frozen=True, strict=True, extra="forbid", hide_input_in_errors=True):
    """A part of the LLM's answer."""


class DraftRecurrence(_Form, frozen=True):
    """How an item repeats, as `Recurrence` has it."""

    freq: Freq
    """The unit of `interval`: hours, days, weeks, months or years."""
    interval: int = Field(description="1 is every one of them, 2 every other one")
    """1 is every hour, day, week, month or year; 2 is every other one."""
    days: list[Weekday] = Field(description="weekly: the weekdays; monthly, yearly: those of nth; else empty")
    """The weekdays of a weekly item, or of `nth`; else empty."""
    nth: Nth | None = Field(description="monthly, yearly: which of days, 1 to 5, -1 the last; else null")
    """Which of `days` of a month: 1 to 5, or -1 for the last; None if no number was said."""
    month_days: list[int] = Field(description="monthly, yearly: several days of the month, or -1, the last; else empty")
    """The days of the month, 1 to 31, or -1 for the last; empty if the day of `date` is the only one."""
    months: list[int] = Field(description="the months, 1 to 12, if only some were said; else empty")
    """The months in which the item happens, 1 to 12; empty for all."""
    except_dates: list[_Day] = Field(description="the days on which it does not happen; else empty")
    """The days on which the item does not happen, `YYYY-MM-DD`."""
    until: _Day | None = Field(description="the last day, if one was said")
    """The last day, `YYYY-MM-DD`; None if the user named none."""
    count: int | None = Field(description="how many times in all, if that was said")
    """How many times the item happens; None if the user named no number."""


class DraftItem(_Form, frozen=True):
    """One thing, on the user's own clock, or on that of `zone`."""

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
    zone: str | None = Field(description="IANA name, only if another place or time zone was named for the time")
    """The IANA name of the zone of `date` and `time`; None for the user's own."""
    place: str | None = Field(description="where it is, if that was said")
    """Where it happens; None if the user named no place."""
    remind_minutes: int | None = Field(description="minutes before it, if a reminder was asked for")
    """How many minutes before it the user wants to be reminded; None if they asked for no reminder."""
    replaces: int | None = Field(description="the number of the planned event that it changes; null for a new one")
    """The number of the planned event that the item replaces, from 1; None for a new one."""
    recurrence: DraftRecurrence | None = Field(description="how it repeats; null if it happens once")
    """How the item repeats; None if it happens once."""
    source_quote: str = Field(description="the words of the user that it comes from, copied exactly")
    """The user's words that the item comes from, copied exactly."""


class Draft(_Form, frozen=True):
    """What becomes of the user's text."""

    outcome: Literal["created", "cancelled", "needs_clarification", "not_a_schedule"]
    """`created`: the items are planned; `cancelled`: planned events are cancelled, those that the items replace;
    `needs_clarification`: the question must be asked; `not_a_schedule`: the text plans nothing."""
    question: str | None = Field(description="what must be asked back; null unless the outcome is needs_clarification")
    """The question for the user; None unless the outcome is `needs_clarification`."""
    items: list[DraftItem] = Field(description="empty unless the outcome is created or cancelled")
    """The items that are planned or cancelled; empty if the outcome is another one."""
