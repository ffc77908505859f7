"""A time zone for calendar files, as rules that every reader understands (RFC 5545, section 3.6.5).

Some readers take the wrong hour after a change of the clocks from a list of dates where they are right with a rule. So
a zone that has a rule is written with it, from a change before anything of the file happens.

Some keep the first zone of a name that they see, and read all files with it. So a zone is the same in every file that
begins after 2020, from decade to decade.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from schedbot_sdk.schedule.ical.components import filled
from schedbot_sdk.schedule.ical.tz_footer import Change, YearlyChange, changes, yearly_changes

__all__ = ["vtimezone"]

_SINCE: Final = 2020
_DECADE: Final = 10
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST: Final = 5
_LONG_AGO: Final = 1970
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_Observance: TypeAlias = TimezoneStandard | TimezoneDaylight


def vtimezone(zone: ZoneInfo, first: dt.datetime) -> Timezone:
    """The zone for events from `first` on, an aware moment.

    Where no rule tells its changes they are listed for at least 20 years from then.
    """
    start = _new_year(min(first.year - 1, _SINCE))
    end = _new_year((first.year // _DECADE + 3) * _DECADE)
    return filled(Timezone(), {"tzid": zone.key}, _observances(zone, start, end))


def _observances(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> list[_Observance]:
    rules = [(rule, said) for rule in yearly_changes(zone) or () if (said := _in_words_of_rfc(rule))]
    if len(rules) > 1:
        year = _first_year_of([rule for rule, _ in rules], zone, range(start.year, end.year))
        listed = _listed(zone, start, _new_year(year)) if year > start.year else []
        # What was before matters to nobody, and readers that look there alone take London's zone for UTC.
        begins = year if listed else _LONG_AGO
        return [*listed, *(_observance(rule.in_year(begins), rrule=said) for rule, said in rules)]
    return _listed(zone, start, end)


def _listed(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> list[_Observance]:
    """What the clocks show from `start` on, and each change in a part of its own: some readers see one date of many."""
    offset = start.astimezone(zone).utcoffset() or dt.timedelta()
    before_all = Change(dt.datetime(_LONG_AGO, 1, 1), offset, offset)  # noqa: DTZ001  # what its clocks show
    return [_observance(before_all), *map(_observance, changes(zone, start, end))]


def _new_year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def _first_year_of(rules: list[YearlyChange], zone: ZoneInfo, years: range) -> int:
    """The year from which on the rules tell all changes."""
    begins = years.start
    for year in years:
        told = sorted((rule.in_year(year) for rule in rules), key=lambda change: change.moment)
        if list(changes(zone, _new_year(year), _new_year(year + 1))) != told:
            begins = year + 1
    return begins


def _observance(first: Change, *, rrule: vRecur | None = None) -> _Observance:
    component = TimezoneDaylight() if first.after > first.before else TimezoneStandard()
    offsets = {"dtstart": first.at, "tzoffsetfrom": first.before, "tzoffsetto": first.after}
    return filled(component, {**offsets, "rrule": rrule})


def _in_words_of_rfc(rule: YearlyChange) -> vRecur | None:
    """The recurrence of RFC 5545 that says the same; None where none does."""
    if not rule.shift:
        week = -1 if rule.week == _LAST else rule.week
        return vRecur(FREQ="YEARLY", BYMONTH=rule.month, BYDAY=f"{week}{_DAYS[rule.weekday]}")
    # "The day after the first Saturday" is the Sunday among the days 2 to 8.
    length = _LENGTHS[rule.month - 1]
    first = (length - 6 if rule.week == _LAST else 7 * rule.week - 6) + rule.shift
    if first < 1 or first + 6 > length:
        return None
    weekday = _DAYS[(rule.weekday + rule.shift) % 7]
    days = list(range(first, first + 7))  # counted from the month's beginning, as not every reader counts from its end
    return vRecur(FREQ="YEARLY", BYMONTH=rule.month, BYMONTHDAY=days, BYDAY=weekday)
