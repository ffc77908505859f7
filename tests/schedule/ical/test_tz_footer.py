"""The rules at the end of the zones' files give the changes that Python computes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from tests.rows import on_rows

from schedbot_sdk.schedule.ical.tz_footer import transitions, yearly_transitions

NAMES = [
    name
    for name in sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
    if not name.startswith(("right/", "posix/"))
]
YEARS = (2091, 2102)
"""Beyond the years whose changes are listed one by one, as those of Gaza are, where they follow the moon."""


@on_rows("name", NAMES)
def test_the_changes_of_every_zone_are_those_of_its_rule(name: str) -> None:
    zone = ZoneInfo(name)
    rules = yearly_transitions(zone)
    listed = [change for year in YEARS for change in transitions(zone, *_year(year))]
    by_rule = sorted((rule.in_year(year) for year in YEARS for rule in rules or ()), key=lambda change: change.moment)
    assert listed == by_rule


def _year(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
