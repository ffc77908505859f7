"""What the LLM planned: the form that it must have, and checks against the calendar and the user's own words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Event",
    "Item",
    "NotASchedule",
    "Outcome",
    "Plan",
    "Question",
    "Rejected",
    "Schedule",
    "faults",
    "read_plan",
]

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Item(BaseModel):
    """One thing to do, as the LLM writes it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=100)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="on the user's clock")
    time: Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")] | None = Field(
        description="on the user's clock, without an offset; null when the user named none"
    )
    weekday: str = Field(description="the weekday of date, in English")
    duration_minutes: Annotated[int, Field(ge=1, le=31 * 24 * 60)] | None
    source_quote: str = Field(min_length=1, description="the part of the message that it comes from, word for word")


class Plan(BaseModel):
    """The LLM's answer. It is flat, and every field is there, since LLMs fill such forms best."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    outcome: Literal["created", "needs_clarification", "not_a_schedule"]
    question: Annotated[str, Field(min_length=1, max_length=500)] | None
    items: list[Item] = Field(max_length=20)


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


def faults(plan: Plan, said: str) -> Iterator[str]:
    """What the LLM should have done better, in words for it.

    Args:
        plan: What it wrote.
        said: The user's message, in which every item must have its source.
    """
    if plan.outcome == "created" and not plan.items:
        yield "outcome is created, but items is empty"
    if plan.outcome == "needs_clarification" and plan.question is None:
        yield "outcome is needs_clarification, but question is null"
    for number, item in enumerate(plan.items):
        place = f"items[{number}]"
        day = _day(item)
        if day is None or (item.time is not None and _time(item) is None):
            yield f"{place}: there is no {item.date} {item.time or ''}".rstrip()
        # LLMs are poor at weekdays: when the two disagree, nobody knows which one the user meant.
        elif item.weekday.lower() != _WEEKDAYS[day.weekday()]:
            yield f"{place}.weekday is {item.weekday}, but {item.date} is a {_WEEKDAYS[day.weekday()]}"
        if not item.source_quote.strip() or _words(item.source_quote) not in _words(said):
            yield f"{place}.source_quote is not in the message"


def read_plan(plan: Plan, *, now: datetime) -> Outcome:
    """What becomes of a plan without faults.

    Args:
        plan: What the LLM wrote.
        now: The time in the user's zone, which is the zone of all times in the plan.
    """
    if plan.outcome == "not_a_schedule":
        return NotASchedule()
    if plan.outcome == "needs_clarification":
        return Question(plan.question or "")
    events: list[Event] = []
    for item in plan.items:
        try:
            event = _event(item, now)
        except OverflowError:  # in the year 9999
            event = Rejected("nonsense")
        if isinstance(event, Rejected):
            return event
        events.append(event)
    return Schedule(tuple(sorted(events, key=_order)))


def _day(item: Item) -> date | None:
    try:
        return date.fromisoformat(item.date)
    except ValueError:  # 2026-02-30
        return None


def _time(item: Item) -> time | None:
    try:
        return None if item.time is None else time.fromisoformat(item.time)
    except ValueError:  # 25:00
        return None


def _event(item: Item, now: datetime) -> Event | Rejected:
    day, at = _day(item), _time(item)
    if day is None:
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
