"""Doubts about the time zone of an item. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.phrases.zone import Zone
from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.timezones.names import names

__all__ = ["is_converted", "is_elsewhere", "zone_doubts"]

_NOON: Final = dt.time(12)


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
    ahead = _ahead(item.zone, heard)
    if ahead == _ahead(heard.zone.key, heard):
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
    """Whether the LLM may have converted the time: the user names another zone, or one that nobody knows."""
    return is_elsewhere(heard) or (heard.item.zone is None and any(_is_unknown(zone) for zone in _named(heard)))


def _is_unknown(zone: Zone) -> bool:
    return not zone.names and zone.ahead is None


def _named(heard: Heard) -> list[Zone]:
    """The zones that the user names; "their time" is that of the places that they name."""
    named = heard.words.zones or heard.text.zones
    here = Zone(tuple(sorted(heard.text.places)))
    return [here if _is_unknown(zone) else zone for zone in named]


def _fits(named: Zone, zone: str, heard: Heard) -> bool:
    if _is_unknown(named):
        return True
    ahead = _ahead(zone, heard)
    return zone in named.names or named.ahead == ahead or any(_ahead(one, heard) == ahead for one in named.names)


def _ahead(zone: str, heard: Heard) -> int:
    """The minutes that a zone is ahead of UTC when the item begins."""
    begin = dt.datetime.combine(heard.day or heard.now.date(), heard.time or _NOON, tzinfo=ZoneInfo(zone))
    return int((begin.utcoffset() or dt.timedelta()).total_seconds()) // 60
