"""The same rules by `dateutil`: a second witness of their arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Literal

from dateutil import rrule

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Freq

__all__ = ["local_times_by_dateutil", "rule_of_dateutil"]

_FREQUENCIES: Mapping[Freq, Literal[0, 1, 2, 3, 4]] = {
    "hourly": rrule.HOURLY,
    "daily": rrule.DAILY,
    "weekly": rrule.WEEKLY,
    "monthly": rrule.MONTHLY,
    "yearly": rrule.YEARLY,
}
_DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
_LAST = datetime(2999, 12, 31, 23, 59, 59)  # noqa: DTZ001  # a local time


def rule_of_dateutil(rule: Recurrence, start: datetime) -> rrule.rrule:
    """The same rule without its exceptions."""
    days = [_DAYS[WEEKDAYS.index(day)] for day in rule.days]
    months = rule.months or ((start.month,) if rule.freq == "yearly" else ())
    return rrule.rrule(
        _FREQUENCIES[rule.freq],
        dtstart=start,
        interval=rule.interval,
        wkst=rrule.MO,
        byweekday=[day if rule.nth is None else day(rule.nth) for day in days] or None,
        bymonthday=rule.month_days or None,
        bymonth=months or None,
        until=None if rule.until is None else datetime.combine(rule.until, time.max),
        count=rule.count,
    )


def local_times_by_dateutil(rule: Recurrence, start: datetime | date) -> Iterator[datetime]:
    """The local times of a rule, to the end of the calendar; those of days are midnight."""
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    for local in rule_of_dateutil(rule, begin):
        if local > _LAST:
            return
        if local.date() not in rule.except_dates:
            yield local
