"""Doubts about how an item repeats. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.phrases.values import Day, Repeat
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.validate import parse_date
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["UNSUPPORTED", "names_an_unsupported_one", "repetition_doubts"]

UNSUPPORTED: Final = (
    "the user's repetition is one that recurrence has no form for: ask by needs_clarification which days are"
    " meant, or whether another repetition will do"
)
_ALL_DAYS: Final = frozenset(range(7))
_SAME: Final = {("daily", 7): ("weekly", 1), ("daily", 14): ("weekly", 2), ("monthly", 12): ("yearly", 1),
                ("hourly", 24): ("daily", 1)}  # fmt: skip
_HINTS: Final = ("every", "repeat", "weekday_range", "times", "once", "twice", "birthday", "shift", "po", "weekdays",
                 "mornings", "evenings", "nights", "through", "other")  # fmt: skip


def names_an_unsupported_one(text: Reading) -> bool:
    """Whether the text names a repetition that a recurrence cannot express."""
    return any(not one.has_form for one in text.repeats)


def repetition_doubts(heard: Heard) -> Iterator[str]:
    """Yield the doubts about a repetition that differs from the user's."""
    rule = heard.item.recurrence
    words = heard.words if heard.words.repeats else heard.text
    if rule is None or names_an_unsupported_one(heard.text):
        return
    path = f"{heard.path}.recurrence"
    if not words.repeats:
        if not heard.text.has(*_HINTS):
            yield f"{path} is not null, but the user names no repetition: give null"
        return
    said = _merged(words, heard.text)
    yield from _rate_doubts(rule, said, path)
    yield from _day_doubts(rule, said, heard, words, path)
    yield from _end_doubts(rule, heard, words, path)
    yield from _exception_doubts(rule, heard, words, path)


def _merged(words: Reading, text: Reading) -> Repeat:
    """All parts of a repetition as one."""
    parts = words.repeats
    rates = next((part.rates for part in parts if part.rates), frozenset())
    if not rates:
        rates = next((part.rates for part in text.repeats if part.rates and not part.weekdays), frozenset())
    weekdays = frozenset(day for part in parts for day in part.weekdays)
    excluded = frozenset(day for days in words.of(("no_weekdays",), frozenset) for day in days)
    if excluded:
        weekdays = (weekdays or _ALL_DAYS) - excluded
        rates = frozenset({("weekly", 1)}) if rates == {("daily", 1)} else rates
    nth = next((part.nth for part in parts if part.nth is not None), None)
    in_months = any(rate[0] in {"monthly", "yearly"} for rate in rates)
    numbered = next((day for day in words.days if day.nth is not None), None) if in_months else None
    if numbered is not None:
        nth, weekdays = numbered.nth, numbered.weekdays
    months = frozenset(month for part in parts for month in part.months)
    if numbered is not None and numbered.month is not None:
        months |= {numbered.month}
    if not weekdays and rates and all(rate[0] == "weekly" for rate in rates):
        weekdays = frozenset(day for one in words.days if one.month is None for day in one.weekdays)
    return Repeat(
        rates=rates,
        weekdays=weekdays,
        nth=nth,
        month_days=frozenset(day for part in parts for day in part.month_days),
        months=months,
        maybe_nth=next((part.maybe_nth for part in parts if part.maybe_nth is not None), None),
        parity=next((part.parity for part in parts if part.parity is not None), None),
    )


def _rate(rule: DraftRecurrence) -> tuple[str, int]:
    rate = (rule.freq, rule.interval)
    if rule.freq == "weekly" and len(set(rule.days)) == len(WEEKDAYS):
        rate = ("daily", rule.interval)
    return _SAME.get(rate, rate)


def _rate_doubts(rule: DraftRecurrence, said: Repeat, path: str) -> Iterator[str]:
    rate = _rate(rule)
    named = {_SAME.get(one, one) for one in said.rates}
    if said.weekdays == _ALL_DAYS:
        named |= {("daily", 1)}
    if rate == ("monthly", 1) and rule.months and len(rule.months) == 1:
        rate = ("yearly", 1)
    if not named:
        if said.weekdays and said.nth is None:
            named = {("weekly", 1), ("daily", 1)} if said.weekdays == _ALL_DAYS else {("weekly", 1)}
        elif said.parity is not None or said.month_days:
            named = {("monthly", 1)}
    if named and rate not in named:
        frequencies = sorted({frequency for frequency, _ in named})
        part = "interval" if rule.freq in frequencies else "freq"
        yield f"{path}.{part} is {getattr(rule, part)}, but the user says another repetition"


def _day_doubts(rule: DraftRecurrence, said: Repeat, heard: Heard, words: Reading, path: str) -> Iterator[str]:
    day = heard.day
    if day is None:
        return
    days = {WEEKDAYS.index(one) for one in rule.days} or ({day.weekday()} if rule.freq == "weekly" else set())
    if rule.freq == "daily":
        days = set(_ALL_DAYS) if rule.interval == 1 else set()
    if said.weekdays and days and days != said.weekdays and not (heard.is_alone is False and days <= said.weekdays):
        yield f"{path}.days are not the weekdays that the user names"
    nth = said.nth if said.nth is not None or rule.freq == "weekly" else said.maybe_nth
    if nth is not None and rule.nth != nth:
        yield f"{path}.nth is {rule.nth or 'null'}, but the user says which weekday of the month"
    elif nth is None and rule.nth is not None:
        yield f"{path}.nth is {rule.nth}, but the user names no number of a weekday: give null"
    yield from _month_day_doubts(rule, said, day, words, path)
    months = said.months or frozenset(month for one in words.of(("months",), frozenset) for month in one)
    planned = set(rule.months) or ({day.month} if rule.freq == "yearly" else set())
    ends_there = rule.until is not None and int(rule.until[5:7]) in months
    if months and planned != months and not (not planned and ends_there and day.month in months):
        yield f"{path}.months are not the months that the user names"


def _month_day_doubts(
    rule: DraftRecurrence, said: Repeat, day: dt.date, words: Reading, path: str
) -> Iterator[str]:
    planned = set(rule.month_days) or ({day.day} if not rule.days else set())
    if said.parity is not None:
        if planned and not all(0 < one and one % 2 == said.parity for one in planned):
            yield f"{path}.month_days are not the even or odd days that the user names"
        elif len(planned) < 15:  # noqa: PLR2004  # half a month
            yield f"{path}.month_days are not all the days that the user names"
    elif said.month_days and planned != said.month_days and said.month_days != {-1}:
        yield f"{path}.month_days are not the days of the month that the user names"
    elif said.month_days == {-1} and planned != {-1}:
        yield f"{path}.month_days must be [-1] for the last day of the month"
    elif rule.freq in {"monthly", "yearly"} and not said.month_days and said.nth is None:
        named = [one for one in words.days if one.number is not None and one.year is None]
        if len(named) == 1 and planned != {named[0].number}:
            yield f"{path}: the day of the month is another one than the user's"
        elif len(named) == 1 and rule.freq == "yearly" and named[0].month not in {None, day.month}:
            yield f"{path}: the month is another one than the user's"


def _end_doubts(rule: DraftRecurrence, heard: Heard, words: Reading, path: str) -> Iterator[str]:
    last = None if rule.until is None else parse_date(rule.until)
    named = words.of(("last_day",), Day) + [day.end for day in words.days if day.end is not None]
    counts = words.of(("count",), int)
    bounds = [one for one in words.lengths if one.unit.value >= 1440 or one.months]  # noqa: PLR2004  # a day
    ranged = words.of(("months", "weekday_range"), object)
    if named and rule.count is None:
        if last is None:
            yield f"{path}.until is null, but the user names the last day"
        elif not any(_ends_on(one, last, heard.now.date()) for one in named):
            yield f"{path}.until is {rule.until}, but the user names another last day"
    elif counts and last is None and rule.count not in counts:
        yield f"{path}.count is {rule.count or 'null'}, but the user says how many times"
    elif bounds and rule.count is None and last is None:
        yield f"{path} has no until and no count, but the user says how long it goes on"
    if not (named or counts or bounds or ranged) and not words.has("until", "do", "finale", "ending", "po", "to"):
        if last is not None:
            yield f"{path}.until is {rule.until}, but the user names no last day: give null"
        elif rule.count is not None:
            yield f"{path}.count is {rule.count}, but the user does not say how many times: give null"


def _ends_on(named: Day, last: dt.date, today: dt.date) -> bool:
    """Whether a repetition ends on that day, or on the day before it: "until" is both."""
    days = (last, last + dt.timedelta(days=1))
    return named.is_weak or any(named.fits(day) for day in days) or any(named.accepts(day, today) for day in days)


def _exception_doubts(rule: DraftRecurrence, heard: Heard, words: Reading, path: str) -> Iterator[str]:
    planned = [day for day in map(parse_date, rule.except_dates) if day is not None]
    named = [day for days in words.of(("exceptions",), tuple) for day in days]
    today = heard.now.date()
    for day in named:
        weekdays = {WEEKDAYS.index(one) for one in rule.days}
        is_weekday = day.weekdays and day.month is None and day.number is None
        if is_weekday and weekdays and not weekdays & day.weekdays:
            continue
        if not any(day.fits(one) and (is_weekday or day.month or day.accepts(one, today)) for one in planned):
            yield f"{path}.except_dates lack a day that the user excepts"
    if planned and not named and not words.has("wide_exception", "except", "without", "not", "but", "no_weekdays"):
        yield f"{path}.except_dates is not empty, but the user excepts no day"
