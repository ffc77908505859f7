"""`schedule_of`: schedules of drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.rows import on_rows
from tests.schedule.llm.test_validate import BERLIN, CALL, GYM, NOW, WEEKLY, YOGA, created

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import AllDay, Instant, LocalStart, Recurrence, Source, schedule_of

SOURCE = Source(bot="@bot", chat_id=42, message_id=7)


def test_each_kind_of_item_becomes_its_kind_of_event() -> None:
    built = schedule_of(created(GYM, YOGA, CALL), zone=BERLIN, now=NOW, source=SOURCE)
    call, yoga, gym = built.events
    assert call.start == Instant(at=datetime(2026, 11, 23, 10, 30, 40, tzinfo=UTC), zone="Europe/Berlin")
    assert yoga.start == AllDay(date=date(2026, 11, 24), zone="Europe/Berlin")
    assert yoga.recurrence == Recurrence(freq="weekly", days=("tuesday",))
    assert gym.start == LocalStart(date=date(2026, 11, 24), time=time(7), zone="Europe/Berlin")
    assert (gym.title, gym.source_quote, gym.duration, gym.warnings) == ("Gym", "Gym tomorrow at 7:00", None, ())
    assert (built.zone, built.source, built.sequence) == ("Europe/Berlin", SOURCE, 0)
    assert built.made_at == NOW.replace(microsecond=0)


def test_the_same_message_gives_the_same_uids_in_the_order_of_the_draft() -> None:
    first = schedule_of(created(GYM, YOGA, CALL), zone=BERLIN, now=NOW, source=SOURCE)
    again = schedule_of(created(YOGA, GYM), zone=BERLIN, now=NOW + timedelta(hours=1), source=SOURCE)
    assert {event.title: event.uid for event in first.events} == {
        "Gym": SOURCE.uid(0), "Yoga": SOURCE.uid(1), "Call mom": SOURCE.uid(2)
    }  # fmt: skip
    assert {event.title: event.uid for event in again.events} == {"Yoga": SOURCE.uid(0), "Gym": SOURCE.uid(1)}


@on_rows(
    ("item", "now", "moment", "codes"),
    [
        ({"date": "2027-03-28", "time": "02:30"}, NOW, "2027-03-28T03:30:00+02:00", ["nonexistent_time"]),
        ({"date": "2026-10-25", "time": "02:30"}, datetime(2026, 10, 1, tzinfo=UTC), "2026-10-25T02:30:00+02:00",
         ["ambiguous_time"]),
        ({"date": "2026-10-25", "time": "02:30"}, datetime(2026, 10, 25, 1, tzinfo=UTC), "2026-10-25T02:30:00+01:00",
         ["ambiguous_time"]),
        ({"date": "2026-11-22", "time": "07:00"}, NOW, "2026-11-22T07:00:00+01:00", ["past"]),
        ({"date": "2026-11-23", "time": None}, NOW, "2026-11-23T00:00:00+01:00", []),
        ({"date": "2026-11-22", "time": None}, NOW, "2026-11-22T00:00:00+01:00", ["past"]),
        ({"date": "2026-11-23", "time": "09:30"}, NOW, "2026-11-23T09:30:00+01:00", []),
        ({"date": "2026-11-23", "duration_minutes": 180}, NOW, "2026-11-23T07:00:00+01:00", []),
        ({"date": "2026-11-03", "recurrence": WEEKLY}, NOW, "2026-11-03T07:00:00+01:00", []),
        ({"date": "2026-11-03", "recurrence": {**WEEKLY, "count": 3}}, NOW, "2026-11-03T07:00:00+01:00", ["past"]),
    ],
)  # fmt: skip
def test_skipped_repeated_and_past_times_get_warnings(
    item: dict[str, Any], now: datetime, moment: str, codes: list[str]
) -> None:
    (event,) = schedule_of(created({**GYM, **item}), zone=BERLIN, now=now, source=SOURCE).events
    assert event.start.moment.isoformat() == moment
    assert [warning.code for warning in event.warnings] == codes


def test_every_field_of_a_recurrence_is_kept() -> None:
    rule = {**WEEKLY, "interval": 2, "until": "2026-12-31"}
    (event,) = schedule_of(
        created({**YOGA, "recurrence": rule, "duration_minutes": 2880}), zone=BERLIN, now=NOW, source=SOURCE
    ).events
    assert event.recurrence == Recurrence(freq="weekly", interval=2, days=("tuesday",), until=date(2026, 12, 31))
    assert event.duration == timedelta(days=2)
    (counted,) = schedule_of(
        created({**GYM, "recurrence": {**WEEKLY, "freq": "monthly", "days": [], "count": 3}}),
        zone=ZoneInfo("Asia/Kolkata"),
        now=NOW,
        source=SOURCE,
    ).events
    assert counted.recurrence == Recurrence(freq="monthly", count=3)
    assert counted.zone == "Asia/Kolkata"


@on_rows(
    "change",
    [
        {"date": "2026-02-30"},
        {"time": "25:00"},
        {"title": " "},
        {"duration_minutes": 0},
        {"in_minutes": 10**12},
        {"recurrence": {**WEEKLY, "days": ["friday"]}},
        {"recurrence": {**WEEKLY, "until": "2026-01-01"}},
    ],
)
def test_a_draft_with_problems_cannot_be_built(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="draft: pass one without problems"):
        schedule_of(created({**GYM, **change}), zone=BERLIN, now=NOW, source=SOURCE)
