"""Doubts about the weekdays, the days of the month and the months of a repetition. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.merged import ALL_DAYS
from schedbot_sdk.schedule.llm.plausibility.said import weekday_name
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["repeated_day_doubts"]

_HALF_A_MONTH: Final = 15
_LAST: Final = frozenset({-1})


def repeated_day_doubts(heard: Heard, rule: DraftRecurrence, said: Repeat, words: Reading) -> Iterator[str]:
    """Yield a doubt for each kind of days that are others than the user's.

    Args:
        heard: The item.
        rule: Its repetition.
        said: What the user says of the repetition.
        words: The words that say so.
    """
    day, path = heard.day, f"{heard.path}.recurrence"
    if day is None:
        return
    yield from _weekday_doubts(rule, said, day, path, is_alone=heard.is_alone)
    yield from _month_day_doubts(rule, said, day, words, path)
    months = frozenset(rule.months or ((day.month,) if rule.freq == "yearly" else ()))
    is_within = rule.until is not None and int(rule.until[5:7]) in said.months and day.month in said.months
    if said.months and months != said.months and not (not months and (is_within or rule.interval > 1)):
        yield f"{path}.months are not the months that the user names"
    elif rule.months and not said.months and not any(one.month for one in words.days):
        yield f"{path}.months is not empty, but the user names no months: give an empty list"


def _weekday_doubts(rule: DraftRecurrence, said: Repeat, day: dt.date, path: str, *, is_alone: bool) -> Iterator[str]:
    days = frozenset(map(WEEKDAYS.index, rule.days)) or frozenset((day.weekday(),) if rule.freq == "weekly" else ())
    if rule.freq == "daily" and rule.interval == 1:
        days = ALL_DAYS
    if said.weekdays and days and days != said.weekdays and (is_alone or not days <= said.weekdays):
        names = ", ".join(map(weekday_name, sorted(said.weekdays)))
        yield f"{path}.days are not the weekdays that the user names: {names}"
    nths = said.nths
    if not nths and said.maybe_nth is not None and rule.freq != "weekly":
        nths = frozenset({said.maybe_nth})
    if nths and rule.nth not in nths:
        yield f"{path}.nth is {rule.nth or 'null'}, but the user says which weekday of the month"
    elif not nths and rule.nth is not None:
        yield f"{path}.nth is {rule.nth}, but the user names no number of a weekday: give null"


def _month_day_doubts(rule: DraftRecurrence, said: Repeat, day: dt.date, words: Reading, path: str) -> Iterator[str]:
    planned = frozenset(rule.month_days) or (frozenset() if rule.days else frozenset({day.day}))
    if said.parity is not None:
        if rule.freq == "monthly" and not all(one > 0 and one % 2 == said.parity for one in planned):
            yield f"{path}.month_days are not the even or odd days that the user names"
        elif rule.freq == "monthly" and len(planned) < _HALF_A_MONTH:
            yield f"{path}.month_days are not all the days that the user names"
    elif said.month_days == _LAST and planned != _LAST:
        yield f"{path}.month_days must be [-1] for the last day of the month"
    elif said.month_days and planned != said.month_days:
        yield f"{path}.month_days are not the days of the month that the user names"
    elif rule.freq in {"monthly", "yearly"} and not said.month_days and not said.nths:
        named = [one for one in words.days if one.number is not None and one.year is None and one.other is None]
        if len(named) == 1 and planned != named[0].numbers() and rule.nth is None:
            yield f"{path}: the day of the month is another one than the user's"
        elif len(named) == 1 and rule.freq == "yearly" and named[0].month not in {None, day.month}:
            yield f"{path}: the month is another one than the user's"
