"""Builds a schedule from a valid draft. Pure."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schedbot_sdk._core.model import problem_text
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.llm.draft import Draft, DraftItem, DraftRecurrence
from schedbot_sdk.schedule.llm.validate import instant_after, parse_date, parse_time
from schedbot_sdk.schedule.model.event import Event, EventWarning, occurrences_in
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.skips import skips
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.schedule.model.start import AllDay, Instant, LocalStart, Start
from schedbot_sdk.schedule.model.window import Window
from schedbot_sdk.timezones import resolve_local

__all__ = ["schedule_of"]


def schedule_of(draft: Draft, *, zone: ZoneInfo, now: dt.datetime, source: Source) -> Schedule:
    """Build the schedule of a draft without problems.

    A time that the clocks skip is kept as the user wrote it, with a warning; it moves forward by the length of the gap.
    If the clocks show a time twice, the first one is chosen, or the second one if the first is over; there is a warning
    too.

    Args:
        draft: The draft that the LLM wrote.
        zone: The user's time zone.
        now: When the message was sent, aware.
        source: The message.

    Raises:
        ConfigurationError: The draft has problems, or `now` has no time zone or is not within the years 1970 to 2999.
    """
    local = local_time(now, zone)
    try:
        events = tuple(
            _event(item, uid=source.uid(number), zone=zone, local=local) for number, item in enumerate(draft.items)
        )
    except ValueError as error:
        problem = problem_text(error) if isinstance(error, ValidationError) else str(error)
    else:
        return Schedule(source=source, zone=zone.key, made_at=now, events=events)
    raise ConfigurationError(f"draft: pass one without problems ({problem})")


def _event(item: DraftItem, *, uid: str, zone: ZoneInfo, local: dt.datetime) -> Event:
    start, warnings = _start(item, zone, local)
    rule = None if item.recurrence is None else _recurrence(item.recurrence)
    if rule is not None and not isinstance(start, Instant) and (code := skips(rule, start.date)) is not None:
        warnings = (*warnings, EventWarning(code=code))
    event = Event(
        uid=uid,
        title=item.title.strip(),
        start=start,
        duration=None if item.duration_minutes is None else dt.timedelta(minutes=item.duration_minutes),
        place=None if item.place is None else item.place.strip(),
        reminders=() if item.remind_minutes is None else (dt.timedelta(minutes=item.remind_minutes),),
        recurrence=rule,
        source_quote=item.source_quote,
        warnings=warnings,
    )
    future = Window.of(local.replace(second=0), dt.datetime.max.replace(tzinfo=dt.UTC))
    if any(occurrences_in(event, future)):
        return event
    return event.model_copy(update={"warnings": (*warnings, EventWarning(code="past"))})


def _start(item: DraftItem, zone: ZoneInfo, local: dt.datetime) -> tuple[Start, tuple[EventWarning, ...]]:
    day, at = parse_date(item.date), None if item.time is None else parse_time(item.time)
    moment = None if item.in_minutes is None else instant_after(item.in_minutes, local)
    if day is None or (item.time is not None and at is None) or (item.in_minutes is not None and moment is None):
        raise ValueError("date, time or in_minutes is invalid")
    if moment is not None:
        return Instant(at=moment, zone=zone.key), ()
    if at is None:
        return AllDay(date=day, zone=zone.key), ()
    resolved = resolve_local(day, at, zone)
    is_over = resolved.kind == "fold" and resolved.moment.timestamp() < local.replace(second=0).timestamp()
    start = LocalStart(date=day, time=at, zone=zone.key, fold=1 if is_over else 0)
    if resolved.kind == "exact":
        return start, ()
    return start, (EventWarning(code="nonexistent_time" if resolved.kind == "gap" else "ambiguous_time"),)


def _recurrence(rule: DraftRecurrence) -> Recurrence:
    return Recurrence(
        freq=rule.freq,
        interval=rule.interval,
        days=tuple(rule.days),
        nth=rule.nth,  # type: ignore[arg-type]  # pydantic checks it
        month_days=tuple(rule.month_days),
        months=tuple(rule.months),
        except_dates=tuple(filter(None, map(parse_date, rule.except_dates))),
        until=None if rule.until is None else parse_date(rule.until),
        count=rule.count,
    )
