"""Finds what is probably wrong in a draft that changes planned events, by the user's plainest words. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from schedbot_sdk.schedule.llm import date_phrases
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.draft_values import parse_date
from schedbot_sdk.schedule.llm.planned import PlannedEvent, event_of, replaced_by
from schedbot_sdk.schedule.llm.text_match import plain, shares_a_word
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["move_doubts", "without_unchanged"]

_MINUTE: Final = dt.timedelta(minutes=1)
_CHANGES: Final = re.compile(
    r"\b(?:перенес\w*|перенос\w*|передвин\w*|сдвин\w*|отмен\w*|move|moved|reschedule\w*|postpone\w*|cancel\w*)\b"
)


def move_doubts(
    draft: Draft, *, texts: Sequence[str], today: dt.date, planned: Sequence[PlannedEvent]
) -> Iterator[str]:
    """Yield what the LLM is asked once about planned events; nothing if none are planned.

    Args:
        draft: A draft without problems.
        texts: The user's texts, the newest last.
        today: The current day in the user's zone.
        planned: The planned events.
    """
    text = "\n".join(texts)
    if planned and draft.outcome in {"created", "not_a_schedule"}:
        yield from _unchanged_events(draft, texts[-1], planned)
    for number, item in enumerate(draft.items):
        event = event_of(replaced_by(item, planned))
        if event is None:
            continue
        path = f"items[{number}]"
        # The whole text is about a single item; each of several items is about its quote.
        words = text if len(draft.items) == 1 else item.source_quote
        if draft.outcome == "cancelled":
            yield from _cancel_doubts(event, path, words, today)
        elif event.recurrence is not None:
            yield from _repetition_doubts(item, event, path)


def without_unchanged(draft: Draft, planned: Sequence[PlannedEvent]) -> Draft:
    """Return a draft without what its items take from the planned events: the user's text need not have words for it.

    A title that is taken has the words of the quote instead.
    """
    if draft.outcome != "created":
        return draft
    items = [_without_unchanged(item, event_of(replaced_by(item, planned))) for item in draft.items]
    return draft.model_copy(update={"items": items})


def _without_unchanged(item: DraftItem, event: Event | None) -> DraftItem:
    if event is None:
        return item
    unchanged: dict[str, object] = {}
    if plain(item.title) == plain(event.title):
        unchanged["title"] = item.source_quote
    if item.place is not None and event.place is not None and plain(item.place) == plain(event.place):
        unchanged["place"] = None
    if item.zone == event.zone:
        unchanged["zone"] = None
    if item.duration_minutes is not None and event.duration == item.duration_minutes * _MINUTE:
        unchanged["duration_minutes"] = None
    if item.remind_minutes is not None and item.remind_minutes * _MINUTE in event.reminders:
        unchanged["remind_minutes"] = None
    return item.model_copy(update=unchanged)


def _unchanged_events(draft: Draft, text: str, planned: Sequence[PlannedEvent]) -> Iterator[str]:
    """Yield a doubt if the user speaks of a change of a planned event, and the draft changes none."""
    if not _CHANGES.search(plain(text)) or any(item.replaces is not None for item in draft.items):
        return
    for number, known in enumerate(planned, 1):
        if shares_a_word(text, known.event.title):
            yield (
                f"the user may want to change the planned event {number}, but no item replaces it: give its number"
                " in replaces, or choose the outcome cancelled"
            )
            return


def _cancel_doubts(event: Event, path: str, words: str, today: dt.date) -> Iterator[str]:
    if not _names_days(words):
        return
    if event.recurrence is not None and not date_phrases.names_a_repetition(words):
        yield (
            f"{path} cancels a repeating event with all its days, but the user names a day: if only that day is meant,"
            " give the outcome created, the item with its recurrence, and that day in except_dates"
        )
    elif event.recurrence is None and not _is_named(event.start.moment.date(), words, today):
        yield f"{path} cancels an event on {event.start.moment.date()}, but the user names another day: is it the one?"


def _repetition_doubts(item: DraftItem, event: Event, path: str) -> Iterator[str]:
    before, day = event.recurrence, parse_date(item.date)
    if item.recurrence is None:
        yield (
            f"{path} replaces a repeating event with one that happens once: to change all its days, repeat its"
            " recurrence; to move one day, repeat it with that day in except_dates, and add a new item"
        )
    elif before is not None and day is not None:
        kept = set(map(parse_date, item.recurrence.except_dates))
        for lost in before.except_dates:
            if lost >= day and lost not in kept:
                yield f"{path}.recurrence.except_dates lacks {lost}, which the planned event has: was it left out?"


def _names_days(words: str) -> bool:
    return bool(
        date_phrases.named_weekdays(words) or date_phrases.named_days_ahead(words) or date_phrases.named_dates(words)
    )


def _is_named(day: dt.date, words: str, today: dt.date) -> bool:
    return (
        WEEKDAYS[day.weekday()] in date_phrases.named_weekdays(words)
        or (day - today).days in date_phrases.named_days_ahead(words)
        or (day.month, day.day) in date_phrases.named_dates(words)
    )
