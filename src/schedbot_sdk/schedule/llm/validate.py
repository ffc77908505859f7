"""Checks a draft against the calendar, the clock and the user's text. Pure.

The LLM gets these problems and writes the draft again. So each one is exact and names the rule. They repeat nothing of
the user's text except dates, times and numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.errors import UnknownTimeZoneError
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.draft_values import instant_after, parse_date, parse_time
from schedbot_sdk.schedule.llm.planned import event_of, planned_events, replaced_by
from schedbot_sdk.schedule.llm.validate_recurrence import recurrence_problems
from schedbot_sdk.schedule.llm.validate_replaces import replaces_problems
from schedbot_sdk.schedule.llm.validate_text import (
    duplicate_problems,
    question_problems,
    quote_problems,
    text_problems,
)
from schedbot_sdk.schedule.llm.validate_time import TOO_FAR, is_plausible_year, length_problems, time_problems
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.timezones import time_zone

__all__ = ["MAX_ITEMS", "instant_after", "parse_date", "parse_time", "problems"]

MAX_ITEMS: Final = 100


def problems(
    draft: Draft,
    *,
    texts: Sequence[str],
    now: dt.datetime,
    zone: ZoneInfo,
    allow_past: bool = False,
    planned: Schedule | Iterable[Schedule] = (),
) -> Iterator[str]:
    """Yield the problems that the LLM must correct; nothing if the draft is valid.

    Args:
        draft: The draft that the LLM wrote.
        texts: The user's texts, the newest last. Each item quotes one of them.
        now: When the newest text was written, aware.
        zone: The user's time zone. The dates and times of an item are in it, unless the item has a zone.
        allow_past: Whether events may be over already.
        planned: The schedules whose events the draft may replace.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999, or `planned` has a value
            that is not a schedule.
    """
    now = local_time(now, zone).replace(second=0)
    known = planned_events(planned)
    yield from _outcome_problems(draft)
    if draft.outcome == "needs_clarification":
        yield from question_problems(draft.question or "", texts)
    if draft.outcome not in {"created", "cancelled"}:
        return
    if len(draft.items) > MAX_ITEMS:
        yield (
            f"there are {len(draft.items)} items, and {MAX_ITEMS} at most can be planned at once: leave none out, but"
            " ask the user by needs_clarification to send them in parts"
        )
        return
    yield from replaces_problems(draft, len(known))
    for number, item in enumerate(draft.items):
        path = f"items[{number}]"
        yield from quote_problems(item, path, texts)
        if draft.outcome == "created":
            event = event_of(replaced_by(item, known))
            yield from _item_problems(item, path, texts, now, zone, event, allow_past=allow_past)
    if draft.outcome == "created":
        yield from duplicate_problems(draft.items, texts)


def _outcome_problems(draft: Draft) -> Iterator[str]:
    has_items = draft.outcome in {"created", "cancelled"}
    if draft.outcome != "needs_clarification" and (draft.question or "").strip():
        yield f"question is not null, but the outcome is {draft.outcome}: a question is for needs_clarification alone"
    if has_items and not draft.items:
        yield f"items is empty, but the outcome is {draft.outcome}: add the items, or choose another outcome"
    if draft.items and not has_items:
        yield f"items is not empty, but the outcome is {draft.outcome}: items are for created and cancelled alone"


def _item_problems(
    item: DraftItem,
    path: str,
    texts: Sequence[str],
    now: dt.datetime,
    zone: ZoneInfo,
    replaced: Event | None,
    *,
    allow_past: bool,
) -> Iterator[str]:
    # A planned event may have links, and years far away.
    known = texts if replaced is None else (*texts, *_texts_of(replaced))
    yield from text_problems(item, path, known)
    yield from length_problems(item, path)
    named = _zone_of(item, zone)
    if isinstance(named, UnknownTimeZoneError):
        suggested = " or ".join(named.suggestions)
        advice = f"did you mean {suggested}? Else give null" if suggested else "give one, or null"
        yield f"{path}.zone is not an IANA time zone: {advice} for the user's own"
    local = now if isinstance(named, UnknownTimeZoneError) else now.astimezone(named)
    day = parse_date(item.date)
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        yield f"{path}.date is {item.date}: give a day of the calendar"
        return
    if not is_plausible_year(day, local.date(), known):
        yield f"{path}.date is {item.date}: {TOO_FAR}"
        return
    # LLMs are poor at weekdays: if date and weekday disagree, either may be wrong.
    if item.weekday != WEEKDAYS[day.weekday()]:
        yield f"{path}.weekday is {item.weekday}, but {item.date} is a {WEEKDAYS[day.weekday()]}: see the table"
    if isinstance(named, ZoneInfo):
        yield from time_problems(item, path, day, local, named, replaced=replaced, allow_past=allow_past)
    if item.recurrence is not None:
        yield from recurrence_problems(item.recurrence, item, path, day, local.date(), known)


def _zone_of(item: DraftItem, zone: ZoneInfo) -> ZoneInfo | UnknownTimeZoneError:
    try:
        return zone if item.zone is None else time_zone(item.zone)
    except UnknownTimeZoneError as error:
        return error.with_traceback(None)


def _texts_of(event: Event) -> Iterator[str]:
    yield event.title
    yield event.place or ""
    yield event.start.moment.date().isoformat()
    if event.recurrence is not None and event.recurrence.until is not None:
        yield event.recurrence.until.isoformat()
