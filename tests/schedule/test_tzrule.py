"""The rules at the end of the zones' files say what Python's own reading of them says."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from schedbot_sdk.schedule.tzrule import changes, yearly_changes

NAMES = [
    name
    for name in sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
    if not name.startswith(("right/", "posix/"))
]
BY_THE_MOON = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}
"""Their clocks follow the Ramadan, and are listed up to 2087; two of them have a rule for the other years."""


@pytest.mark.parametrize("name", NAMES)
def test_the_changes_of_every_zone_are_those_of_its_rule(name: str) -> None:
    zone = ZoneInfo(name)
    rules = yearly_changes(zone)
    years = (2027, 2038)
    found = [change for year in years for change in changes(zone, *_year(year))]
    told = sorted((rule.in_year(year) for year in years for rule in rules or ()), key=lambda change: change.moment)
    assert (found == told) == (name not in BY_THE_MOON)
    assert found or not told


def _year(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
