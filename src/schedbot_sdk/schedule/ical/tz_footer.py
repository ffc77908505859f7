"""How a zone changes its clocks, year after year: the rule at the end of its TZif file (RFC 9636, section 3.3)."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

__all__ = ["Change", "YearlyChange", "changes", "yearly_changes"]

_NAME: Final = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_TIME: Final = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_DATE: Final = rf"M(\d+)\.(\d)\.(\d)(?:/({_TIME}))?"
_RULE: Final = re.compile(rf"{_NAME}({_TIME}){_NAME}({_TIME})?,{_DATE},{_DATE}")
_HOUR: Final = dt.timedelta(hours=1)
_DAY: Final = dt.timedelta(days=1)
_STEP: Final = dt.timedelta(days=7)  # no zone changes its clocks twice in a week


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clocks."""

    at: dt.datetime
    """What the clocks showed when it came, by the offset before it; without a zone."""
    before: dt.timedelta
    """The offset from UTC until then."""
    after: dt.timedelta

    @property
    def moment(self) -> dt.datetime:
        """The same in UTC."""
        return (self.at - self.before).replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class YearlyChange:
    """A change that comes every year, on the `week`-th of a weekday in a month, and `shift` days later."""

    month: int
    week: int
    """1 to 4, or 5 for the last one."""
    weekday: int
    """0 is Monday."""
    shift: int
    time: dt.time
    before: dt.timedelta
    after: dt.timedelta

    def in_year(self, year: int) -> Change:
        """The one of that year."""
        first = dt.date(year, self.month, 1)
        day = first + dt.timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.week - 1))
        if day.month != self.month:
            day -= dt.timedelta(days=7)
        return Change(
            dt.datetime.combine(day + dt.timedelta(days=self.shift), self.time), before=self.before, after=self.after
        )


def yearly_changes(zone: zoneinfo.ZoneInfo) -> tuple[YearlyChange, YearlyChange] | None:
    """The two changes of each year to come; None where the zone's file knows no such rule."""
    found = _RULE.fullmatch(_footer(zone.key))
    if found is None:
        return None
    standard = -_duration(found[1])
    summer = -_duration(found[2]) if found[2] else standard + _HOUR
    return _yearly(found.groups()[2:6], standard, summer), _yearly(found.groups()[6:10], summer, standard)


def changes(zone: zoneinfo.ZoneInfo, first: dt.datetime, last: dt.datetime) -> Iterator[Change]:
    """The changes of a zone's offset between two aware moments, in order."""
    moment, end = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    while moment < end:
        following = min(moment + _STEP, end)
        before, after = _offset(zone, moment), _offset(zone, following)
        if before != after:
            low, high = moment, following
            while high - low > dt.timedelta(seconds=1):
                middle = low + dt.timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (low, middle) if _offset(zone, middle) == after else (middle, high)
            yield Change(high.replace(tzinfo=None) + before, before, after)
        moment = following


def _offset(zone: zoneinfo.ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 - it has a zone
    return offset


def _yearly(date: tuple[str | None, ...], before: dt.timedelta, after: dt.timedelta) -> YearlyChange:
    month, week, weekday, time = date
    shift, seconds = divmod(_duration(time or "2"), _DAY)
    return YearlyChange(
        month=int(month or 0),
        week=int(week or 0),
        weekday=(int(weekday or 0) - 1) % 7,
        shift=shift,
        time=(dt.datetime(1970, 1, 1) + seconds).time(),  # noqa: DTZ001  # a time on a clock
        before=before,
        after=after,
    )


def _duration(text: str) -> dt.timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _footer(key: str) -> str:
    """The last line of the zone's file, which `zoneinfo` reads from the same places."""
    for root in zoneinfo.TZPATH:
        file = Path(root, *key.split("/"))
        if file.is_file():
            return _last_line(file.read_bytes())
    return _last_line(resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes())


def _last_line(content: bytes) -> str:
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")
