"""Checks a draft against the calendar, the clock and the user's text. Pure.

The LLM gets these problems and writes the draft again. So each one is exact and names the rule. They repeat nothing of
the user's text except dates, times and numbers.
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
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.timezones import resolve_local

__all__ = ["MAX_ITEMS", "instant_after", "parse_date", "parse_time", "problems"]

MAX_ITEMS: Final = 20
_MAX_TITLE: Final = 200
_MAX_QUESTION: Final = 300
_MAX_DIGITS: Final = 12
_DAY_MINUTES: Final = 24 * 60
_MAX_MINUTES: Final = 31 * _DAY_MINUTES
_YEARS_AHEAD: Final = 5
_MAX_COUNT: Final = 10_000
_MAX_INTERVAL: Final = 1000
_TOO_FAR: Final = f"give a day at most {_YEARS_AHEAD} years away, as the user names no year"
# Characters that change the direction of the text, and those that begin a new line.
_FORBIDDEN: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def problems(
    draft: Draft, *, texts: Sequence[str], now: dt.datetime, zone: ZoneInfo, allow_past: bool = False
) -> Iterator[str]:
    """Yield the problems that the LLM must correct; nothing if the draft is valid.

    Args:
        draft: The draft that the LLM wrote.
        texts: The user's texts, the newest last. Each item quotes one of them.
        now: When the newest text was written, aware.
        zone: The user's time zone, in which the draft's dates and times are.
        allow_past: Whether events may be over already.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    local = local_time(now, zone).replace(second=0)
    yield from _outcome_problems(draft)
    if draft.outcome == "needs_clarification":
        yield from _question_problems(draft.question or "", texts)
    if draft.outcome != "created":
        return
    for number, item in enumerate(draft.items[:MAX_ITEMS]):
        path = f"items[{number}]"
        yield from _text_problems(item, path, texts)
        yield from _duration_problems(item, path)
        day = parse_date(item.date)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            yield f"{path}.date is {item.date}: give a day of the calendar"
            continue
        if not _is_plausible_year(day, local.date(), texts):
            yield f"{path}.date is {item.date}: {_TOO_FAR}"
            continue
        # LLMs are poor at weekdays: if date and weekday disagree, either may be wrong.
        if item.weekday != WEEKDAYS[day.weekday()]:
            yield f"{path}.weekday is {item.weekday}, but {item.date} is a {WEEKDAYS[day.weekday()]}: see the table"
        yield from _time_problems(item, path, day, local, zone, allow_past=allow_past)
        if item.recurrence is not None:
            yield from _recurrence_problems(item.recurrence, f"{path}.recurrence", day, local.date(), texts)
    yield from _duplicate_problems(draft.items, texts)


def parse_date(text: str) -> dt.date | None:
    """Return a date of the draft; None if the calendar does not have that day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    """Return a time of the draft; None if it is not from 00:00 to 23:59."""
    try:
        return None if text.startswith("24") else dt.time.fromisoformat(text)  # some Pythons read it as midnight
    except ValueError:
        return None


def instant_after(minutes: int, local: dt.datetime) -> dt.datetime | None:
    """Return the local time so many minutes from now; None if the calendar does not reach so far."""
    try:
        return (local.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(local.tzinfo)
    except OverflowError:
        return None


def _outcome_problems(draft: Draft) -> Iterator[str]:
    asks_back = draft.outcome == "needs_clarification"
    if not asks_back and (draft.question or "").strip():
        yield f"question is not null, but the outcome is {draft.outcome}: a question is for needs_clarification alone"
    if draft.outcome == "created" and not draft.items:
        yield "items is empty, but the outcome is created: add the items, or choose another outcome"
    if draft.outcome != "created" and draft.items:
        yield f"items is not empty, but the outcome is {draft.outcome}: items are for created alone"
    if len(draft.items) > MAX_ITEMS:
        yield f"there are {len(draft.items)} items: give at most {MAX_ITEMS}"


def _question_problems(question: str, texts: Sequence[str]) -> Iterator[str]:
    if not any(character.isalnum() for character in question):
        yield "question is empty: ask what you need to know, in one short sentence, or choose another outcome"
    if len(question) > _MAX_QUESTION:
        yield f"question is longer than {_MAX_QUESTION} characters: ask in one short sentence"
    if any(unicodedata.category(character) == "Cs" for character in question):
        yield "question has half a character (a lone surrogate): write it again"
    if not _all_in(links(question), texts):
        yield "question has a link that the user did not write: leave it out"


def _text_problems(item: DraftItem, path: str, texts: Sequence[str]) -> Iterator[str]:
    if not any(character.isalnum() or unicodedata.category(character) == "So" for character in item.title):
        yield f"{path}.title is blank: say what it is"
    if len(item.title) > _MAX_TITLE:
        yield f"{path}.title is longer than {_MAX_TITLE} characters: a few words are enough"
    if any(unicodedata.category(character) in {"Cc", "Cs"} or character in _FORBIDDEN for character in item.title):
        yield f"{path}.title has line breaks or control characters: write it in one line"
    if not _all_in(links(item.title), texts):
        yield f"{path}.title has a link that the user did not write: leave it out"
    if not any(contains(text, item.source_quote) for text in texts):
        yield f"{path}.source_quote is not in the user's text: copy the words that it comes from, or leave it out"
    elif all(is_scrap(text, item.source_quote) for text in texts if contains(text, item.source_quote)):
        yield f"{path}.source_quote is a letter or two: copy all the words that it comes from"


def _duration_problems(item: DraftItem, path: str) -> Iterator[str]:
    minutes = item.duration_minutes
    if minutes is None:
        return
    if not 1 <= minutes <= _MAX_MINUTES:
        yield (
            f"{path}.duration_minutes is {_shortened(minutes)}: give 1 to {_MAX_MINUTES};"
            " if it takes longer, plan the first and the last day as two items"
        )
    elif item.time is None and minutes % _DAY_MINUTES:
        yield (
            f"{path}.duration_minutes is {minutes}, but there is no time: ask by needs_clarification when it begins,"
            " or give whole days of 1440 minutes"
        )


def _time_problems(
    item: DraftItem, path: str, day: dt.date, local: dt.datetime, zone: ZoneInfo, *, allow_past: bool
) -> Iterator[str]:
    at = None if item.time is None else parse_time(item.time)
    if item.time is not None and at is None:
        yield f"{path}.time is {item.time}: give a time from 00:00 to 23:59"
    elif item.in_minutes is not None:
        moment = instant_after(item.in_minutes, local)
        if item.recurrence is not None:
            yield f"{path}.in_minutes is for what happens once: give null, and the time on the clock"
        elif moment is None or (day, at) != (moment.date(), moment.time()):
            expected = "beyond the calendar" if moment is None else f"{moment:%Y-%m-%d %H:%M} on the user's clock"
            minutes = _shortened(item.in_minutes)
            yield f"{path}.in_minutes is {minutes}, and that is {expected}: date and time must say the same"
        elif item.in_minutes < 0 and not allow_past:
            yield f"{path}.in_minutes is {item.in_minutes}: that is past"
    elif not allow_past and _is_over(item, day, at, local, zone):
        yield f"{path} is past: {item.date}{f' {item.time}' if item.time else ''}, and now it is {local:%Y-%m-%d %H:%M}"


def _is_over(item: DraftItem, day: dt.date, at: dt.time | None, local: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the item has ended. A repeating item must not begin before today."""
    minutes = min(item.duration_minutes or 0, _MAX_MINUTES)
    if item.recurrence is not None or at is None:
        days = 0 if item.recurrence is not None else max(0, minutes // _DAY_MINUTES - 1)
        return day + dt.timedelta(days=days) < local.date()
    # If the clocks show the time twice, the second moment counts: it may still be in the future.
    begin = resolve_local(day, at, zone, fold="second").moment.timestamp()
    now = local.timestamp()
    return begin < now and begin + minutes * 60 <= now


def _recurrence_problems(
    rule: DraftRecurrence, path: str, day: dt.date, today: dt.date, texts: Sequence[str]
) -> Iterator[str]:
    if not 1 <= rule.interval <= _MAX_INTERVAL:
        yield f"{path}.interval is {_shortened(rule.interval)}: give 1 to {_MAX_INTERVAL}"
    if rule.days and rule.freq != "weekly":
        yield f"{path}.days is for weekly alone, and freq is {rule.freq}: give an empty list"
    elif rule.days and WEEKDAYS[day.weekday()] not in rule.days:
        yield f"{path}.days has no {WEEKDAYS[day.weekday()]}, the weekday of date: let date be the first of the days"
    if rule.until is not None and rule.count is not None:
        yield f"{path} has until and count: give one of them, and null for the other"
    if rule.count is not None and not 1 <= rule.count <= _MAX_COUNT:
        yield f"{path}.count is {_shortened(rule.count)}: give 1 to {_MAX_COUNT}, or null"
    if rule.until is not None:
        last = parse_date(rule.until)
        if last is None or not day <= last <= LAST_DAY:
            yield f"{path}.until is {rule.until}: give a day of the calendar, not before date"
        elif not _is_plausible_year(last, today, texts):
            yield f"{path}.until is {rule.until}: {_TOO_FAR}, or null if the user named no end"


def _duplicate_problems(items: Sequence[DraftItem], texts: Sequence[str]) -> Iterator[str]:
    """Yield a problem for each item that repeats another one's source and time without words of the user's own."""
    seen: dict[tuple[object, ...], int] = {}
    titles: set[tuple[object, ...]] = set()
    for number, item in enumerate(items[:MAX_ITEMS]):
        source = (" ".join(item.source_quote.casefold().split()), item.date, item.time)
        title = (" ".join(item.title.casefold().split()), *source)
        first = seen.setdefault(source, number)
        has_own_words = title not in titles and _has_own_words(item.title, items[first].title, texts)
        titles.add(title)
        if first != number and not has_own_words:
            yield (
                f"items[{number}] has the source_quote, date and time of items[{first}]:"
                " quote the words of each, or leave one out"
            )


def _has_own_words(title: str, other: str, texts: Sequence[str]) -> bool:
    """Whether a title has words that the other title lacks, and the user wrote all of them."""
    own = words_of(title) - words_of(other)
    return any(contains(text, title) or has_words(text, own) for text in texts)


def _all_in(parts: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the user wrote all of these parts."""
    return all(any(contains(text, part) for text in texts) for part in parts)


def _shortened(number: int) -> str:
    digits = str(number)
    return digits if len(digits) <= _MAX_DIGITS else f"{digits[:_MAX_DIGITS]}..."


def _is_plausible_year(day: dt.date, today: dt.date, texts: Sequence[str]) -> bool:
    """Whether a day is near, or the user's texts name its year or a number of years."""
    is_near = abs(day.toordinal() - today.toordinal()) <= _YEARS_AHEAD * 366
    return is_near or any(str(day.year) in text or names_years(text) for text in texts)
