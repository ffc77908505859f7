"""Finds what is probably wrong in a draft without problems, by the user's own words. Pure.

These checks read phrases of time, and nothing else of the text. So the LLM is asked once about its doubtful draft, and
its second answer is accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.phrases.questions import is_question, is_statement
from schedbot_sdk.schedule.llm.phrases.reading import Reading, read
from schedbot_sdk.schedule.llm.plausibility.days import day_doubts
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.plausibility.lengths import length_doubts
from schedbot_sdk.schedule.llm.plausibility.missing import missing_doubts
from schedbot_sdk.schedule.llm.plausibility.reminders import reminder_doubts
from schedbot_sdk.schedule.llm.plausibility.repetitions import (
    UNSUPPORTED,
    must_repeat,
    names_an_unsupported_one,
    repetition_doubts,
)
from schedbot_sdk.schedule.llm.plausibility.times import from_now_doubts, time_doubts
from schedbot_sdk.schedule.llm.plausibility.zones import is_converted, zone_doubts
from schedbot_sdk.schedule.llm.text_match import shares_a_word, words_of
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.timezones.names import names

__all__ = ["doubts"]


def doubts(draft: Draft, *, texts: Sequence[str], now: dt.datetime, zone: ZoneInfo) -> Iterator[str]:
    """Yield what the LLM is asked once about a draft without problems.

    Args:
        draft: The draft that the LLM wrote.
        texts: The user's texts, the newest last.
        now: When the newest text was written, aware.
        zone: The user's time zone, in which the draft's dates and times are unless an item names another one.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    local = local_time(now, zone).replace(second=0, microsecond=0)
    text = "\n".join(texts)
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
    items: list[Heard] = []
    for number, item in enumerate(draft.items):
        # The whole text is about a single item; each of several items is about its quote.
        quote = text if is_alone else item.source_quote
        if quote not in readings:
            readings[quote] = read(quote)
        items.append(Heard(item, f"items[{number}]", readings[quote], reading, local, zone, is_alone))
    for one in items:
        yield from _item_doubts(one, text)
    if names_an_unsupported_one(reading):
        yield UNSUPPORTED
    elif must_repeat(reading) and all(item.recurrence is None for item in draft.items):
        yield "the user speaks of a repetition, but no item has a recurrence"
    newest = reading if len(texts) == 1 else read(texts[-1])
    if all(item.replaces is None for item in draft.items) and not any(is_converted(one) for one in items):
        yield from missing_doubts(items, newest, local.date())


def _names_a_plan(text: Reading) -> bool:
    if text.has("cancel"):
        return False
    return bool((text.days or text.repeats) and (text.clocks or text.ends)) or bool(text.from_now)


def _item_doubts(heard: Heard, text: str) -> Iterator[str]:
    item = heard.item
    if not shares_a_word(text, item.title):
        yield f"{heard.path}.title has no word of the user's: is it what they want to do?"
    if item.place is not None and words_of(item.place) and not shares_a_word(text, item.place):
        yield f"{heard.path}.place has no word of the user's: give null if they name no place"
    yield from zone_doubts(heard)
    if not is_converted(heard):  # an LLM may have converted the time by itself
        todays = [heard.now.date()]
        if item.zone is not None and item.zone in names():
            todays.append(local_time(heard.now, ZoneInfo(item.zone)).date())
        yield from from_now_doubts(heard)
        yield from day_doubts(heard, todays)
        yield from time_doubts(heard)
    yield from length_doubts(heard)
    yield from repetition_doubts(heard)
    yield from reminder_doubts(heard)
