"""Faults of days, times and lengths, which only the user's words contradict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, timedelta
from typing import Final

from tests.eval.faults import DAYS, Data, Fault, Seed, after_days, always, in_item, minutes_of
from tests.eval.utterances import Utterance
from tests.eval.words import exact_dates, has, named_days, named_lengths, named_times, names_a_length, words_of

from schedbot_sdk.schedule import DraftItem

__all__ = ["FAULTS_OF_TIME", "against_the_time"]

_DAY: Final = 24 * 60


def _on_days(change: Callable[[Data], bool]) -> Seed:
    return in_item(lambda item, _: item["in_minutes"] is None and change(item))


def _off_by(days: int) -> Seed:
    def change(item: Data) -> bool:
        after_days(item, days)
        return True

    return _on_days(change)


def _swapped(item: Data) -> bool:
    day = date.fromisoformat(item["date"])
    if day.day > 12 or day.day == day.month:
        return False
    swapped = day.replace(month=day.day, day=day.month)
    if swapped < day:
        swapped = swapped.replace(year=day.year + 1)
    after_days(item, (swapped - day).days)
    return True


def _next_year(item: Data) -> bool:
    day = date.fromisoformat(item["date"])
    if (day.month, day.day) == (2, 29):
        return False
    after_days(item, (day.replace(year=day.year + 1) - day).days)
    return True


def _against_the_day(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """Whether the words name one day, that of the right item. Many people count the night to the day before."""
    named = named_days(words_of(utterance, right), utterance)
    if not named or len(named) > 1 or (right.time is not None and right.time < "06:00"):
        return False
    return date.fromisoformat(right.date) in named[0].days and date.fromisoformat(wrong.date) not in named[0].days


def _against_another_date(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """The same, but a weekday alone may be that of a later week."""
    named = named_days(words_of(utterance, right), utterance) or []
    return bool(named) and not named[0].is_weekday and _against_the_day(right, wrong, utterance)


def _against_another_year(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """The same, but a date without a year may be that of a later year."""
    named = named_days(words_of(utterance, right), utterance) or []
    has_year = str(date.fromisoformat(right.date).year) in utterance.text or has(
        r"tomorrow|today|tonight|in \d+ \w+|завтра|послезавтра|сегодня|через \d+ \w+", utterance.text
    )
    return bool(named) and (has_year or named[0].is_weekday) and _against_the_day(right, wrong, utterance)


def _at(item: Data, minutes: int) -> bool:
    """Move the time of an item by so many minutes, on the same day."""
    if item["time"] is None or item["in_minutes"] is not None:
        return False
    at = (minutes_of(item["time"]) + minutes) % _DAY
    item["time"] = f"{at // 60:02}:{at % 60:02}"
    return True


def against_the_time(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """Whether the words name one time in figures, that of the right item and not of the wrong one."""
    named = set(named_times(words_of(utterance, right)))
    if len(named) != 1 or right.time is None or wrong.time is None:
        return False
    ((time, is_exact),) = named
    allowed = {0} if is_exact else {0, _DAY // 2}
    return abs(time - minutes_of(right.time)) in allowed and abs(time - minutes_of(wrong.time)) not in allowed


def _longer(by: int) -> Callable[[Data, Utterance], bool]:
    def change(item: Data, _: Utterance) -> bool:
        if (item["time"] is None) != (by == _DAY) or item["duration_minutes"] is None:
            return False
        item["duration_minutes"] += by
        return True

    return change


def _unnamed_length(item: Data, _: Utterance) -> bool:
    if item["time"] is None or item["duration_minutes"] is not None:
        return False
    item["duration_minutes"] = 60
    return True


def _against_the_last_day(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    last = date.fromisoformat(right.date) + timedelta(minutes=(right.duration_minutes or 0) - _DAY)
    return last in exact_dates(utterance.text, utterance)


def _other_moment(item: Data, utterance: Utterance) -> bool:
    """Other minutes from now, with the date and the time of them."""
    if item["in_minutes"] is None:
        return False
    item["in_minutes"] += 35
    moment = utterance.now.replace(second=0).astimezone(UTC) + timedelta(minutes=item["in_minutes"])
    local = moment.astimezone(utterance.zone)
    item.update(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", weekday=DAYS[local.weekday()])
    return True


FAULTS_OF_TIME = (
    Fault("the day is off by one", _off_by(1), _against_the_day),
    Fault("the day is off by a week", _off_by(7), _against_another_date),
    Fault("day and month are swapped", _on_days(_swapped), _against_another_date),
    Fault("the year is the next one", _on_days(_next_year), _against_another_year),
    Fault("the time is off by an hour", in_item(lambda item, _: _at(item, 60)), against_the_time),
    Fault("the time is off by twelve hours", in_item(lambda item, _: _at(item, 720)), against_the_time),
    Fault("other minutes from now, with their time", in_item(_other_moment), always),
    Fault("a duration that is an hour longer", in_item(_longer(60)),
          lambda right, _, utterance: named_lengths(words_of(utterance, right)) == {right.duration_minutes}),
    Fault("a duration that the user did not name", in_item(_unnamed_length),
          lambda right, _, utterance: not names_a_length(words_of(utterance, right))),
    Fault("whole days that end a day later", in_item(_longer(_DAY)), _against_the_last_day),
)  # fmt: skip
