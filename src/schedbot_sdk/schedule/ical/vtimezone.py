"""Writes a time zone as a VTIMEZONE component that every calendar reads correctly (RFC 5545, section 3.6.5).

After a change of the clocks, some calendars compute a wrong hour from a list of dates, and the right one from a rule.
So a zone with a rule is written as a rule, which begins before the first event of the file.

Some calendars keep the first zone of a name that they see, and use it for all files. So a zone is the same in every
file that begins after 2020, within a decade.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from schedbot_sdk.schedule.ical.components import with_properties
from schedbot_sdk.schedule.ical.tz_footer import Transition, YearlyTransition, transitions, yearly_transitions

__all__ = ["vtimezone"]

_SINCE: Final = 2020
_DECADE: Final = 10
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_WEEK: Final = 5
_EPOCH_YEAR: Final = 1970
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_Observance: TypeAlias = TimezoneStandard | TimezoneDaylight


def vtimezone(zone: ZoneInfo, first: dt.datetime) -> Timezone:
    """Return the zone for events that begin at `first`, an aware moment, or later.

    If the zone has no rule, its changes are listed for at least 20 years.
    """
    start = _new_year(min(first.year - 1, _SINCE))
    end = _new_year((first.year // _DECADE + 3) * _DECADE)
    return with_properties(Timezone(), {"tzid": zone.key}, _observances(zone, start, end))


def _observances(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> list[_Observance]:
    rules = [(rule, rrule) for rule in yearly_transitions(zone) or () if (rrule := _vrecur(rule))]
    if len(rules) > 1:
        year = _first_year_of([rule for rule, _ in rules], zone, range(start.year, end.year))
        listed = _listed(zone, start, _new_year(year)) if year > start.year else []
        # No event is earlier; and some calendars look only at the beginning, where London's zone would be UTC.
        begins = year if listed else _EPOCH_YEAR
        return [*listed, *(_observance(rule.in_year(begins), rrule=rrule) for rule, rrule in rules)]
    return _listed(zone, start, end)


def _listed(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> list[_Observance]:
    """Return the offset at `start`, and each change as its own component: some calendars read only one date of many."""
    offset = start.astimezone(zone).utcoffset() or dt.timedelta()
    before_all = Transition(dt.datetime(_EPOCH_YEAR, 1, 1), offset, offset)  # noqa: DTZ001  # a local time
    return [_observance(before_all), *map(_observance, transitions(zone, start, end))]


def _new_year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def _first_year_of(rules: list[YearlyTransition], zone: ZoneInfo, years: range) -> int:
    """Return the first year from which the rules give all changes."""
    begins = years.start
    for year in years:
        from_rules = sorted((rule.in_year(year) for rule in rules), key=lambda change: change.moment)
        if list(transitions(zone, _new_year(year), _new_year(year + 1))) != from_rules:
            begins = year + 1
    return begins


def _observance(first: Transition, *, rrule: vRecur | None = None) -> _Observance:
    component = TimezoneDaylight() if first.after > first.before else TimezoneStandard()
    offsets = {"dtstart": first.at, "tzoffsetfrom": first.before, "tzoffsetto": first.after}
    return with_properties(component, {**offsets, "rrule": rrule})


def _vrecur(rule: YearlyTransition) -> vRecur | None:
    """Return the change as a recurrence of RFC 5545; None if RFC 5545 cannot express it."""
    if not rule.shift:
        week = -1 if rule.week == _LAST_WEEK else rule.week
        return vRecur(FREQ="YEARLY", BYMONTH=rule.month, BYDAY=f"{week}{_DAYS[rule.weekday]}")
    # "The day after the first Saturday" is the Sunday among the days 2 to 8.
    length = _LENGTHS[rule.month - 1]
    first = (length - 6 if rule.week == _LAST_WEEK else 7 * rule.week - 6) + rule.shift
    if first < 1 or first + 6 > length:
        return None
    weekday = _DAYS[(rule.weekday + rule.shift) % 7]
    days = list(range(first, first + 7))  # from the beginning of the month: not every calendar counts from its end
    return vRecur(FREQ="YEARLY", BYMONTH=rule.month, BYMONTHDAY=days, BYDAY=weekday)
