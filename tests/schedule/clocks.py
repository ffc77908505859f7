"""Finds the changes of the clocks: all gaps and folds of sixty zones, many unusual ones among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

__all__ = ["ZONES", "Change", "changes"]

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Ceuta", "Africa/El_Aaiun", "Africa/Johannesburg", "America/Anchorage",
    "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Boise", "America/Chicago", "America/Denver",
    "America/Halifax", "America/Havana", "America/Los_Angeles", "America/Mexico_City", "America/Miquelon",
    "America/New_York", "America/Nuuk", "America/Port-au-Prince", "America/Santiago", "America/Sao_Paulo",
    "America/Scoresbysund", "America/St_Johns", "America/Tijuana", "America/Toronto", "Antarctica/Troll", "Asia/Almaty",
    "Asia/Beirut", "Asia/Famagusta", "Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata",
    "Asia/Nicosia", "Asia/Tokyo", "Asia/Yekaterinburg", "Atlantic/Azores", "Atlantic/Bermuda", "Atlantic/Canary",
    "Australia/Adelaide", "Australia/Brisbane", "Australia/Eucla", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon",
    "Europe/London", "Europe/Moscow", "Europe/Riga", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Easter", "Pacific/Norfolk", "UTC",
)  # fmt: skip
"""Sixty zones: changes at midnight, of half an hour, of two hours, around Ramadan, and zones without changes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's clocks."""

    zone: str
    at: datetime
    """The first moment with the new offset, in UTC."""
    before: timedelta
    after: timedelta

    @property
    def first(self) -> datetime:
        """The first naive time that is skipped or shown twice."""
        return (self.at + min(self.before, self.after)).replace(tzinfo=None)

    @property
    def end(self) -> datetime:
        """The first naive time after those."""
        return (self.at + max(self.before, self.after)).replace(tzinfo=None)

    @property
    def is_gap(self) -> bool:
        return self.after > self.before


@cache
def changes(zone: str, first: date = date(2024, 1, 1), last: date = date(2031, 1, 1)) -> tuple[Change, ...]:
    """List each change of the offset between two days; it misses one that is undone on the same day."""
    return tuple(_changes(ZoneInfo(zone), first, last))


def _changes(zone: ZoneInfo, first: date, last: date) -> Iterator[Change]:
    low = datetime(first.year, first.month, first.day, tzinfo=UTC)
    while low.date() < last:
        high = low + timedelta(days=1)
        if _offset(low, zone) != _offset(high, zone):
            early, late = low, high
            while late - early > timedelta(seconds=1):
                middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
                early, late = (middle, late) if _offset(middle, zone) == _offset(low, zone) else (early, middle)
            yield Change(zone.key, late, _offset(low, zone), _offset(high, zone))
        low = high


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
