"""Finds what is probably wrong in a draft without problems, by the user's own words. Pure.

These checks read phrases of time, and nothing else of the text. So the LLM is asked once about its doubtful draft, and
its second answer is accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.cancellations import cancel_doubts
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.questions import is_question, is_statement
from schedbot_sdk.schedule.llm.phrases.reading import Reading, read
from schedbot_sdk.schedule.llm.planned import event_of, planned_events, replaced_by
from schedbot_sdk.schedule.llm.plausibility.before import as_built, spoken_of
from schedbot_sdk.schedule.llm.plausibility.days import day_doubts, unmet_days
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.lengths import length_doubts
from schedbot_sdk.schedule.llm.plausibility.missing import missing_doubts
from schedbot_sdk.schedule.llm.plausibility.moves import move_doubts
from schedbot_sdk.schedule.llm.plausibility.places import place_doubts
from schedbot_sdk.schedule.llm.plausibility.reminders import reminder_doubts
from schedbot_sdk.schedule.llm.plausibility.repetitions import (
    UNSUPPORTED,
    must_repeat,
    names_an_unsupported_one,
    repetition_doubts,
)
from schedbot_sdk.schedule.llm.plausibility.times import from_now_doubts, time_doubts, unmet_clocks
from schedbot_sdk.schedule.llm.plausibility.zones import is_converted, zone_doubts
from schedbot_sdk.schedule.llm.relative_moves import relative_move_doubts
from schedbot_sdk.schedule.llm.text_match import shares_a_word, words_of
from schedbot_sdk.schedule.llm.unchanged import without_unchanged
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.timezones.names import names

__all__ = ["doubts"]


def doubts(
    draft: Draft,
    *,
    texts: Sequence[str],
    now: dt.datetime,
    zone: ZoneInfo,
    planned: Schedule | Iterable[Schedule] = (),
) -> Iterator[str]:
    """Yield what the LLM is asked once about a draft without problems.

    Args:
        draft: The draft that the LLM wrote.
        texts: The user's texts, the newest last.
        now: When the newest text was written, aware.
        zone: The user's time zone, in which the draft's dates and times are unless an item names another one.
        planned: The schedules whose events the draft may replace.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999, or `planned` has a value
            that is not a schedule.
    """
    local = local_time(now, zone).replace(second=0, microsecond=0)
    text = "\n".join(texts)
    known = planned_events(planned)
    yield from move_doubts(draft, texts=texts, now=local, zone=zone, planned=known)
    yield from cancel_doubts(draft, texts[-1], local.date(), zone, known)
    yield from relative_move_doubts(draft, text, known)
    is_no_plan = is_question(texts[-1]) or is_statement(texts[-1])
    if draft.outcome == "not_a_schedule" and not is_no_plan and _names_a_plan(read(text)):
        yield (
            "the outcome is not_a_schedule, but the text names a day and a time: plan it, or ask by"
            " needs_clarification whether it is to be planned"
        )
    if draft.outcome != "created":
        return
    reading = read(text)
    is_alone = len(draft.items) == 1
    readings = {text: reading}
    before = tuple(spoken_of(draft, text, known, local, zone))
    items: list[Heard] = []
    quotes: list[str] = []
    # The text need not have words for what stays as it was planned.
    for number, item in enumerate(without_unchanged(draft, known).items):
        # The whole text is about a single item; each of several items is about its quote.
        quote = text if is_alone else item.source_quote
        if quote not in readings:
            readings[quote] = read(quote)
        event = event_of(replaced_by(item, known))
        items.append(Heard(item, f"items[{number}]", readings[quote], reading, local, zone, is_alone, event, before))
        quotes.append(quote)
    for one, item, quote in zip(items, draft.items, quotes, strict=True):
        yield from _item_doubts(one, text)
        yield from place_doubts(replace(one, item=item), quote)
    if names_an_unsupported_one(reading):
        yield UNSUPPORTED
    elif must_repeat(reading) and all(item.recurrence is None for item in draft.items):
        yield "the user speaks of a repetition, but no item has a recurrence"
    newest = reading if len(texts) == 1 else read(texts[-1])
    if not any(is_converted(one) for one in items):
        whole = [replace(one, item=as_built(item, one.replaced)) for one, item in zip(items, draft.items, strict=True)]
        yield from missing_doubts(whole, newest, local.date(), before, set(_doubted(items)))


def _names_a_plan(text: Reading) -> bool:
    if text.has("cancel"):
        return False
    return bool((text.days or text.repeats) and (text.clocks or text.ends)) or bool(text.from_now)


def _doubted(items: Iterable[Heard]) -> Iterator[Day | Clock]:
    """Yield the days and times that the doubts about items name."""
    for one in items:
        yield from unmet_days(one, _todays(one))
        yield from unmet_clocks(one)


def _todays(heard: Heard) -> list[dt.date]:
    """Return the date in the user's zone, and in the zone of the item."""
    zone = heard.item.zone
    here = heard.now.date()
    return [here] if zone is None or zone not in names() else [here, local_time(heard.now, ZoneInfo(zone)).date()]


def _item_doubts(heard: Heard, text: str) -> Iterator[str]:
    item = heard.item
    if not shares_a_word(text, item.title):
        yield f"{heard.path}.title has no word of the user's: is it what they want to do?"
    if item.place is not None and words_of(item.place) and not shares_a_word(text, item.place):
        yield f"{heard.path}.place has no word of the user's: give null if they name no place"
    yield from zone_doubts(heard)
    if not is_converted(heard):  # an LLM may have converted the time by itself
        yield from from_now_doubts(heard)
        yield from day_doubts(heard, _todays(heard))
        yield from time_doubts(heard)
    yield from length_doubts(heard)
    yield from repetition_doubts(heard)
    yield from reminder_doubts(heard)
