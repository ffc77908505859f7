"""`dateutil` reads the zones of calendar files: every zone, for events at any time."""

from __future__ import annotations

import importlib
import io
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from tests.rows import on_rows
from tests.schedule.ical.test_tz_footer import NAMES

from schedbot_sdk.schedule.ical.vtimezone import vtimezone

DATEUTIL = importlib.import_module("dateutil.tz")  # it has no types
YEARS = 6


def read_by_dateutil(zone: ZoneInfo, first: datetime) -> tzinfo:
    return cast("tzinfo", DATEUTIL.tzical(io.StringIO(vtimezone(zone, first).to_ical().decode())).get())


@on_rows("year", [2012, 2026])
def test_every_zone_is_read_right_for_years_after_its_first_event(year: int) -> None:
    first = datetime(year, 1, 2, 12, tzinfo=UTC)
    noons = [first.replace(tzinfo=None) + timedelta(days=days) for days in range(0, 365 * YEARS, 29)]
    wrong: set[str] = set()
    for name in NAMES:
        zone = ZoneInfo(name)
        theirs = read_by_dateutil(zone, first)
        if any(noon.replace(tzinfo=theirs).utcoffset() != noon.replace(tzinfo=zone).utcoffset() for noon in noons):
            wrong.add(name)
    assert not wrong
    assert len(NAMES) > 400


@on_rows(
    ("name", "year"),
    [
        ("Pacific/Norfolk", 2018),  # its clocks change since October 2019
        ("Africa/Casablanca", 2020),  # by the moon until 2026, and without a rule
        ("Asia/Gaza", 2026),  # by the moon, and with a rule for the years after
        ("America/Nuuk", 2026),  # on the eve of another day
        ("Asia/Kolkata", 2026),  # never
    ],
)
def test_a_zone_is_read_right_on_each_day_up_to_the_horizon(name: str, year: int) -> None:
    zone, first = ZoneInfo(name), datetime(year, 1, 2, 12, tzinfo=UTC)
    theirs = read_by_dateutil(zone, first)
    noons = [first.replace(tzinfo=None) + timedelta(days=days) for days in range(19 * 365)]
    wrong = [noon for noon in noons if noon.replace(tzinfo=theirs).utcoffset() != noon.replace(tzinfo=zone).utcoffset()]
    assert not wrong


@on_rows(
    "name", ["Africa/Casablanca", "America/Asuncion", "America/Nuuk", "Asia/Gaza", "Asia/Kolkata", "Europe/Berlin"]
)
def test_a_zone_is_the_same_in_all_files_of_a_decade(name: str) -> None:
    """Radicale reads every file with the zone of the first one that it has seen."""
    zone = ZoneInfo(name)
    begin, end = (datetime(*date, tzinfo=UTC) for date in ((2021, 1, 2), (2029, 12, 30)))
    assert vtimezone(zone, begin).to_ical() == vtimezone(zone, end).to_ical()
