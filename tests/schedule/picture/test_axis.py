"""The axis shows the hours that are needed, and keeps the order of moments when the clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.picture.weeks import BERLIN, MONDAY, all_day, event, schedule

from schedbot_sdk.schedule import Event
from schedbot_sdk.schedule.picture.axis import Axis, axis_of
from schedbot_sdk.schedule.picture.boxes import LINE
from schedbot_sdk.schedule.picture.week import Clock, week_of
from schedbot_sdk.timezones import first_moment

AUTUMN, SPRING = dt.date(2026, 10, 25), dt.date(2027, 3, 28)
CHANGES = [
    (AUTUMN, BERLIN), (SPRING, BERLIN), (dt.date(2027, 4, 4), "Australia/Lord_Howe"),
    (dt.date(2026, 10, 4), "Australia/Lord_Howe"), (dt.date(2026, 10, 25), "Antarctica/Troll"),
    (dt.date(2026, 3, 29), "Antarctica/Troll"), (dt.date(2026, 11, 1), "America/Havana"),
    (dt.date(2026, 10, 24), "America/Nuuk"), (dt.date(2026, 10, 31), "Asia/Beirut"),
]  # fmt: skip


def axis(*events: Event, day: dt.date = MONDAY, zone: str = BERLIN) -> Axis:
    return axis_of(week_of([schedule(*events)], day, ZoneInfo(zone)))


def hours(axis: Axis) -> list[tuple[float, float]]:
    return [(row.start / 60, row.end / 60) for row in axis.rows if not row.is_folded]


def test_an_axis_has_the_hours_of_the_events_and_at_least_six() -> None:
    assert hours(axis(event("Gym", 0, "18:00")))[0] == (17, 18)
    assert len(hours(axis(event("Gym", 0, "18:00")))) == 6
    assert hours(axis(event("Late", 0, "23:30", 20))) == [(hour, hour + 1) for hour in range(18, 24)]
    assert hours(axis(event("Early", 0, "00:00", 20))) == [(hour, hour + 1) for hour in range(6)]
    assert hours(axis(event("Work", 0, "08:00", 600)))[-1] == (17, 18)


def test_a_week_without_times_has_no_axis() -> None:
    assert axis(all_day("Holiday", 0)).rows == ()
    assert axis().height == 0


def test_hours_in_which_nothing_happens_are_folded() -> None:
    found = axis(event("Run", 0, "06:00"), event("Choir", 3, "19:00"))
    assert [(row.start // 60, row.end // 60, row.is_folded) for row in found.rows] == [
        (6, 7, False),
        (7, 19, True),
        (19, 20, False),
    ]
    assert found.rows[1].height < found.rows[0].height


def test_an_hour_has_two_lines_of_text_unless_the_whole_day_is_needed() -> None:
    usual = axis(event("Work", 0, "08:00", 600))
    assert all(row.height >= 78 for row in usual.rows)
    whole = axis(event("Work", 0, "00:00", 23 * 60 + 59))
    assert len(whole.rows) == 24
    assert whole.height < 1500


def test_the_hours_of_a_short_event_are_higher_and_the_others_are_as_before() -> None:
    usual = axis(event("Work", 0, "09:00", 120))
    short = axis(event("Work", 0, "09:00", 120), event("Visit", 2, "10:00", 30))
    assert [row.height for row in usual.rows] == [usual.rows[0].height] * 6
    assert [row.height > usual.rows[0].height for row in short.rows] == [row.start == 600 for row in short.rows]
    assert short.end(Clock(630), 2) - short.start(Clock(600)) >= 3 * LINE
    long = axis(event("Work", 0, "09:00", 120), event("Visit", 2, "10:00", 60))
    assert long == usual


def test_a_short_event_over_an_hour_or_over_midnight_makes_both_hours_higher() -> None:
    found = axis(event("Visit", 0, "09:45", 30), event("Walk", 2, "23:50", 20), event("Film", 3, "22:30", 100))
    heights = {row.start // 60: row.height for row in found.rows if not row.is_folded}
    assert heights[9] == heights[10] > heights[22] < heights[23] == heights[0]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 120)), min_size=1, max_size=30))
def test_short_events_have_a_limit_for_the_height_of_the_hours(visits: list[tuple[int, int, int]]) -> None:
    events = [
        event(f"Visit {at}", day, f"{start // 60:02}:{start % 60:02}", length)
        for at, (day, start, length) in enumerate(visits)
    ]
    found = axis(*events)
    assert found.height <= 1800.01
    assert all(row.height >= 44 for row in found.rows)


def test_a_repeated_hour_has_a_row_of_its_own_and_events_are_at_the_right_one() -> None:
    first = event("First", AUTUMN, "02:30", 30)
    second = event("Second", AUTUMN, "02:30", 30, fold=1)
    found = axis(first, second, day=AUTUMN)
    repeated = [row for row in found.rows if row.is_repeated]
    assert [(row.start, row.end) for row in repeated] == [(120, 180)]
    assert found.start(Clock(150)) < repeated[0].top
    assert found.start(Clock(150, is_repeated=True)) == repeated[0].top + repeated[0].height / 2
    # 30 minutes after the first 02:30 the clocks show 02:00 again.
    assert found.end(Clock(120, is_repeated=True), 6) == repeated[0].top
    assert found.end(Clock(180), 6) == repeated[0].bottom
    # On the other days 03:00 comes right after 02:59.
    assert found.end(Clock(180), 5) == repeated[0].top


def test_the_hours_of_a_change_are_shown_although_nothing_happens_in_them() -> None:
    assert (2, 3) in hours(axis(event("Brunch", SPRING, "11:00"), day=SPRING))


def test_a_day_that_a_zone_skips_makes_the_axis_no_longer() -> None:
    # Samoa had no 30 December 2011.
    day = dt.date(2011, 12, 29)
    found = axis(event("Swim", day, "10:00", zone="Pacific/Apia"), day=day, zone="Pacific/Apia")
    assert len(found.rows) == 6


@on_rows(("day", "zone"), CHANGES)
def test_a_later_moment_is_lower_also_when_the_clocks_change(day: dt.date, zone: str) -> None:
    clock = ZoneInfo(zone)
    whole = event("Work", day - dt.timedelta(days=1), "00:00", 23 * 60 + 59, zone=zone)
    found = axis(whole, day=day, zone=zone)
    start, end = first_moment(day, clock), first_moment(day + dt.timedelta(days=1), clock)
    minutes = int((end.timestamp() - start.timestamp()) // 60)
    places: list[float] = []
    for minute in range(minutes):
        local = (start.astimezone(dt.UTC) + dt.timedelta(minutes=minute)).astimezone(clock)
        assert local.date() == day
        at = Clock(local.hour * 60 + local.minute, is_repeated=bool(local.fold))
        places.append(found.start(at))
        if minute:
            # Something that ends at this moment ends where something that begins then begins, but for skipped times.
            assert found.end(at, day.weekday()) <= found.start(at) + 1e-9
            assert found.end(at, day.weekday()) > places[-2]
    assert places == sorted(set(places))


@given(st.integers(0, 1439), st.integers(1, 600))
def test_an_event_of_a_usual_day_is_as_high_as_its_rows(start: int, length: int) -> None:
    end = min(start + length, 1440)
    found = axis(event("Run", 0, f"{start // 60:02}:{start % 60:02}", end - start))
    shares = [(row.height, min(end, row.end) - max(start, row.start)) for row in found.rows]
    expected = sum(height * minutes / 60 for height, minutes in shares if minutes > 0)
    assert found.end(Clock(end), 0) - found.start(Clock(start)) == pytest.approx(expected)
