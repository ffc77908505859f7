"""Doubts about days and times that the user names and no item has. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.planned import is_unmoved
from schedbot_sdk.schedule.llm.plausibility.before import Before
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.merged import excluded_days
from schedbot_sdk.schedule.llm.plausibility.said import clock_name, day_name, weekday_name
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["missing_doubts"]


def missing_doubts(
    items: Sequence[Heard], text: Reading, today: dt.date, before: Sequence[Before], doubted: Collection[Day | Clock]
) -> Iterator[str]:
    """Yield a doubt for each day and time that the user names and no item has.

    Args:
        items: The items, with what they keep of planned events.
        text: The user's words.
        today: The current day in the user's zone.
        before: The planned events that the user speaks of: their days and times need no item.
        doubted: The days and times about which there is a doubt already.
    """
    todays = [today, today + dt.timedelta(days=1), today - dt.timedelta(days=1)] if text.zones else [today]
    shown: set[str] = set()
    ends = [day.end for day in text.days if day.end is not None and any(one.is_on(day, todays) for one in before)]
    for day in (*text.days, *ends):
        is_known = day in doubted or any(one.is_on(day, todays) for one in before)
        is_first = day in text.of(("first_day",), Day) or day.end is not None
        if not is_known and not any(_covers(one, day, todays, is_first=is_first) for one in items):
            shown.add(_day_doubt(day_name(day, today)))
    if not (len(items) == 1 and _names_its_days(items[0])):
        repeated = {day for one in text.repeats for day in one.weekdays} - excluded_days(text)
        planned = {day for one in items for day in _weekdays(one)} | {day for one in before for day in one.repeats_on()}
        shown |= {_day_doubt(weekday_name(day)) for day in repeated - planned}
    finals = [clock.end for clock in text.clocks if clock.end and any(one.begins_at(clock) for one in before)]
    for clock in (*text.clocks, *finals):
        is_known = clock in doubted or any(one.begins_or_ends_at(clock) for one in before)
        if clock.also_length is None and not is_known and not any(one.begins_or_ends(clock) for one in items):
            shown.add(f"the user names {clock_name(clock)}, but no item begins or ends then: is one left out?")
    yield from sorted(shown)


def _day_doubt(name: str | None) -> str:
    return f"the user names {name or 'a day'}, but no item is on that day: is one left out?"


def _names_its_days(one: Heard) -> bool:
    """Whether an item repeats on weekdays: there are other doubts about them."""
    rule = one.item.recurrence
    return rule is not None and (bool(rule.days) or rule.freq == "weekly")


def _covers(one: Heard, day: Day, todays: list[dt.date], *, is_first: bool) -> bool:
    rule = one.item.recurrence
    if rule is not None and _stays(one) and not is_first:
        return one.is_on(day, todays)
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


def _stays(one: Heard) -> bool:
    """Whether an item repeats as it was planned: then the days of that event are the only ones that it has."""
    return one.replaced is not None and one.day is not None and is_unmoved(one.replaced, one.day, one.time, one.zone)


def _weekdays(one: Heard) -> Iterator[int]:
    yield from (day.weekday() for day in one.days())
    rule = one.item.recurrence
    if rule is not None:
        yield from (WEEKDAYS.index(day) for day in rule.days)
        if rule.freq in {"daily", "hourly"} or rule.month_days:
            yield from range(7)
