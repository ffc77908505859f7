"""Writes how an event repeats: RRULE and EXDATE (RFC 5545, sections 3.3.10 and 3.8.5)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from icalendar import vRecur

from schedbot_sdk.schedule.model.base import LAST_DAY
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.rule_times import local_times
from schedbot_sdk.schedule.model.start import AllDay, LocalStart
from schedbot_sdk.timezones import resolve_local, time_zone

__all__ = ["excluded", "vrecur"]

_DAY: Final = dt.timedelta(days=1)
_IN_EACH_MONTH: Final = 28
_LAST: Final = -1
_END: Final = dt.datetime.combine(LAST_DAY, dt.time.max)


def vrecur(rule: Recurrence, start: AllDay | LocalStart) -> vRecur:
    """Return a rule of an event that begins at `start`."""
    parts: dict[str, object] = {"FREQ": rule.freq.upper()}
    if rule.interval > 1:
        parts["INTERVAL"] = rule.interval
    parts |= _days(rule, start.date)
    if rule.count is not None:
        parts["COUNT"] = rule.count
    elif rule.until is not None:
        parts["UNTIL"] = rule.until if isinstance(start, AllDay) else _last_moment(rule, rule.until, start)
    return vRecur(parts)


def excluded(rule: Recurrence, start: AllDay | LocalStart) -> list[dt.date]:
    """Return the days of an all-day event that are left out, or the aware times of another event."""
    whole = rule.model_copy(update={"except_dates": ()})
    begin = _begin(start)
    times = [local for day in rule.except_dates for local in local_times(whole, begin, *_whole(day))]
    if isinstance(start, AllDay):
        return [local.date() for local in times]
    return [local.replace(tzinfo=time_zone(start.zone)) for local in times]


def _days(rule: Recurrence, start: dt.date) -> dict[str, object]:
    parts: dict[str, object] = {}
    months = list(rule.months)
    if rule.days:
        number = "" if rule.nth is None else str(rule.nth)
        parts["BYDAY"] = [f"{number}{day[:2].upper()}" for day in rule.days]
    elif rule.month_days:
        parts["BYMONTHDAY"] = list(rule.month_days)
    elif rule.freq in {"monthly", "yearly"} and (start.day > _IN_EACH_MONTH or (rule.freq == "yearly" and months)):
        # RFC 5545 implies this, but some readers put an event of the 31st on the 28th, or on the 1st.
        parts["BYMONTHDAY"] = start.day
    if rule.freq == "yearly" and parts:
        months = months or [start.month]  # RFC 5545 would mean all months
    if rule.freq == "yearly" and rule.interval == 1 and len(months) > 1 and _LAST in rule.month_days:
        parts["FREQ"] = "MONTHLY"  # the same days, but ical.js takes the last day of another month in a yearly rule
    if months:
        parts["BYMONTH"] = months
    return parts


def _last_moment(rule: Recurrence, day: dt.date, start: LocalStart) -> dt.datetime:
    """Return a moment that ends a rule with its last occurrence, also for readers that overlook the Z of UNTIL.

    Those compare its digits with local times. The later of the two readings suits both, as long as it is before both
    readings of the next occurrence. If it is not, only UTC counts, as in RFC 5545.
    """
    endless = rule.model_copy(update={"except_dates": (), "until": None})
    begin = _begin(start)
    last = _last_time(endless, begin, day)
    end = max(_readings(last, start.zone)).replace(tzinfo=dt.UTC)
    following = next((local for local in local_times(endless, begin, last, _END) if local > last), None)
    if following is None or end.replace(tzinfo=None) < min(_readings(following, start.zone)):
        return end
    return start.moment_at(last).astimezone(dt.UTC)


def _last_time(rule: Recurrence, begin: dt.datetime, day: dt.date) -> dt.datetime:
    """Return the last local time of a rule up to a day."""
    span, until = _DAY, dt.datetime.combine(day, dt.time.max)
    while True:
        times = list(local_times(rule, begin, max(until - span, begin), until))
        if times:
            return times[-1]
        span *= 2


def _readings(local: dt.datetime, zone: str) -> list[dt.datetime]:
    """Return what readers may compare with UNTIL: the local time itself, or its moment in UTC, without a zone.

    There are two moments if DST skips the local time or repeats it.
    """
    day, at = local.date(), local.time()
    earlier = resolve_local(day, at, zone, gap="earlier", fold="first").moment
    later = resolve_local(day, at, zone, gap="later", fold="second").moment
    return [local, *(moment.astimezone(dt.UTC).replace(tzinfo=None) for moment in (earlier, later))]


def _whole(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.combine(day, dt.time.min), dt.datetime.combine(day, dt.time.max)


def _begin(start: AllDay | LocalStart) -> dt.datetime:
    return dt.datetime.combine(start.date, dt.time() if isinstance(start, AllDay) else start.time)
