"""What the LLM planned: read strictly, checked against the calendar and the user's own words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["Event", "NotASchedule", "Outcome", "Question", "Rejected", "Schedule", "read_plan"]

_FENCE: Final = re.compile(r"\A```(?:json)?\s*(.*?)\s*```\Z", re.DOTALL)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Item(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=100)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    time: Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")] | None
    weekday: str
    duration_minutes: Annotated[int, Field(ge=1, le=31 * 24 * 60)] | None
    source_quote: str = Field(min_length=1)


class _Plan(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    outcome: Literal["created", "needs_clarification", "not_a_schedule"]
    question: Annotated[str, Field(min_length=1, max_length=500)] | None
    items: list[_Item] = Field(max_length=20)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to do; `start` and `end` are in the user's zone, and None where the user named no time."""

    title: str
    day: date
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan that passed every check, earliest first."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The LLM wants to know more."""

    text: str


@dataclass(frozen=True, slots=True)
class NotASchedule:
    """The message plans nothing."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A plan that must not be shown as if it were right.

    `"nonsense"` is the LLM's fault; `"past"`, and `"gap"` (the change of the clocks skips it), may be the user's.
    """

    reason: Literal["nonsense", "past", "gap"]


Outcome = Schedule | Question | NotASchedule | Rejected


def read_plan(answer: str, *, said: str, now: datetime) -> Outcome:
    """Read the LLM's answer.

    Args:
        answer: What it wrote: JSON as `prompt.py` asks for, perhaps in a code fence.
        said: The user's message, in which every item must have its source.
        now: The time in the user's zone, which is the zone of all times in the plan.
    """
    try:
        plan = _Plan.model_validate_json(_FENCE.sub(r"\1", answer.strip()))
    except ValidationError:
        return Rejected("nonsense")
    if plan.outcome == "not_a_schedule":
        return NotASchedule()
    if plan.outcome == "needs_clarification":
        return Question(plan.question) if plan.question else Rejected("nonsense")
    events: list[Event] = []
    for item in plan.items:
        event = _event(item, said, now)
        if isinstance(event, Rejected):
            return event
        events.append(event)
    return Schedule(tuple(sorted(events, key=_order))) if events else Rejected("nonsense")


def _event(item: _Item, said: str, now: datetime) -> Event | Rejected:
    try:
        day = date.fromisoformat(item.date)
        at = None if item.time is None else time.fromisoformat(item.time)
    except ValueError:  # 2026-02-30, 25:00
        return Rejected("nonsense")
    # LLMs are poor at weekdays: when the two disagree, nobody knows which one the user meant.
    if item.weekday.lower() != _WEEKDAYS[day.weekday()] or _words(item.source_quote) not in _words(said):
        return Rejected("nonsense")
    if at is None:
        return Rejected("past") if day < now.date() else Event(item.title, day, None, None)
    first = datetime.combine(day, at, now.tzinfo)
    if first.astimezone(UTC).astimezone(now.tzinfo).time() != at:
        return Rejected("gap")
    # A time may come twice, when the clocks go back: the next one is meant. Timestamps tell the two apart.
    both = (first, first.replace(fold=1))
    start = next((moment for moment in both if moment.timestamp() >= now.timestamp()), None)
    if start is None:
        return Rejected("past")
    length = item.duration_minutes
    # Added in UTC, so that ninety minutes are ninety minutes in the night when the clocks change.
    end = None if length is None else (start.astimezone(UTC) + timedelta(minutes=length)).astimezone(now.tzinfo)
    return Event(item.title, day, start, end)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _order(event: Event) -> tuple[date, float]:
    return event.day, event.start.timestamp() if event.start else 0.0
