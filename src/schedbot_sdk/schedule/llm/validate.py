"""What is wrong with a draft, by the calendar, the clock and the user's own words. Pure.

An LLM that wrote it is asked again with these complaints; so they are exact, and say what the rule is. They repeat
nothing of the user's words but dates, times and numbers.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.date_phrases import names_years
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.text_match import contains, has_words, is_scrap, links, words_of
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY
from schedbot_sdk.schedule.model.clock import on_the_clock
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.timezones import resolve_local

__all__ = ["MOST_ITEMS", "complaints", "day_of", "instant_of", "time_of"]

MOST_ITEMS: Final = 20
_LONGEST_TITLE: Final = 200
_LONGEST_QUESTION: Final = 300
_LONGEST_NUMBER: Final = 12
_MINUTES_OF_A_DAY: Final = 24 * 60
_LONGEST_MINUTES: Final = 31 * _MINUTES_OF_A_DAY
_YEARS_AHEAD: Final = 5
_MOST_TIMES: Final = 10_000
_LONGEST_INTERVAL: Final = 1000
_TOO_FAR: Final = f"give a day at most {_YEARS_AHEAD} years away, as the user names no year"
# What is shown in another order than it is written, and what begins a new line.
_UNWRITABLE: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def complaints(
    draft: Draft, *, said: Sequence[str], now: dt.datetime, zone: ZoneInfo, allow_past: bool = False
) -> Iterator[str]:
    """What the LLM must do better; nothing if all is right.

    Args:
        draft: What it wrote.
        said: What the user said, the newest last: each item has its source in one of these texts.
        now: When, aware.
        zone: The user's time zone, on whose clocks the draft's dates and times are.
        allow_past: Whether something may be over already.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    local = on_the_clock(now, zone).replace(second=0)
    yield from _of_outcome(draft)
    if draft.outcome == "needs_clarification":
        yield from _of_question(draft.question or "", said)
    if draft.outcome != "created":
        return
    for number, item in enumerate(draft.items[:MOST_ITEMS]):
        place = f"items[{number}]"
        yield from _of_words(item, place, said)
        yield from _of_duration(item, place)
        day = day_of(item.date)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            yield f"{place}.date is {item.date}: give a day of the calendar"
            continue
        if not _may_be(day, local.date(), said):
            yield f"{place}.date is {item.date}: {_TOO_FAR}"
            continue
        # LLMs are poor at weekdays: where the two disagree, nobody knows which one the user meant.
        if item.weekday != WEEKDAYS[day.weekday()]:
            yield f"{place}.weekday is {item.weekday}, but {item.date} is a {WEEKDAYS[day.weekday()]}: see the table"
        yield from _of_time(item, place, day, local, zone, allow_past=allow_past)
        if item.recurrence is not None:
            yield from _of_recurrence(item.recurrence, f"{place}.recurrence", day, local.date(), said)
    yield from _of_twins(draft.items, said)


def day_of(text: str) -> dt.date | None:
    """A date of the draft; None where the calendar has no such day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def time_of(text: str) -> dt.time | None:
    """A time of the draft; None where clocks show no such time."""
    try:
        return None if text.startswith("24") else dt.time.fromisoformat(text)  # some Pythons take it for midnight
    except ValueError:
        return None


def instant_of(minutes: int, local: dt.datetime) -> dt.datetime | None:
    """What the user's clock shows so many minutes from now; None beyond the calendar."""
    try:
        return (local.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(local.tzinfo)
    except OverflowError:
        return None


def _of_outcome(draft: Draft) -> Iterator[str]:
    is_asked = draft.outcome == "needs_clarification"
    if not is_asked and (draft.question or "").strip():
        yield f"question is not null, but the outcome is {draft.outcome}: a question is for needs_clarification alone"
    if draft.outcome == "created" and not draft.items:
        yield "items is empty, but the outcome is created: add the items, or choose another outcome"
    if draft.outcome != "created" and draft.items:
        yield f"items is not empty, but the outcome is {draft.outcome}: items are for created alone"
    if len(draft.items) > MOST_ITEMS:
        yield f"there are {len(draft.items)} items: give at most {MOST_ITEMS}"


def _of_question(question: str, said: Sequence[str]) -> Iterator[str]:
    if not any(character.isalnum() for character in question):
        yield "question is empty: ask what you need to know, in one short sentence, or choose another outcome"
    if len(question) > _LONGEST_QUESTION:
        yield f"question is longer than {_LONGEST_QUESTION} characters: ask in one short sentence"
    if any(unicodedata.category(character) == "Cs" for character in question):
        yield "question has half a character: write it anew"
    if not _are_of(links(question), said):
        yield "question has a link that the user did not write: leave it out"


def _of_words(item: DraftItem, place: str, said: Sequence[str]) -> Iterator[str]:
    if not any(character.isalnum() or unicodedata.category(character) == "So" for character in item.title):
        yield f"{place}.title is blank: say what it is"
    if len(item.title) > _LONGEST_TITLE:
        yield f"{place}.title is longer than {_LONGEST_TITLE} characters: a few words are enough"
    if any(unicodedata.category(one) in {"Cc", "Cs"} or one in _UNWRITABLE for one in item.title):
        yield f"{place}.title has line breaks or control characters: write it in one line"
    if not _are_of(links(item.title), said):
        yield f"{place}.title has a link that the user did not write: leave it out"
    if not any(contains(text, item.source_quote) for text in said):
        yield f"{place}.source_quote is not in the user's text: copy the words that it comes from, or leave it out"
    elif all(is_scrap(text, item.source_quote) for text in said if contains(text, item.source_quote)):
        yield f"{place}.source_quote is a letter or two: copy all the words that it comes from"


def _of_duration(item: DraftItem, place: str) -> Iterator[str]:
    minutes = item.duration_minutes
    if minutes is None:
        return
    if not 1 <= minutes <= _LONGEST_MINUTES:
        yield (
            f"{place}.duration_minutes is {_shown(minutes)}: give 1 to {_LONGEST_MINUTES};"
            " of what takes longer plan the first and the last day, as two items"
        )
    elif item.time is None and minutes % _MINUTES_OF_A_DAY:
        yield (
            f"{place}.duration_minutes is {minutes}, but there is no time: ask by needs_clarification when it begins,"
            " or give whole days of 1440 minutes"
        )


def _of_time(
    item: DraftItem, place: str, day: dt.date, local: dt.datetime, zone: ZoneInfo, *, allow_past: bool
) -> Iterator[str]:
    at = None if item.time is None else time_of(item.time)
    shown = f"{local:%Y-%m-%d %H:%M}"
    if item.time is not None and at is None:
        yield f"{place}.time is {item.time}: give a time from 00:00 to 23:59"
    elif item.in_minutes is not None:
        moment = instant_of(item.in_minutes, local)
        if item.recurrence is not None:
            yield f"{place}.in_minutes is for what happens once: give null, and the time on the clock"
        elif moment is None or (day, at) != (moment.date(), moment.time()):
            right = "beyond the calendar" if moment is None else f"{moment:%Y-%m-%d %H:%M} on the user's clock"
            minutes = _shown(item.in_minutes)
            yield f"{place}.in_minutes is {minutes}, and that is {right}: date and time must say the same"
        elif item.in_minutes < 0 and not allow_past:
            yield f"{place}.in_minutes is {item.in_minutes}: that is past"
    elif not allow_past and _is_over(item, day, at, local, zone):
        yield f"{place} is past: {item.date}{f' {item.time}' if item.time else ''}, and now it is {shown}"


def _is_over(item: DraftItem, day: dt.date, at: dt.time | None, local: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether nothing of it is to come; what repeats begins today at the earliest."""
    minutes = min(item.duration_minutes or 0, _LONGEST_MINUTES)
    if item.recurrence is not None or at is None:
        days = 0 if item.recurrence is not None else max(0, minutes // _MINUTES_OF_A_DAY - 1)
        return day + dt.timedelta(days=days) < local.date()
    # Of two moments with one time the later one counts: it may be still to come.
    begin = resolve_local(day, at, zone, fold="second").moment.timestamp()
    now = local.timestamp()
    return begin < now and begin + minutes * 60 <= now


def _of_recurrence(
    rule: DraftRecurrence, place: str, day: dt.date, today: dt.date, said: Sequence[str]
) -> Iterator[str]:
    if not 1 <= rule.interval <= _LONGEST_INTERVAL:
        yield f"{place}.interval is {_shown(rule.interval)}: give 1 to {_LONGEST_INTERVAL}"
    if rule.days and rule.freq != "weekly":
        yield f"{place}.days is for weekly alone, and freq is {rule.freq}: give an empty list"
    elif rule.days and WEEKDAYS[day.weekday()] not in rule.days:
        yield f"{place}.days has no {WEEKDAYS[day.weekday()]}, the weekday of date: let date be the first of the days"
    if rule.until is not None and rule.count is not None:
        yield f"{place} has until and count: give one of them, and null for the other"
    if rule.count is not None and not 1 <= rule.count <= _MOST_TIMES:
        yield f"{place}.count is {_shown(rule.count)}: give 1 to {_MOST_TIMES}, or null"
    if rule.until is not None:
        last = day_of(rule.until)
        if last is None or not day <= last <= LAST_DAY:
            yield f"{place}.until is {rule.until}: give a day of the calendar, not before date"
        elif not _may_be(last, today, said):
            yield f"{place}.until is {rule.until}: {_TOO_FAR}, or null if no end was said"


def _of_twins(items: Sequence[DraftItem], said: Sequence[str]) -> Iterator[str]:
    """An item that is there twice, or that borrows another's source and time for what nobody said, is invented."""
    seen: dict[tuple[object, ...], int] = {}
    titles: set[tuple[object, ...]] = set()
    for number, item in enumerate(items[:MOST_ITEMS]):
        source = (" ".join(item.source_quote.casefold().split()), item.date, item.time)
        title = (" ".join(item.title.casefold().split()), *source)
        first = seen.setdefault(source, number)
        is_said = title not in titles and _says_more(item.title, items[first].title, said)
        titles.add(title)
        if first != number and not is_said:
            yield (
                f"items[{number}] has the source_quote, date and time of items[{first}]:"
                " quote the words of each, or leave one out"
            )


def _says_more(title: str, other: str, said: Sequence[str]) -> bool:
    """Whether a title has words of its own, and all of them are the user's."""
    own = words_of(title) - words_of(other)
    return any(contains(text, title) or has_words(text, own) for text in said)


def _are_of(parts: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the user wrote all of it."""
    return all(any(contains(text, part) for text in said) for part in parts)


def _shown(number: int) -> str:
    digits = str(number)
    return digits if len(digits) <= _LONGEST_NUMBER else f"{digits[:_LONGEST_NUMBER]}..."


def _may_be(day: dt.date, today: dt.date, said: Sequence[str]) -> bool:
    """Whether somebody who says this can mean that day: one far away goes with a year, or a number of them."""
    is_near = abs(day.toordinal() - today.toordinal()) <= _YEARS_AHEAD * 366
    return is_near or any(str(day.year) in text or names_years(text) for text in said)
