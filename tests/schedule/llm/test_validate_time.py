"""`problems` of times: on the clock of the item's zone, with a length and a reminder within bounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.rows import on_rows
from tests.schedule.llm.test_validate import CALL, GYM, WEEKLY, YOGA, created, problems_of

NEW_YORK: dict[str, Any] = {**GYM, "zone": "America/New_York"}
YEAR = 366 * 24 * 60


@on_rows(
    "item",
    [
        NEW_YORK,
        {**NEW_YORK, "date": "2026-11-23", "weekday": "monday", "time": "04:00"},  # 10:00 in Berlin
        {**NEW_YORK, "date": "2026-11-23", "weekday": "monday", "time": None},
        {**YOGA, "zone": "Asia/Tokyo", "recurrence": WEEKLY},
        {**CALL, "zone": "Asia/Tokyo", "time": "19:30"},
        {**GYM, "zone": "Europe/Berlin"},
        {**GYM, "zone": "Europe/Kiev"},
        {**GYM, "time": None, "duration_minutes": YEAR},
        {**GYM, "remind_minutes": 0},
        {**GYM, "remind_minutes": YEAR},
    ],
)
def test_each_zone_length_and_reminder_is_valid(item: dict[str, Any]) -> None:
    assert problems_of(created(item)) == []


@on_rows(
    ("item", "problem"),
    [
        (
            {**GYM, "zone": "Vladivostok"},
            "zone is not an IANA time zone: did you mean Asia/Vladivostok? Else give null",
        ),
        ({**GYM, "zone": "UTC+3"}, "did you mean Etc/GMT-3?"),
        ({**GYM, "zone": "the moon, 4711"}, "zone is not an IANA time zone: give one, or null"),
        ({**GYM, "zone": ""}, "zone is not an IANA time zone"),
        ({**GYM, "zone": "Europe"}, "zone is not an IANA time zone"),
        ({**GYM, "zone": "posix/Europe/Berlin"}, "did you mean Europe/Berlin"),
        (
            {**NEW_YORK, "date": "2026-11-23", "weekday": "monday", "time": "03:00"},
            "is past: 2026-11-23 03:00, and now it is 2026-11-23 03:30 on the clock of America/New_York",
        ),
        (
            {**GYM, "zone": "Asia/Tokyo", "date": "2026-11-23", "weekday": "monday", "time": "10:00"},
            "and now it is 2026-11-23 17:30 on the clock of Asia/Tokyo",
        ),
        ({**CALL, "zone": "Asia/Tokyo"}, "that is 2026-11-23 19:30 on the clock of Asia/Tokyo"),
        ({**NEW_YORK, "date": "2026-11-22", "weekday": "sunday", "time": None}, "items[0] is past: 2026-11-22"),
        (
            {**GYM, "time": None, "duration_minutes": YEAR + 1440},
            "give 1 to 527040; if it takes longer, plan the first",
        ),
        ({**GYM, "duration_minutes": 44641}, "give 1 to 44640; if it takes longer, give null as its time"),
        ({**GYM, "remind_minutes": -1}, "remind_minutes is -1: give 0 to 527040 minutes before"),
        ({**GYM, "remind_minutes": YEAR + 1}, "remind_minutes is 527041"),
        ({**GYM, "remind_minutes": 10**4000}, "remind_minutes is 100000000000...:"),
    ],
)
def test_each_wrong_zone_length_or_reminder_is_one_problem(item: dict[str, Any], problem: str) -> None:
    (text,) = problems_of(created(item))
    assert problem in text
    assert "4711" not in text


def test_the_day_of_a_zone_is_not_that_of_the_user() -> None:
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    item = {**GYM, "zone": "Asia/Tokyo", "date": "2026-11-23", "weekday": "monday", "time": None}
    (problem,) = problems_of(created(item), now=evening, zone=ZoneInfo("America/New_York"))  # 07:00 on Tuesday there
    assert "is past: 2026-11-23" in problem
    assert problems_of(created({**item, "zone": None}), now=evening, zone=ZoneInfo("America/New_York")) == []
