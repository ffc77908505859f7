"""The events of a week, day by day, as the user's clock shows them."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.picture.weeks import BERLIN, MONDAY, all_day, event, schedule
from tests.schedule.strategies import schedules, zones

from schedbot_sdk.schedule import Schedule
from schedbot_sdk.schedule.model.overlaps import overlapping
from schedbot_sdk.schedule.picture.week import Part, Week, monday_of, week_of
from schedbot_sdk.timezones import first_moment

HOUR = dt.timedelta(hours=1)


def week(*events: Schedule, day: dt.date = MONDAY, zone: str = BERLIN) -> Week:
    return week_of(events, day, ZoneInfo(zone))


def spans(parts: tuple[Part, ...]) -> list[tuple[int, float, float | None]]:
    return [(part.day, part.start.minute / 60, None if part.end is None else part.end.minute / 60) for part in parts]


def test_a_week_begins_on_monday_for_each_of_its_days() -> None:
    found = {week(day=MONDAY + dt.timedelta(days=number)).days[0] for number in range(7)}
    assert found == {MONDAY}


def test_an_event_past_midnight_has_a_part_on_each_day() -> None:
    found = week(schedule(event("Night shift", 4, "22:00", 8 * 60)))
    assert spans(found.parts) == [(4, 22, 24), (5, 0, 6)]
    assert [part.begins for part in found.parts] == [True, False]


def test_an_event_until_midnight_is_on_one_day() -> None:
    assert spans(week(schedule(event("Party", 4, "22:00", 120))).parts) == [(4, 22, 24)]


def test_the_parts_before_and_after_the_week_are_left_out() -> None:
    before = event("Sunday night", -1, "23:00", 120)
    after = event("Monday night", 6, "23:00", 120)
    assert spans(week(schedule(before, after)).parts) == [(0, 0, 1), (6, 23, 24)]


def test_an_event_without_a_duration_is_on_its_day() -> None:
    assert spans(week(schedule(event("Call", 0, "00:00", None))).parts) == [(0, 0, None)]


def test_events_of_24_hours_and_more_are_bars() -> None:
    found = week(schedule(event("Hike", 4, "18:00", 40 * 60), event("Shift", 0, "08:00", 24 * 60 - 1)))
    assert [(bar.first, bar.last) for bar in found.bars] == [(4, 6)]
    assert spans(found.parts) == [(0, 8, 24), (1, 0, 8 - 1 / 60)]


def test_a_bar_knows_whether_it_begins_and_ends_in_the_week() -> None:
    found = week(schedule(all_day("Holidays", -2, 4), all_day("Trip", 5, 9), all_day("All", -5, 30)))
    assert [(bar.first, bar.last, bar.begins, bar.ends) for bar in found.bars] == [
        (0, 6, False, False),
        (0, 1, False, True),
        (5, 6, True, False),
    ]


def test_an_all_day_event_of_another_zone_keeps_its_date() -> None:
    events = [all_day(zone, 0, zone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]
    assert [(bar.first, bar.last) for bar in week(schedule(*events)).bars] == [(0, 0), (0, 0)]


def test_the_last_day_of_a_bar_is_right_if_the_clocks_skip_midnight() -> None:
    # Beirut has no 00:00 on 28 March 2027.
    trip = all_day("Trip", dt.date(2027, 3, 26), 2, zone="Asia/Beirut")
    found = week(schedule(trip), day=dt.date(2027, 3, 26), zone="Asia/Beirut")
    assert [(bar.first, bar.last) for bar in found.bars] == [(4, 5)]


def test_the_newest_version_of_an_event_counts() -> None:
    old = event("Gym", 0, "18:00")
    new = old.model_copy(update={"title": "Pool"})
    for order in ((schedule(new, sequence=2), schedule(old)), (schedule(old), schedule(new, sequence=2))):
        assert [part.occurrence.event.title for part in week(*order).parts] == ["Pool"]


def test_an_all_day_event_is_in_no_conflict() -> None:
    found = week(schedule(all_day("Birthday", 0), event("Gym", 0, "18:00")))
    assert not any(part.in_conflict for part in found.parts)
    assert not any(bar.in_conflict for bar in found.bars)


def test_events_of_two_schedules_are_in_conflict_too() -> None:
    found = week(schedule(event("Gym", 0, "18:00")), schedule(event("Choir", 0, "18:30"), event("Lunch", 0, "19:30")))
    assert {part.occurrence.event.title for part in found.parts if part.in_conflict} == {"Gym", "Choir"}


@given(st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(1, 90)), max_size=12))
def test_conflicts_are_the_occurrences_that_overlap_by_the_model(times: list[tuple[int, int | None]]) -> None:
    events = [
        event(f"{number}", 0, f"{10 + at // 60:02}:{at % 60:02}", length) for number, (at, length) in enumerate(times)
    ]
    made = schedule(*events)
    start = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    pairs = overlapping(made.occurrences(start, start + 24 * HOUR))
    expected = {one.event.uid for pair in pairs for one in pair}
    assert {part.occurrence.event.uid for part in week(made).parts if part.in_conflict} == expected


@given(schedules(), zones(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_every_occurrence_of_the_week_is_in_it_and_no_other(made: Schedule, zone: str, day: dt.date) -> None:
    monday, clock = monday_of(day), ZoneInfo(zone)
    window = first_moment(monday, clock), first_moment(monday + dt.timedelta(days=7), clock)
    timed = {(one.event.uid, one.start) for one in made.occurrences(*window) if not one.event.is_all_day}
    found = week(made, day=day, zone=zone)
    occurrences = [part.occurrence for part in found.parts] + [bar.occurrence for bar in found.bars]
    shown = {(one.event.uid, one.start) for one in occurrences}
    assert {one for one in shown if not _is_all_day(made, one[0])} == timed


@given(st.sampled_from((dt.date(2027, 3, 28), dt.date(2026, 10, 25))), st.integers(0, 1439), st.integers(1, 1439))
def test_the_parts_of_an_event_have_its_length(day: dt.date, minute: int, length: int) -> None:
    start = dt.datetime.combine(day, dt.time(), ZoneInfo(BERLIN)).astimezone(dt.UTC) + minute * HOUR / 60
    local = start.astimezone(ZoneInfo(BERLIN))
    fold: Literal[0, 1] = 1 if local.fold else 0
    made = event("Run", local.date(), f"{local:%H:%M}", length, fold=fold)
    parts = [part for one in (day, day + dt.timedelta(days=7)) for part in week(schedule(made), day=one).parts]
    total = dt.timedelta()
    for part in parts:
        first = part.occurrence.start if part.begins else None
        total += _length(part, first)
    assert total == dt.timedelta(minutes=length)


def _length(part: Part, first: dt.datetime | None) -> dt.timedelta:
    end = part.occurrence.end
    assert end is not None
    assert part.end is not None
    start = part.occurrence.start if first is not None else None
    zone = ZoneInfo(BERLIN)
    day = part.occurrence.start.astimezone(zone).date() + (
        dt.timedelta() if start is not None else dt.timedelta(days=1)
    )
    low = (start or first_moment(day, zone)).astimezone(dt.UTC)
    high = min(end.astimezone(dt.UTC), first_moment(day + dt.timedelta(days=1), zone).astimezone(dt.UTC))
    return high - low


def _is_all_day(made: Schedule, uid: str) -> bool:
    return next(one.is_all_day for one in made.events if one.uid == uid)
