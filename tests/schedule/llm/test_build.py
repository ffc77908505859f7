"""`schedule_of`: schedules of drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.llm.test_validate import BERLIN, CALL, GYM, NOW, WEEKLY, YOGA, created

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import AllDay, Instant, LocalStart, Recurrence, Schedule, Source, problems, schedule_of

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
        {"recurrence": {**WEEKLY, "except_dates": ["2026-02-30"]}},
        {"recurrence": {**WEEKLY, "nth": 1}},
        {"zone": "Vladivostok"},
        {"place": "\u3164"},
        {"remind_minutes": -1},
        {"replaces": 1},
    ],
)
def test_a_draft_with_problems_cannot_be_built(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="draft: pass one without problems"):
        schedule_of(created({**GYM, **change}), zone=BERLIN, now=NOW, source=SOURCE)


def test_a_cancelled_item_without_a_planned_event_cannot_be_built() -> None:
    draft = created(GYM).model_copy(update={"outcome": "cancelled"})
    with pytest.raises(ConfigurationError, match="replaces is not a number of the planned events"):
        schedule_of(draft, zone=BERLIN, now=NOW, source=SOURCE)


def test_an_item_of_another_zone_stays_on_its_clock() -> None:
    new_york = {"zone": "America/New_York"}
    built = schedule_of(
        created({**GYM, **new_york}, {**YOGA, **new_york}, {**CALL, **new_york, "time": "05:30"}),
        zone=BERLIN,
        now=NOW,
        source=SOURCE,
    )
    call, yoga, gym = built.events
    assert gym.start == LocalStart(date=date(2026, 11, 24), time=time(7), zone="America/New_York")
    assert yoga.start == AllDay(date=date(2026, 11, 24), zone="America/New_York")
    assert call.start == Instant(at=datetime(2026, 11, 23, 10, 30, 40, tzinfo=UTC), zone="Europe/Berlin")
    assert built.zone == "Europe/Berlin"


def test_a_time_that_another_zone_skips_or_repeats_gets_its_warning() -> None:
    for day, now, code in (
        ("2027-03-14", NOW, "nonexistent_time"),
        ("2026-11-01", datetime(2026, 10, 1, tzinfo=UTC), "ambiguous_time"),
    ):
        item: dict[str, Any] = {
            **GYM,
            "date": day,
            "time": "01:30" if code == "ambiguous_time" else "02:30",
            "zone": "America/New_York",
        }
        (event,) = schedule_of(created(item), zone=BERLIN, now=now, source=SOURCE).events
        assert [warning.code for warning in event.warnings] == [code]


def test_a_place_and_a_reminder_are_kept() -> None:
    item = {**GYM, "place": " room 42 ", "remind_minutes": 15}
    (event,) = schedule_of(created(item), zone=BERLIN, now=NOW, source=SOURCE).events
    assert (event.place, event.reminders) == ("room 42", (timedelta(minutes=15),))


@on_rows(
    ("item", "codes"),
    [
        ({"time": "09:00", "remind_minutes": 24 * 60}, ["reminder_past"]),
        ({"time": "11:00", "remind_minutes": 24 * 60}, []),
        ({"date": "2026-11-23", "time": "11:00", "remind_minutes": 90}, ["reminder_past"]),
        ({"date": "2026-11-23", "time": "11:00", "remind_minutes": 89}, []),
        ({"date": "2026-11-22", "time": "11:00", "remind_minutes": 60}, ["past"]),
        ({"time": None, "remind_minutes": 24 * 60}, ["reminder_past"]),
        ({"time": None, "remind_minutes": 60}, []),
        ({"time": "09:00", "remind_minutes": 24 * 60, "recurrence": WEEKLY}, []),
        ({"time": "09:00", "remind_minutes": None}, []),
    ],
)
def test_a_reminder_whose_moment_is_over_gets_a_warning(item: dict[str, Any], codes: list[str]) -> None:
    (event,) = schedule_of(created({**GYM, **item}), zone=BERLIN, now=NOW, source=SOURCE).events
    assert [warning.code for warning in event.warnings] == codes


@on_rows(
    ("day", "rule", "codes"),
    [
        ("2026-12-31", {"freq": "monthly"}, ["skips_months"]),
        ("2028-02-29", {"freq": "yearly"}, ["skips_years"]),
        ("2026-12-31", {"freq": "monthly", "month_days": [-1]}, []),
        ("2026-10-31", {"freq": "monthly", "count": 1}, ["past"]),
        ("2026-10-31", {"freq": "monthly", "until": "2026-11-01"}, ["past"]),
    ],
)
def test_months_and_years_without_the_day_get_a_warning(day: str, rule: dict[str, Any], codes: list[str]) -> None:
    item: dict[str, Any] = {**GYM, "date": day, "recurrence": {**WEEKLY, "days": [], **rule}}
    (event,) = schedule_of(created(item), zone=BERLIN, now=NOW, source=SOURCE).events
    assert [warning.code for warning in event.warnings] == codes


DAYS = st.dates(date(2026, 11, 23), date(2028, 3, 1)).map(date.isoformat)
NUMBERS = st.lists(st.integers(-1, 31), min_size=1, max_size=2)
WEEKDAYS = st.lists(st.sampled_from(["monday", "tuesday", "friday"]), min_size=1, max_size=3)


def some_of(base: dict[str, Any], parts: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """The base with a few parts of its own."""
    chosen = st.lists(st.sampled_from(sorted(parts)), max_size=3, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: parts[name] for name in names})).map(
        lambda changes: {**base, **changes}
    )


RULES = some_of({**WEEKLY, "days": []}, {
    "freq": st.sampled_from(["hourly", "daily", "monthly", "yearly"]), "interval": st.sampled_from([0, 2, 1000, 1001]),
    "days": WEEKDAYS, "nth": st.sampled_from([1, 4, 5, -1]), "month_days": NUMBERS, "months": NUMBERS,
    "except_dates": st.lists(DAYS | st.just("2026-02-30"), max_size=2), "until": DAYS, "count": st.integers(0, 3),
})  # fmt: skip
ITEMS = some_of(GYM, {
    "title": st.sampled_from(["👶🎂", "\u3164", "Gym \ud83d"]), "date": DAYS, "in_minutes": st.integers(-1, 1),
    "time": st.sampled_from([None, "00:00", "02:30", "23:59", "24:00"]), "place": st.sampled_from(["5", "\u2800"]),
    "duration_minutes": st.sampled_from([0, 1, 1440, 44641, 527040]), "remind_minutes": st.integers(-1, 9),
    "zone": st.sampled_from(["America/New_York", "Pacific/Apia", "Berlin"]), "replaces": st.integers(0, 3),
    "recurrence": RULES,
})  # fmt: skip


@settings(max_examples=200)
@given(items=st.lists(ITEMS, min_size=1, max_size=2), outcome=st.sampled_from(["created", "created", "cancelled"]))
def test_a_draft_without_problems_can_always_be_built(items: list[dict[str, Any]], outcome: str) -> None:
    for item, quote in zip(items, ("Gym", "swim"), strict=False):
        item.update(source_quote=quote, weekday=f"{date.fromisoformat(item['date']):%A}".lower())
    draft = created(*items).model_copy(update={"outcome": outcome})
    before = schedule_of(created(GYM, YOGA), zone=BERLIN, now=NOW, source=SOURCE)
    is_valid = not list(problems(draft, texts=["Gym and swim"], now=NOW, zone=BERLIN, planned=before))
    event(f"{outcome}, valid: {is_valid}")
    if is_valid:
        built = schedule_of(draft, zone=BERLIN, now=NOW, source=SOURCE, planned=before)
        assert len(built.events) == len(items)
        assert Schedule.model_validate_json(built.model_dump_json()) == built
