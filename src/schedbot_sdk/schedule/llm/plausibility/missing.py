"""Doubts about days and times that the user names and no item has. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.merged import excluded_days
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["missing_doubts"]


def missing_doubts(items: Sequence[Heard], text: Reading, today: dt.date) -> Iterator[str]:
    """Yield a doubt for each day and time that the user names and no item has."""
    todays = [today, today + dt.timedelta(days=1), today - dt.timedelta(days=1)] if text.zones else [today]
    shown: set[str] = set()
    for day in text.days:
        if not any(_covers(one, day, todays) for one in items):
            name = WEEKDAYS[next(iter(day.weekdays))] if len(day.weekdays) == 1 and day.number is None else "a day"
            shown.add(f"the user names {name}, but no item is on that day: is one left out?")
    repeated = {day for one in text.repeats for day in one.weekdays} - excluded_days(text)
    planned = {day for one in items for day in _weekdays(one)}
    shown |= {
        f"the user names {WEEKDAYS[day]}, but no item is on that day: is one left out?" for day in repeated - planned
    }
    for clock in text.clocks:
        if clock.also_length is None and not any(one.begins_or_ends(clock) for one in items):
            at = f"{clock.minute // 60:02}:{clock.minute % 60:02}"
            shown.add(f"the user names {at}, but no item begins or ends then: is one left out?")
    yield from sorted(shown)


def _covers(one: Heard, day: Day, todays: list[dt.date]) -> bool:
    rule = one.item.recurrence
    if rule is not None:
        if rule.freq == "yearly" and day.month is not None and one.day is not None:
            return day.month in (rule.months or [one.day.month])
        if rule.freq in {"daily", "hourly", "monthly", "yearly"} or day.number is not None or day.is_weak:
            return True
        if set(day.weekdays) & set(_weekdays(one)) or not day.weekdays:
            return True
    last = one.day
    if last is not None and one.item.duration_minutes is not None:
        last += dt.timedelta(minutes=one.item.duration_minutes - 1)
        if any(day.accepts(last, today) for today in todays):
            return True
    return one.is_on(day, todays)


def _weekdays(one: Heard) -> Iterator[int]:
    yield from (day.weekday() for day in one.days())
    rule = one.item.recurrence
    if rule is not None:
        yield from (WEEKDAYS.index(day) for day in rule.days)
        if rule.freq in {"daily", "hourly"} or rule.month_days:
            yield from range(7)
