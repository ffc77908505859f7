"""Doubts about the end of a repetition, and about the days that it leaves out. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Days
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.said import listed_days
from schedbot_sdk.schedule.llm.validate import parse_date
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["end_doubts", "exception_doubts"]

_PERIODS: Final = {"hourly": 1 / 24, "daily": 1.0, "weekly": 7.0, "monthly": 30.4, "yearly": 365.0}
"""The days from one time to the next."""
_LONG: Final = {Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR}
_MAYBE_ENDS: Final = (
    "until",
    "do",
    "finale",
    "ending",
    "po",
    "to",
    "months",
    "weekday_range",
    "bounding_length",
    "inclusive",
)
_MAYBE_EXCEPTIONS: Final = ("wide_exception", "except", "without", "not", "but", "no_weekdays", "instead", "cancel",
                            "no", "bound", "exceptions")  # fmt: skip


def end_doubts(heard: Heard, rule: DraftRecurrence, words: Reading) -> Iterator[str]:
    """Yield a doubt if the repetition ends at another time than the user says."""
    path = f"{heard.path}.recurrence"
    ranges = [day.end for day in words.days if day.end is not None]
    if rule.freq == "weekly":  # "from Monday to Thursday every week"
        ranges = [end for end in ranges if not end.weekdays or end.month is not None or end.number is not None]
    days = words.of(("last_day",), Day) + ranges
    counts = words.of(("count",), int)
    bounds = [one for one in words.lengths if one.unit in _LONG]
    if days and rule.count is None:
        yield from _last_day_doubts(heard, rule, days)
    elif counts:
        if rule.until is None and rule.count not in counts:
            yield f"{path}.count is {rule.count or 'null'}, but the user says how many times"
    elif bounds:
        if not any(_is_as_long(heard, rule, length) for length in bounds):
            yield f"{path} ends at another time than the user says: see until and count"
    elif not words.has(*_MAYBE_ENDS):
        yield from _unnamed_end_doubts(rule, words, path)


def _last_day_doubts(heard: Heard, rule: DraftRecurrence, days: list[Day]) -> Iterator[str]:
    last = None if rule.until is None else parse_date(rule.until)
    names = listed_days(days, heard.now.date())
    if last is not None:
        if not any(_ends_on(day, last, heard.now.date()) for day in days):
            yield f"{heard.path}.recurrence.until is {rule.until}, but the user names another last day{names}"
    elif not (rule.months and any(day.is_weak for day in days)):
        yield f"{heard.path}.recurrence.until is null, but the user names the last day{names}"


def _unnamed_end_doubts(rule: DraftRecurrence, words: Reading, path: str) -> Iterator[str]:
    numbers = words.of(("digits", "number_word", "amount"), object)
    if rule.until is not None:
        yield f"{path}.until is {rule.until}, but the user names no last day: give null"
    elif rule.count is not None and rule.count not in numbers:
        yield f"{path}.count is {rule.count}, but the user does not say how many times: give null"


def _is_as_long(heard: Heard, rule: DraftRecurrence, length: Length) -> bool:
    """Whether a repetition goes on about as long as that."""
    last = None if rule.until is None else parse_date(rule.until)
    days = length.minutes / 1440 + length.months * 30.4
    period = _PERIODS[rule.freq] * rule.interval / max(1, len(rule.days))
    if length.is_vague or heard.day is None:
        return last is not None or rule.count is not None
    if last is not None:
        return abs((last - heard.day).days - days) <= max(period, 7.0) + 1
    return rule.count is not None and abs(rule.count - days / period) <= max(1.0, days / period / 10)


def _ends_on(named: Day, last: dt.date, today: dt.date) -> bool:
    """Whether a repetition ends on that day, or on the day before it: "until" is both."""
    if named.bound is not None:
        return named.bound.accepts(last, today) or named.bound.fits(last)
    return any(named.accepts(day, today) or named.fits(day) for day in (last, last + dt.timedelta(days=1)))


def _each(days: Iterable[Day | None]) -> Iterator[Day]:
    """The days of a list; "5 and 20 December" are two."""
    for day in days:
        if day is not None:
            yield replace(day, other=None)
            yield from _each((day.other,))


def exception_doubts(heard: Heard, rule: DraftRecurrence, words: Reading) -> Iterator[str]:
    """Yield a doubt if the repetition leaves out other days than the user says."""
    path = f"{heard.path}.recurrence"
    today = heard.now.date()
    planned = [day for day in map(parse_date, rule.except_dates) if day is not None]
    named = [day for days in words.of(("exceptions",), Days) for day in _each(days)]
    weekdays = {WEEKDAYS.index(one) for one in rule.days}
    for day in named:
        is_weekday = bool(day.weekdays) and day.month is None and day.number is None
        if is_weekday and weekdays and not weekdays & day.weekdays:
            continue
        if not any(day.accepts(one, today) or (is_weekday and day.fits(one)) for one in planned):
            yield f"{path}.except_dates lack a day that the user excepts{listed_days([day], today)}"
    is_moved = heard.item.replaces is not None
    if is_moved and not named and heard.words.has("cancel", "no", "not", "except", "without"):
        yield from _left_out_doubts(heard, planned, path)
    is_named = all(any(day.accepts(one, today) for day in (*words.days, *heard.text.days)) for one in planned)
    if not is_named and not named and not is_moved and not words.has(*_MAYBE_EXCEPTIONS):
        yield f"{path}.except_dates is not empty, but the user excepts no day: give an empty list"


def _left_out_doubts(heard: Heard, planned: list[dt.date], path: str) -> Iterator[str]:
    """Yield a doubt for each day that is left out by the user's words, and not by the item."""
    today = heard.now.date()
    # "8 and 15 December" are two days, but "8/12" is one day with two readings.
    days = [one for day in heard.words.days for one in (_each((day,)) if _is_list(day) else (day,))]
    left = [day for day in days if not any(day.accepts(one, today) for one in planned)]
    is_other_day = bool(planned) and len(left) == len(days)  # there is a doubt about that already
    for day in () if is_other_day else left:
        # "no gym on Tuesday, swim on Wednesday": Wednesday is not a day of the gym.
        is_theirs = any(one.event is heard.replaced and one.is_on(day, [today]) for one in heard.before)
        if is_theirs or not planned:
            yield f"{path}.except_dates lack the day that the user leaves out{listed_days([day], today)}"


def _is_list(day: Day) -> bool:
    return day.other is not None and day.other.month == day.month
