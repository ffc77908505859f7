"""Doubts about the time zone of an item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.phrases.zone import Zone
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.validate import parse_date
from schedbot_sdk.timezones.names import names

__all__ = ["is_converted", "is_elsewhere", "zone_doubts"]

_NOON: Final = dt.time(12)
_YEAR: Final = 366
"""The days after which the clocks of a zone change as before."""


def zone_doubts(heard: Heard) -> Iterator[str]:
    """Yield a doubt if the item is in another zone than the user names."""
    item = heard.item
    named = _named(heard)
    if item.in_minutes is not None:
        return
    if item.zone is None:
        if is_elsewhere(heard):
            yield f"{heard.path}.zone is null, but the user names another time zone for the time: is it the user's own?"
        return
    if item.zone not in names():
        return
    # One of several items may be on the user's clock, where only the words of another one name a zone.
    if not heard.words.zones and _is_same(item.zone, heard.zone.key, heard):
        return
    if not named:
        if item.zone not in heard.text.places:
            yield f"{heard.path}.zone is {item.zone}, but the user names no time zone: give null, and the user's time"
    elif not any(_fits(zone, item.zone, heard) for zone in named):
        yield f"{heard.path}.zone is {item.zone}, but the user names another time zone"


def is_elsewhere(heard: Heard) -> bool:
    """Whether the user names a zone with other clocks than their own, and the item has none."""
    named = _named(heard)
    return heard.item.zone is None and bool(named) and not any(_fits(zone, heard.zone.key, heard) for zone in named)


def is_converted(heard: Heard) -> bool:
    """Whether the LLM may have converted the time: the user names another zone, or an unknown one."""
    return is_elsewhere(heard) or (heard.item.zone is None and any(_is_unknown(zone) for zone in _named(heard)))


def _is_unknown(zone: Zone) -> bool:
    return not zone.names and zone.ahead is None


def _named(heard: Heard) -> list[Zone]:
    """The zones that the user names; "their time" is that of the places that they name."""
    named = heard.words.zones or heard.text.zones
    here = Zone(tuple(sorted(heard.text.places)))
    return [here if _is_unknown(zone) else zone for zone in named]


def _fits(named: Zone, zone: str, heard: Heard) -> bool:
    if _is_unknown(named) or zone in named.names:
        return True
    if named.ahead is not None:
        return all(_ahead(zone, begin) == named.ahead for begin in _begins(heard))
    return any(_is_same(one, zone, heard) for one in named.names)


def _is_same(one: str, other: str, heard: Heard) -> bool:
    """Whether two zones have the same clocks whenever the item begins."""
    return one == other or all(_ahead(one, begin) == _ahead(other, begin) for begin in _begins(heard))


def _begins(heard: Heard) -> Iterator[dt.datetime]:
    """Yield when the item may begin, for a year: two zones may agree on the first day, and not in summer."""
    rule, day = heard.item.recurrence, heard.day or heard.now.date()
    last = None if rule is None or rule.until is None else parse_date(rule.until)
    for days in range(1 if rule is None else _YEAR):
        begin = dt.datetime.combine(day + dt.timedelta(days=days), heard.time or _NOON)
        if last is not None and begin.date() > max(last, day):
            return
        yield begin


def _ahead(zone: str, begin: dt.datetime) -> int:
    """The minutes that a zone is ahead of UTC when its clock shows that time."""
    return int((begin.replace(tzinfo=ZoneInfo(zone)).utcoffset() or dt.timedelta()).total_seconds()) // 60
