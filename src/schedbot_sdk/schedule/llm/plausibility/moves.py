"""Finds what is probably wrong in a draft that changes planned events, by the user's plainest words. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.cancellations import denies_a_change, may_cancel
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.draft_values import parse_date
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Days
from schedbot_sdk.schedule.llm.phrases.reading import Reading, read
from schedbot_sdk.schedule.llm.planned import NumberedEvent, event_of, replaced_by
from schedbot_sdk.schedule.llm.plausibility.before import Before
from schedbot_sdk.schedule.llm.plausibility.said import date_name, listed_clocks, listed_days
from schedbot_sdk.schedule.llm.text_match import plain, shares_a_word, words_of
from schedbot_sdk.schedule.llm.unchanged import days_of, is_as_planned
from schedbot_sdk.schedule.llm.validate_replaces import TWO_MESSAGES
from schedbot_sdk.schedule.model.recurrence import Recurrence

__all__ = ["move_doubts"]

_CHANGES: Final = re.compile(
    r"\b(?:перенес\w*|перенос\w*|передвин\w*|сдвин\w*|отмен\w*|отлож\w*|move|moved|reschedule\w*|postpone\w*"
    r"|cancel\w*|(?:shift|push|delay) (?:my|the))\b"
)
_DROPPED: Final = re.compile(r"\bno (\w+)|(\w+) (?:сегодня |завтра )?не будет\b")


def move_doubts(
    draft: Draft, *, texts: Sequence[str], now: dt.datetime, zone: ZoneInfo, planned: Sequence[NumberedEvent]
) -> Iterator[str]:
    """Yield what the LLM is asked once about planned events; nothing if none are planned.

    Args:
        draft: A draft without problems.
        texts: The user's texts, the newest last.
        now: The current time in the user's zone.
        zone: The user's zone.
        planned: The planned events.
    """
    text, today = "\n".join(texts), now.date()
    replaced = [Before(event, now, zone) for item in draft.items if (event := event_of(replaced_by(item, planned)))]
    if planned and draft.outcome in {"created", "not_a_schedule"}:
        doubled = list(_doubled_events(draft.items, planned))
        yield from doubled or _unchanged_events(draft, texts[-1], planned)
    for number, item in enumerate(draft.items):
        event = event_of(replaced_by(item, planned))
        if event is None:
            continue
        path = f"items[{number}]"
        # The whole text is about a single item; each of several items is about its quote.
        words = text if len(draft.items) == 1 else item.source_quote
        yield from _other_event(item, path, words, planned)
        if draft.outcome == "cancelled":
            yield from _cancel_doubts(Before(event, now, zone), path, words, replaced)
        elif item.recurrence is None and event.recurrence is not None:
            yield (
                f"{path} replaces a repeating event with one that happens once: to change all its days, repeat its"
                " recurrence; to move one day, repeat it with that day in except_dates, and add a new item"
            )
        elif is_as_planned(item, event, zone):
            way_out = f" If it is to be cancelled, {TWO_MESSAGES}" if len(draft.items) > 1 else ""
            yield (
                f"{path} leaves the planned event {item.replaces} as it is: what does the user want to be changed?"
                f"{way_out}"
            )
        elif item.recurrence is not None and event.recurrence is not None:
            yield from _repetition_doubts(item, item.recurrence, event.recurrence, path, words, today)


def _doubled_events(items: Sequence[DraftItem], planned: Sequence[NumberedEvent]) -> Iterator[str]:
    """Yield a doubt for each new item with the title of a planned event that stays as it is."""
    replaced = {item.replaces for item in items}
    titles = {words_of(known.event.title): number for number, known in enumerate(planned, 1) if number not in replaced}
    for index, item in enumerate(items):
        number = titles.get(words_of(item.title))
        if item.replaces is None and number is not None and words_of(item.title):
            yield (
                f"items[{index}] has the title of the planned event {number}, but no item replaces it: give its number"
                " in replaces, or null if the user wants both"
            )


def _unchanged_events(draft: Draft, text: str, planned: Sequence[NumberedEvent]) -> Iterator[str]:
    """Yield a doubt if the user speaks of a change of a planned event, and the draft changes none."""
    if denies_a_change(text) or any(item.replaces is not None for item in draft.items):
        return
    # Only the word beside "no" may name the event, as in "no gym today".
    dropped = " ".join(word for words in _DROPPED.findall(plain(text)) for word in words)
    is_change = _CHANGES.search(plain(text)) is not None or may_cancel(draft, text)
    text = text if is_change else dropped
    other = f"; if it is to be cancelled, {TWO_MESSAGES}" if draft.items else ", or choose the outcome cancelled"
    for number, known in enumerate(planned, 1):
        if shares_a_word(text, known.event.title):
            yield (
                f"the user may want to change the planned event {number}, but no item replaces it: give its number"
                f" in replaces{other}"
            )
            return


def _other_event(item: DraftItem, path: str, words: str, planned: Sequence[NumberedEvent]) -> Iterator[str]:
    """Yield a doubt if the user's words are those of another planned event."""
    named = [number for number, known in enumerate(planned, 1) if shares_a_word(words, known.event.title)]
    if named and item.replaces not in named:
        yield f"{path}.replaces is {item.replaces}, but the user's words are those of the planned event {named[0]}"


def _cancel_doubts(before: Before, path: str, words: str, cancelled: Sequence[Before]) -> Iterator[str]:
    event, today, reading = before.event, before.now.date(), read(words)
    clocks = [clock for clock in reading.clocks if clock.also_length is None]
    if event.recurrence is not None and _names_days(words) and not reading.repeats:
        yield (
            f"{path} cancels a repeating event with all its days, but the user names a day"
            f"{listed_days(reading.days, today)}; if only that day is meant,"
            f" give the outcome created, the item with its recurrence, and that day in except_dates;"
            f" if the user also plans something new, {TWO_MESSAGES}"
        )
    elif event.recurrence is None and _names_days(words) and not _is_named(event.start.moment.date(), words, today):
        yield (
            f"{path} cancels an event on {date_name(event.start.moment.date())}, but the user names another day"
            f"{listed_days(reading.days, today)}; is it the one? If the user also plans something new, {TWO_MESSAGES}"
        )
    elif clocks and not any(one.begins_or_ends_at(clock) for one in (before, *cancelled) for clock in clocks):
        yield (
            f"{path} cancels another time than the user names{listed_clocks(clocks)}; is it the one?"
            f" If the user also plans something new, {TWO_MESSAGES}"
        )


def _repetition_doubts(
    item: DraftItem, rule: DraftRecurrence, before: Recurrence, path: str, words: str, today: dt.date
) -> Iterator[str]:
    names_days = _names_days(words)
    begin, exceptions = parse_date(item.date), set(filter(None, map(parse_date, rule.except_dates)))
    if days_of(rule) == days_of(before):
        for day in before.except_dates:
            if begin is not None and day >= begin and day not in exceptions:
                yield f"{path}.recurrence.except_dates lacks {day}, which the planned event has: was it left out?"
    elif not (names_days or read(words).repeats):
        yield f"{path}.recurrence is not that of the planned event, but the user names no other one: repeat it"
    for day in sorted(exceptions.difference(before.except_dates)):
        if names_days and not _is_named(day, words, today):
            yield (
                f"{path}.recurrence.except_dates has {date_name(day)}, but the user names another day"
                f"{listed_days(_days_of(read(words)), today)}"
            )


def _names_days(words: str) -> bool:
    return bool(_days_of(read(words)))


def _days_of(words: Reading) -> list[Day]:
    return [*words.days, *(day for days in words.of(("exceptions",), Days) for day in days)]


def _is_named(day: dt.date, words: str, today: dt.date) -> bool:
    return any(named.accepts(day, today) for named in _days_of(read(words)))
