"""What programs read in their own way, whatever a file says: a small table, with the reason of each entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.schedule.clocks import Change, changes

from schedbot_sdk.schedule import Event, LocalStart, Recurrence

__all__ = ["NEAR", "QUIRKS", "TITLES", "Quirk", "quirk_of"]

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2040, 1, 1)
OUTDATED: Final = frozenset(
    {"Africa/Casablanca", "Africa/El_Aaiun", "America/Havana", "America/Vancouver", "Europe/Chisinau"}
)
"""Zones of the tests with new rules that this version of node lacks."""
TITLES: Final[dict[str, Callable[[str], str]]] = {
    "libical": lambda title: title.strip(" "),
    "node-ical": lambda title: "" if "\u2028" in title else title.replace("\\n", "\\\n"),
}
"""What programs make of the titles of `plans`: libical removes spaces at the ends; node-ical reads the `n` after a
backslash as a line break, and nothing of a line with U+2028."""
NEAR: Final = {"rrule.js": dt.timedelta(hours=16), "libical": dt.timedelta(hours=25)}
"""How near to a change of the clocks a program may be wrong by exactly that change.

rrule.js takes the offset at the moment when UTC shows the digits of the local time. libical keeps the old offset for
a time of the next day, if its digits are those of the hour that the clocks skip, or late in the evening."""


@dataclass(frozen=True)
class Quirk:
    """A kind of events, and who reads it in another way."""

    what: str
    """What they do, as the guide says it."""
    readers: frozenset[str]
    applies: Callable[[Event, Recurrence], bool]


def _is_hourly(_: Event, rule: Recurrence) -> bool:
    return rule.freq == "hourly"


def _starts_in_a_gap(event: Event, _: Recurrence) -> bool:
    start = event.start
    if not isinstance(start, LocalStart):
        return False
    local, hour = dt.datetime.combine(start.date, start.time), dt.timedelta(hours=1)
    return any(gap.first - hour <= local < gap.end for gap in _gaps(event))


def _meets_a_gap(event: Event, _: Recurrence) -> bool:
    start = event.start
    return isinstance(start, LocalStart) and any(
        gap.first <= dt.datetime.combine(day, start.time) < gap.end
        for gap in _gaps(event)
        for day in {gap.first.date(), gap.end.date()}
    )


def _gaps(event: Event) -> list[Change]:
    return [change for change in changes(event.zone, FIRST, LAST) if change.is_gap]


def _is_cut_by_a_change(event: Event, _: Recurrence) -> bool:
    moment, end = event.start.moment, event.end
    return end is not None and moment.utcoffset() != end.utcoffset()


QUIRKS: Final = (
    Quirk(
        "hours are counted as time that passes: after a change, the times on the clock are others",
        frozenset({"libical", "node-ical"}),
        _is_hourly,
    ),
    Quirk(
        "hours near a change of the clocks: some are missing or repeated",
        frozenset({"ical.js", "Radicale", "rrule.js", "vobject"}),
        _is_hourly,
    ),
    Quirk(
        "an exception also hides the hour that has its digits in UTC",
        frozenset({"icalendar"}),
        lambda _, rule: rule.freq == "hourly" and bool(rule.except_dates),
    ),
    Quirk(
        "the first time is in, or up to an hour before, an hour that the clocks skip: later ones are an hour off",
        frozenset({"libical", "node-ical"}),
        _starts_in_a_gap,
    ),
    Quirk(
        "a time that the clocks skip is left out",
        frozenset({"node-ical"}),
        _meets_a_gap,
    ),
    Quirk(
        "the clocks change during the first event: all later ones end with that shift",
        frozenset({"libical"}),
        _is_cut_by_a_change,
    ),
    Quirk(
        "the rules of the zone are those of its own tables, which can be older",
        frozenset({"node-ical", "rrule.js"}),
        lambda event, _: event.zone in OUTDATED and bool(changes(event.zone, FIRST, LAST)),
    ),
    Quirk(
        "a monthly rule with months and an interval above 1: the interval is ignored",
        frozenset({"ical.js"}),
        lambda _, rule: rule.freq == "monthly" and rule.interval > 1 and bool(rule.months),
    ),
    Quirk(
        "a yearly rule with an interval above 1, for the last day of several months: another day",
        frozenset({"ical.js"}),
        lambda _, rule: rule.freq == "yearly" and rule.interval > 1 and -1 in rule.month_days and len(rule.months) > 1,
    ),
)


def quirk_of(reader: str, event: Event) -> Quirk | None:
    """Return the first entry for a program and an event."""
    rule = event.recurrence
    if rule is None:
        return None
    return next((quirk for quirk in QUIRKS if reader in quirk.readers and quirk.applies(event, rule)), None)
