"""Finds what is probably wrong in a draft without problems, by the user's plainest words. Pure.

These checks do not understand the text. So the LLM is asked once about its doubtful draft, and its second answer is
accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm import date_phrases
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.text_match import shares_a_word
from schedbot_sdk.schedule.llm.validate import parse_date, parse_time
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Weekday

__all__ = ["doubts"]

_DAY: Final = dt.timedelta(days=1)
_MORNING: Final = dt.time(6)
_HALF_DAY: Final = 12 * 60


def doubts(draft: Draft, *, texts: Sequence[str], now: dt.datetime, zone: ZoneInfo) -> Iterator[str]:
    """Yield what the LLM is asked once about a draft without problems.

    Args:
        draft: The draft that the LLM wrote.
        texts: The user's texts, the newest last.
        now: When the newest text was written, aware.
        zone: The user's time zone, in which the draft's dates and times are.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    today = local_time(now, zone).date()
    text = "\n".join(texts)
    if draft.outcome == "not_a_schedule" and not date_phrases.is_question(texts[-1]) and _names_a_plan(text):
        yield (
            "the outcome is not_a_schedule, but the text names a day and a time: plan it, or ask by"
            " needs_clarification whether it is to be planned"
        )
    if draft.outcome != "created":
        return
    for number, item in enumerate(draft.items):
        # The whole text is about a single item; each of several items is about its quote.
        words = text if len(draft.items) == 1 else item.source_quote
        yield from _item_doubts(item, f"items[{number}]", words, text, today)
    if date_phrases.names_an_unsupported_repetition(text):
        yield (
            "the user's repetition is one that recurrence has no form for: ask by needs_clarification which days are"
            " meant, or whether another repetition will do"
        )
    elif date_phrases.names_a_repetition(text) and all(item.recurrence is None for item in draft.items):
        yield "the user speaks of a repetition, but no item has a recurrence"
    if not date_phrases.is_relative(text):
        yield from _missing_items(draft.items, text)


def _names_a_plan(text: str) -> bool:
    return (date_phrases.names_a_day(text) and date_phrases.names_a_time(text)) or date_phrases.names_minutes_from_now(
        text
    )


def _item_doubts(item: DraftItem, path: str, words: str, text: str, today: dt.date) -> Iterator[str]:
    if not shares_a_word(text, item.title):
        yield f"{path}.title has no word of the user's: is it what they want to do?"
    if item.duration_minutes is not None and not date_phrases.names_a_length(text):
        yield f"{path}.duration_minutes is {item.duration_minutes}, but the user does not say how long: give null"
    if item.in_minutes is not None:
        if not date_phrases.counts_from_now(text):
            yield f"{path}.in_minutes is {item.in_minutes}, but the user does not count from now: give null"
        return
    if date_phrases.is_relative(words):
        return
    if item.recurrence is None and not _is_on_the_day(item, words, today):
        yield f"{path}.date is {item.date}, a {item.weekday}, but the user names another day"
    times = date_phrases.named_times(words)
    if len({time for time, _ in times}) == 1 and not _is_at(item, max(times)):
        yield f"{path}.time is {item.time or 'null'}, but the user names another time"


def _missing_items(items: Sequence[DraftItem], text: str) -> Iterator[str]:
    """Yield a doubt for each day and time that the user names and no item has."""
    planned = {day for item in items for day in _weekdays(item)}
    for day in sorted(date_phrases.named_weekdays(text) - planned, key=WEEKDAYS.index):
        yield f"the user names {day}, but no item is on that day: is one left out?"
    for time in sorted(date_phrases.named_times(text)):
        if not any(_is_at(item, time) for item in items):
            yield f"the user names {time[0]:%H:%M}, but no item begins or ends then: is one left out?"


def _is_on_the_day(item: DraftItem, words: str, today: dt.date) -> bool:
    """Whether an item is on the one day that its words name; True if they name several."""
    weekdays, ahead, dates = (
        date_phrases.named_weekdays(words),
        date_phrases.named_days_ahead(words),
        date_phrases.named_dates(words),
    )
    if len(weekdays) + len(ahead) + len(dates) != 1:
        return True
    return any(
        WEEKDAYS[day.weekday()] in weekdays or (day - today).days in ahead or (day.month, day.day) in dates
        for day in _days(item)
    )


def _weekdays(item: DraftItem) -> Iterator[Weekday]:
    for day in _days(item):
        yield WEEKDAYS[day.weekday()]
    if item.recurrence is not None:
        yield from item.recurrence.days
        if item.recurrence.freq == "daily":
            yield from WEEKDAYS


def _days(item: DraftItem) -> list[dt.date]:
    """The day of an item. At night, also the day before: many people count the night to that day."""
    day, at = parse_date(item.date), _time(item)
    if day is None:
        return []
    return [day] if at is None or at >= _MORNING else [day, day - _DAY]


def _is_at(item: DraftItem, named_time: tuple[dt.time, bool]) -> bool:
    """Whether an item begins or ends at a time; if the half of the day is unknown, 12 hours apart count too."""
    at, (time, is_exact) = _time(item), named_time
    if at is None:
        return False
    begin = at.hour * 60 + at.minute
    ends = (begin, (begin + (item.duration_minutes or 0)) % (2 * _HALF_DAY))
    distances = [abs(time.hour * 60 + time.minute - moment) for moment in ends]
    return 0 in distances or (not is_exact and _HALF_DAY in distances)


def _time(item: DraftItem) -> dt.time | None:
    return None if item.time is None else parse_time(item.time)
