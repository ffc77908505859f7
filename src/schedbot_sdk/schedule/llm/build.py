"""Builds a schedule from a valid draft. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schedbot_sdk._core.model import problem_text
from schedbot_sdk.errors import ConfigurationError, UnknownTimeZoneError
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.draft_values import instant_after, parse_date, parse_time
from schedbot_sdk.schedule.llm.planned import (
    NumberedEvent,
    event_of,
    is_unmoved,
    minutes_of,
    next_sequence,
    planned_events,
    reminder_of,
    replaced_by,
)
from schedbot_sdk.schedule.model.event import Event, EventWarning, occurrences_in
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.reminder_moment import ALL_DAY_AT, reminder_moment
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.skips import skips
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart, Start
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import resolve_local, time_zone

__all__ = ["schedule_of"]

_OF_THE_CLOCK: Final = frozenset(("nonexistent_time", "ambiguous_time"))


def schedule_of(
    draft: Draft,
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    source: Source,
    planned: Schedule | Iterable[Schedule] = (),
) -> Schedule:
    """Build the schedule of a draft without problems.

    A time that the clocks skip is kept as the user wrote it, with a warning; it moves forward by the length of the gap.
    If the clocks show a time twice, the first one is chosen, or the second one if the first is over; there is a warning
    too.

    An event that replaces a planned one has its uid. It also has its place, its reminders and its duration, if the
    draft has null there; the duration only if both have a time, or neither has one. The sequence is 1 more than the
    highest sequence of the schedules with replaced events. For a draft that cancels events the schedule has the
    cancelled events as they were planned, and their highest sequence.

    Args:
        draft: The draft that the LLM wrote.
        zone: The user's time zone.
        now: When the message was sent, aware.
        source: The message.
        planned: The schedules that were planned before, as they were when the LLM wrote the draft.

    Raises:
        ConfigurationError: The draft has problems, `planned` has a value that is not a schedule, or `now` has no time
            zone or is not within the years 1970 to 2999.
    """
    local = local_time(now, zone)
    known = planned_events(planned)
    try:
        replaced = [_replaced(item, known, is_needed=draft.outcome == "cancelled") for item in draft.items]
        before = [event for event in replaced if event is not None]
        if draft.outcome == "cancelled":
            events = tuple(cancelled.event for cancelled in before)
            sequence = max(0, next_sequence(before) - 1)
        else:
            uids = _uids(source, replaced)
            events = tuple(
                _event(item, event_of(old), uid=uid, zone=zone, local=local)
                for item, old, uid in zip(draft.items, replaced, uids, strict=True)
            )
            sequence = next_sequence(before)
        return Schedule(source=source, zone=zone.key, made_at=now, events=events, sequence=sequence)
    except UnknownTimeZoneError:
        problem = "zone is not an IANA name"
    except ValueError as error:
        problem = problem_text(error) if isinstance(error, ValidationError) else str(error)
    raise ConfigurationError(f"draft: pass one without problems ({problem})")


def _replaced(item: DraftItem, planned: Sequence[NumberedEvent], *, is_needed: bool) -> NumberedEvent | None:
    replaced = replaced_by(item, planned)
    if replaced is None and (is_needed or item.replaces is not None):
        raise ValueError("replaces is not a number of the planned events")
    return replaced


def _uids(source: Source, replaced: Sequence[NumberedEvent | None]) -> Iterator[str]:
    """Yield the uid of each item: that of the event that it replaces, or a new one of the message."""
    taken = {event.event.uid for event in replaced if event is not None}
    following = 0
    for number, event in enumerate(replaced):
        if event is not None:
            yield event.event.uid
            continue
        following = max(following, number)
        # The message may have been planned before, and one of its own events is replaced.
        while source.uid(following) in taken:
            following += 1
        yield source.uid(following)
        following += 1


def _event(item: DraftItem, replaced: Event | None, *, uid: str, zone: ZoneInfo, local: dt.datetime) -> Event:
    start, warnings = _start(item, replaced, zone, local)
    event = Event(
        uid=uid,
        title=item.title.strip(),
        start=start,
        duration=_duration(item, start, replaced),
        place=_place(item, replaced),
        reminders=_reminders(item, replaced),
        recurrence=None if item.recurrence is None else _recurrence(item.recurrence),
        source_quote=item.source_quote,
        warnings=warnings,
    )
    return event.model_copy(update={"warnings": (*warnings, *_warnings_about(event, local))})


def _warnings_about(event: Event, local: dt.datetime) -> Iterator[EventWarning]:
    rule, start = event.recurrence, event.start
    if rule is not None and not isinstance(start, Instant) and (code := skips(rule, start.date)) is not None:
        yield EventWarning(code=code)
    future = Window.of(local.replace(second=0), dt.datetime.max.replace(tzinfo=dt.UTC))
    if not any(occurrences_in(event, future)):
        yield EventWarning(code="past")
    elif rule is None and any(_is_over(event, reminder, local) for reminder in event.reminders):
        yield EventWarning(code="reminder_past")


def _is_over(event: Event, reminder: dt.timedelta, local: dt.datetime) -> bool:
    return reminder_moment(event, event.start.moment, reminder, ALL_DAY_AT).timestamp() <= local.timestamp()


def _place(item: DraftItem, replaced: Event | None) -> str | None:
    if item.place is not None:
        return item.place.strip()
    return None if replaced is None else replaced.place


def _duration(item: DraftItem, start: Start, replaced: Event | None) -> dt.timedelta | None:
    minutes = item.duration_minutes
    is_alike = replaced is not None and replaced.is_all_day == isinstance(start, AllDay)
    if replaced is not None and is_alike and minutes in {None, minutes_of(replaced)}:
        return replaced.duration
    return None if minutes is None else dt.timedelta(minutes=minutes)


def _reminders(item: DraftItem, replaced: Event | None) -> tuple[dt.timedelta, ...]:
    if replaced is not None and item.remind_minutes in {None, reminder_of(replaced)}:
        return replaced.reminders
    return () if item.remind_minutes is None else (dt.timedelta(minutes=item.remind_minutes),)


def _start(
    item: DraftItem, replaced: Event | None, zone: ZoneInfo, local: dt.datetime
) -> tuple[Start, tuple[EventWarning, ...]]:
    day, at = parse_date(item.date), None if item.time is None else parse_time(item.time)
    moment = None if item.in_minutes is None else instant_after(item.in_minutes, local)
    if day is None or (item.time is not None and at is None) or (item.in_minutes is not None and moment is None):
        raise ValueError("date, time or in_minutes is invalid")
    if moment is not None:
        return Instant(at=moment, zone=zone.key), ()
    named = zone if item.zone is None else time_zone(item.zone)
    if replaced is not None and is_unmoved(replaced, day, at, named) and _can_stay(replaced.start, item):
        clock = tuple(warning for warning in replaced.warnings if warning.code in _OF_THE_CLOCK)
        return replaced.start, clock
    if at is None:
        return AllDay(date=day, zone=named.key), ()
    resolved = resolve_local(day, at, named)
    is_over = resolved.kind == "fold" and resolved.moment.timestamp() < local.replace(second=0).timestamp()
    start = LocalStart(date=day, time=at, zone=named.key, fold=1 if is_over else 0)
    if resolved.kind == "exact":
        return start, ()
    return start, (EventWarning(code="nonexistent_time" if resolved.kind == "gap" else "ambiguous_time"),)


def _can_stay(start: Start, item: DraftItem) -> bool:
    return item.recurrence is None or not isinstance(start, Instant)  # an instant does not repeat


def _recurrence(rule: DraftRecurrence) -> Recurrence:
    return Recurrence(
        freq=rule.freq,
        interval=rule.interval,
        days=tuple(rule.days),
        nth=rule.nth,
        month_days=tuple(rule.month_days),
        months=tuple(rule.months),
        except_dates=tuple(map(dt.date.fromisoformat, rule.except_dates)),
        until=None if rule.until is None else parse_date(rule.until),
        count=rule.count,
    )
