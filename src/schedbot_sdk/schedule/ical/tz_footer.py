"""Reads how a zone changes its clocks each year: the footer of its TZif file (RFC 9636, section 3.3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.timezones.rules import rules_file

__all__ = ["Transition", "YearlyTransition", "transitions", "yearly_transitions"]

_NAME: Final = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_TIME: Final = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_DATE: Final = rf"M(\d+)\.(\d)\.(\d)(?:/({_TIME}))?"
_RULE: Final = re.compile(rf"{_NAME}({_TIME}){_NAME}({_TIME})?,{_DATE},{_DATE}")
_HOUR: Final = dt.timedelta(hours=1)
_DAY: Final = dt.timedelta(days=1)
_STEP: Final = dt.timedelta(days=7)  # no zone changes its clocks twice in a week


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a zone's clocks."""

    at: dt.datetime
    """The local time of the change, by the offset before it; naive."""
    before: dt.timedelta
    """The offset from UTC before the change."""
    after: dt.timedelta
    """The offset from UTC after the change."""

    @property
    def moment(self) -> dt.datetime:
        """The moment of the change, in UTC."""
        return (self.at - self.before).replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class YearlyTransition:
    """A yearly change of the clocks: `shift` days after the `week`-th of a weekday in a month."""

    month: int
    """1 is January."""
    week: int
    """1 to 4, or 5 for the last one."""
    weekday: int
    """0 is Monday."""
    shift: int
    """Days between that weekday and the change."""
    time: dt.time
    """The local time of the change, by the offset before it."""
    before: dt.timedelta
    """The offset from UTC before the change."""
    after: dt.timedelta
    """The offset from UTC after the change."""

    def in_year(self, year: int) -> Transition:
        """Return the change of a year."""
        first = dt.date(year, self.month, 1)
        day = first + dt.timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.week - 1))
        if day.month != self.month:
            day -= dt.timedelta(days=7)
        return Transition(
            dt.datetime.combine(day + dt.timedelta(days=self.shift), self.time), before=self.before, after=self.after
        )


def yearly_transitions(zone: ZoneInfo) -> tuple[YearlyTransition, YearlyTransition] | None:
    """Return the two changes of each future year; None if the zone's file has no rule for them."""
    match = _RULE.fullmatch(_footer(zone.key))
    if match is None:
        return None
    standard = -_duration(match[1])
    summer = -_duration(match[2]) if match[2] else standard + _HOUR
    return _yearly(match.groups()[2:6], standard, summer), _yearly(match.groups()[6:10], summer, standard)


def transitions(zone: ZoneInfo, first: dt.datetime, last: dt.datetime) -> Iterator[Transition]:
    """Yield the changes of a zone's offset between two aware moments, in order."""
    moment, end = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    while moment < end:
        following = min(moment + _STEP, end)
        before, after = _offset(zone, moment), _offset(zone, following)
        if before != after:
            low, high = moment, following
            while high - low > dt.timedelta(seconds=1):
                middle = low + dt.timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (low, middle) if _offset(zone, middle) == after else (middle, high)
            yield Transition(high.replace(tzinfo=None) + before, before, after)
        moment = following


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 - it is aware
    return offset


def _yearly(date: tuple[str | None, ...], before: dt.timedelta, after: dt.timedelta) -> YearlyTransition:
    month, week, weekday, time = date
    shift, seconds = divmod(_duration(time or "2"), _DAY)
    return YearlyTransition(
        month=int(month or 0),
        week=int(week or 0),
        weekday=(int(weekday or 0) - 1) % 7,
        shift=shift,
        time=(dt.datetime(1970, 1, 1) + seconds).time(),  # noqa: DTZ001  # a local time
        before=before,
        after=after,
    )


def _duration(text: str) -> dt.timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _footer(key: str) -> str:
    """Return the last line of the zone's file."""
    return rules_file(key).rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")
