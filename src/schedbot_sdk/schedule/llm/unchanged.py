"""Compares the items of a draft with the planned events that they replace. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.draft_values import parse_date, parse_time
from schedbot_sdk.schedule.llm.planned import NumberedEvent, event_of, is_unmoved, minutes_of, reminder_of, replaced_by
from schedbot_sdk.schedule.llm.text_match import plain
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.timezones import time_zone

__all__ = ["days_of", "is_as_planned", "without_unchanged"]


def without_unchanged(draft: Draft, planned: Sequence[NumberedEvent]) -> Draft:
    """Return a draft without what its items take from the planned events: the user's text need not have words for it.

    A title that is taken has the words of the quote instead.
    """
    if draft.outcome != "created":
        return draft
    items = [_changes(item, event_of(replaced_by(item, planned))) for item in draft.items]
    return draft.model_copy(update={"items": items})


def days_of(rule: DraftRecurrence | Recurrence) -> tuple[object, ...]:
    """Return the parts of a rule that choose its days."""
    numbers = (frozenset(rule.days), frozenset(rule.month_days), frozenset(rule.months))
    return rule.freq, rule.interval, rule.nth, *numbers


def is_as_planned(item: DraftItem, event: Event, zone: ZoneInfo) -> bool:
    """Whether an item changes nothing of the event that it replaces. The zone is the user's."""
    day, rule, before = parse_date(item.date), item.recurrence, event.recurrence
    at = None if item.time is None else parse_time(item.time)
    changes = _changes(item, event)
    if rule is not None and before is not None:
        ends = (rule.until and parse_date(rule.until), rule.count, {*map(parse_date, rule.except_dates)})
        if days_of(rule) != days_of(before) or ends != (before.until, before.count, {*before.except_dates}):
            return False
    return (
        (rule is None) == (before is None)
        and day is not None
        and is_unmoved(event, day, at, zone if item.zone is None else time_zone(item.zone))
        and changes.title == item.source_quote
        and (changes.place, changes.duration_minutes, changes.remind_minutes) == (None, None, None)
    )


def _changes(item: DraftItem, event: Event | None) -> DraftItem:
    if event is None:
        return item
    unchanged: dict[str, object] = {}
    if plain(item.title) == plain(event.title):
        unchanged["title"] = item.source_quote
    if item.place is not None and event.place is not None and plain(item.place) == plain(event.place):
        unchanged["place"] = None
    if item.zone == event.zone:
        unchanged["zone"] = None
    if item.duration_minutes == minutes_of(event):
        unchanged["duration_minutes"] = None
    if item.remind_minutes == reminder_of(event):
        unchanged["remind_minutes"] = None
    if item.recurrence is not None and event.recurrence is not None:
        unchanged["recurrence"] = _rule_changes(item.recurrence, event.recurrence)
    return item.model_copy(update=unchanged)


def _rule_changes(rule: DraftRecurrence, before: Recurrence) -> DraftRecurrence:
    """Return a rule without the interval, months, exceptions and end that it takes from the planned one."""
    known = {day.isoformat() for day in before.except_dates}
    unchanged: dict[str, object] = {"except_dates": [day for day in rule.except_dates if day not in known]}
    if rule.interval == before.interval:
        unchanged["interval"] = 1
    if set(rule.months) == set(before.months):
        unchanged["months"] = []
    if rule.until is not None and parse_date(rule.until) == before.until:
        unchanged["until"] = None
    if rule.count == before.count:
        unchanged["count"] = None
    return rule.model_copy(update=unchanged)
