"""All that a user says of one repetition, as one. Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftRecurrence
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Numbers
from schedbot_sdk.schedule.llm.phrases.reading import Reading
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.llm.validate import parse_date

__all__ = ["ALL_DAYS", "excluded_days", "merged"]

ALL_DAYS: Final = frozenset(range(7))
_NO_RATES: Final[frozenset[tuple[str, int]]] = frozenset()
_DAILY: Final = frozenset({("daily", 1)})


def excluded_days(words: Reading) -> frozenset[int]:
    """Return the weekdays that the user excepts."""
    return frozenset(day for days in words.of(("no_weekdays",), Numbers) for day in days)


def _is_a_number(day: Day) -> bool:
    """Whether it is a day of any month: "the 5th"."""
    return day.number is not None and not day.weekdays and {day.month, day.year, day.nth, day.end} == {None}


def _weekdays(day: Day) -> frozenset[int]:
    """The weekdays of a phrase; all from the first to the last of a range."""
    if len(day.weekdays) != 1 or day.end is None or len(day.end.weekdays) != 1:
        return day.weekdays
    (first,), (last,) = day.weekdays, day.end.weekdays
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def merged(words: Reading, text: Reading, rule: DraftRecurrence) -> Repeat:
    """Return all parts of a repetition as one.

    Args:
        words: The words of the item.
        text: All words of the user: an item may share their repetition.
        rule: The repetition of the draft, for exceptions that it says by dates.
    """
    parts = words.repeats
    rates = frozenset(rate for part in parts for rate in part.rates if part.months and part.month_days)
    rates |= next((part.rates for part in parts if part.rates), _NO_RATES)
    if not rates:
        rates = next((part.rates for part in text.repeats if part.rates and not part.weekdays), _NO_RATES)
    weekdays = frozenset(day for part in parts for day in part.weekdays)
    excluded = excluded_days(words)
    dates = [day for day in map(parse_date, rule.except_dates) if day is not None]
    if excluded and not (dates and all(day.weekday() in excluded for day in dates)):
        weekdays = (weekdays or ALL_DAYS) - excluded
        rates = frozenset({("weekly", 1)}) if rates == _DAILY else rates
    nths = frozenset(nth for part in parts for nth in part.nths)
    months = frozenset(month for part in parts for month in part.months)
    month_days = frozenset(day for part in parts for day in part.month_days)
    dated = [day for day in words.days if day.month is not None and day.number is not None and day.end is None]
    if len(dated) > 1 and any(frequency == "yearly" for frequency, _ in rates):
        months |= frozenset(day.month for day in dated if day.month is not None)
        month_days |= frozenset(number for day in dated for number in day.numbers())
    if any(frequency in {"monthly", "yearly"} for frequency, _ in rates):
        for day in words.days:
            if day.nth is not None:
                nths, weekdays = nths | {day.nth}, day.weekdays
                months |= frozenset() if day.month is None else {day.month}
            elif day.other is not None and day.month is None:
                month_days |= day.numbers()
        numbers = [day.number for day in words.of(("date", "day_phrase"), Day) if _is_a_number(day)]
        if not month_days and len(numbers) > 1:
            month_days = frozenset(number for number in numbers if number is not None)
    elif not weekdays and rates and all(frequency == "weekly" for frequency, _ in rates):
        ranges = words.of(("weekday_range",), Day)
        weekdays = frozenset(day for one in (*words.days, *ranges) if one.month is None for day in _weekdays(one))
    return Repeat(
        rates=rates,
        weekdays=weekdays,
        nths=nths,
        month_days=month_days,
        months=months or frozenset(month for one in words.of(("months",), Numbers) for month in one),
        maybe_nth=next((part.maybe_nth for part in parts if part.maybe_nth is not None), None),
        parity=next((part.parity for part in parts if part.parity is not None), None),
    )
