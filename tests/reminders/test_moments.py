"""The moments of reminders against a plain count, and how fast the next one is found."""

from __future__ import annotations

import datetime as dt
import time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reminders.scene import event, local
from tests.rows import on_rows
from tests.schedule.strategies import events

from schedbot_sdk.reminders.moments import Moment, Position, moments
from schedbot_sdk.reminders.progress import Progress
from schedbot_sdk.schedule import AllDay, Event, Instant, LocalStart, Recurrence

NINE = dt.time(9)
DAY = 86_400
BEGIN = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2033, 1, 1, tzinfo=dt.UTC)


def counted(planned: Event, before: int) -> list[int]:
    """The moments of ten years, one for each occurrence, less whole days by the calendar."""
    found: list[int] = []
    days, rest = divmod(before, DAY)
    for occurrence in planned.occurrences(BEGIN, END):
        start = occurrence.start
        if isinstance(planned.start, Instant) or (planned.recurrence and planned.recurrence.freq == "hourly"):
            found.append(int(start.timestamp()) - before)
            continue
        if planned.is_all_day:
            start = dt.datetime.combine(start.date(), NINE, start.tzinfo)
        wall = start.replace(tzinfo=None) - dt.timedelta(days=days)
        fold = start.fold if not days else getattr(planned.start, "fold", 0)
        moment = wall.replace(tzinfo=start.tzinfo, fold=fold)
        if moment.astimezone(dt.UTC).astimezone(start.tzinfo).replace(tzinfo=None) != wall:  # the clocks skip it
            moment = moment.replace(fold=0)
        found.append(int(moment.timestamp()) - rest)
    return [moment for moment in found if moment > BEGIN.timestamp() + 400 * DAY]


@given(events(), st.sampled_from((0, 1, 900, 3600, DAY, DAY + 3600, 7 * DAY, 366 * DAY)))
def test_the_moments_are_those_of_a_plain_count(planned: Event, before: int) -> None:
    position = Position("", int(BEGIN.timestamp()) + 400 * DAY)
    end = END.timestamp() - 368 * DAY
    found = [one.due for one in islice(moments(planned, before, NINE, position), 5000) if one.due < end]
    assert found == [moment for moment in counted(planned, before) if moment < end][:5000]


@given(events(repeated=True), st.sampled_from((0, 900, DAY)), st.integers(0, 40))
def test_from_each_position_the_rest_follows(planned: Event, before: int, number: int) -> None:
    listed = list(islice(moments(planned, before, NINE, Position()), number + 5))
    if len(listed) > number:
        rest = moments(planned, before, NINE, Position(listed[number].key, listed[number].due))
        assert list(islice(rest, 4)) == listed[number + 1 :]
        assert [one.key for one in listed] == sorted({one.key for one in listed})


def test_the_latest_moment_is_the_last_one_by_now() -> None:
    daily = event(local(1, 10), rule=Recurrence(freq="daily", count=9))
    listed = list(moments(daily, 60, NINE, Position()))
    for number, moment in enumerate(listed):
        for now in (moment.due, moment.due + 1):
            assert Progress(Position()).latest(daily, 60, NINE, 0, now) == moment
            assert Progress(Position()).latest(daily, 60, NINE, moment.due, now) is None
        before = Progress(Position()).latest(daily, 60, NINE, 0, moment.due - 1)
        assert before == (listed[number - 1] if number else None)
        assert Progress(Position(moment.key, moment.due)).latest(daily, 60, NINE, 0, moment.due) is None


def test_two_occurrences_that_start_on_one_day_have_a_reminder_each() -> None:
    # In Nuuk the clocks skip the hour before midnight of 28 March 2026.
    start = LocalStart(date=dt.date(2026, 3, 27), time=dt.time(23, 30), zone="America/Nuuk")
    planned = event(start, rule=Recurrence(freq="daily", count=3))
    starts = [one.occurrence.start.isoformat() for one in moments(planned, 0, NINE, Position())]
    assert starts == ["2026-03-27T23:30:00-02:00", "2026-03-29T00:30:00-01:00", "2026-03-29T23:30:00-01:00"]


FAR = [
    event(local(29, 12, month=2, year=2028), rule=Recurrence(freq="yearly")),
    event(local(29, 12, month=2, year=2028), rule=Recurrence(freq="yearly", interval=1000)),
    event(local(31, 12, month=1), rule=Recurrence(freq="monthly", interval=11)),
    event(local(1, 12), rule=Recurrence(freq="daily")),
    event(local(1, 12), rule=Recurrence(freq="daily", count=10_000)),
    event(local(1, 12), rule=Recurrence(freq="daily", interval=1000)),
    event(local(1, 12, year=2900), rule=Recurrence(freq="weekly")),
    event(local(1, 12, year=2900)),
    event(AllDay(date=dt.date(2026, 1, 1), zone="Pacific/Apia"), rule=Recurrence(freq="yearly")),
]


def far_moment(planned: Event, year: int) -> tuple[Moment | None, float]:
    position = Position("", int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp()))
    began = time.perf_counter()
    found = Progress(position).next(planned, 900, NINE)
    return found, time.perf_counter() - began


@on_rows("planned", FAR)
def test_the_next_moment_is_found_fast_however_far_it_is(planned: Event) -> None:
    for year in (2026, 2100, 2500, 2998):
        far_moment(planned, year)  # the end of a rule is remembered
        assert min(far_moment(planned, year)[1] for _ in range(3)) < 0.02


def test_rare_moments_are_found() -> None:
    found, _ = far_moment(FAR[0], 2096)
    assert found is not None
    assert found.occurrence.start.year == 2096
    found, _ = far_moment(FAR[0], 2097)
    assert found is not None
    assert found.occurrence.start.year == 2104  # 2100 has no 29 February
    found, _ = far_moment(FAR[7], 2026)
    assert found is not None
    assert found.occurrence.start.year == 2900


def test_a_rule_that_has_ended_has_no_moment() -> None:
    assert far_moment(FAR[4], 2100)[0] is None
    assert far_moment(FAR[7], 2901)[0] is None


@pytest.mark.parametrize(
    ("start", "before", "moment"),
    [
        # Whole days are days of the calendar: the clocks of Berlin go forward on 28 March 2027.
        (LocalStart(date=dt.date(2027, 3, 28), time=dt.time(12), zone="Europe/Berlin"), DAY, "2027-03-27T11:00:00"),
        (LocalStart(date=dt.date(2027, 3, 29), time=dt.time(12), zone="Europe/Berlin"), DAY, "2027-03-28T10:00:00"),
        (LocalStart(date=dt.date(2027, 3, 29), time=dt.time(2, 30), zone="Europe/Berlin"), DAY, "2027-03-28T01:30:00"),
        # Hours are hours.
        (LocalStart(date=dt.date(2027, 3, 28), time=dt.time(4), zone="Europe/Berlin"), 7200, "2027-03-28T00:00:00"),
        (LocalStart(date=dt.date(2027, 3, 28), time=dt.time(2, 30), zone="Europe/Berlin"), 0, "2027-03-28T01:30:00"),
        (AllDay(date=dt.date(2027, 3, 28), zone="Europe/Berlin"), DAY, "2027-03-27T08:00:00"),
        (AllDay(date=dt.date(2027, 3, 28), zone="Europe/Berlin"), 3600, "2027-03-28T06:00:00"),
        (Instant(at=dt.datetime(2027, 3, 28, 12, tzinfo=dt.UTC), zone="Europe/Berlin"), DAY, "2027-03-27T12:00:00"),
    ],
)
def test_days_are_of_the_calendar_and_hours_of_the_clock(start: LocalStart, before: int, moment: str) -> None:
    found = Progress(Position()).next(event(start), before, NINE)
    assert found is not None
    assert dt.datetime.fromtimestamp(found.due, dt.UTC).isoformat() == f"{moment}+00:00"


SECOND_HOUR = LocalStart(date=dt.date(2026, 10, 25), time=dt.time(2, 30), zone="Europe/Berlin", fold=1)
"""In Berlin the clocks show 2:30 twice on 25 October 2026: this is the second one."""


@pytest.mark.parametrize(
    ("start", "rule", "before", "expected"),
    [
        (SECOND_HOUR, None, 0, ["2026-10-25T01:30:00"]),
        (SECOND_HOUR, None, DAY, ["2026-10-24T00:30:00"]),
        # The day before the event, the clocks show its time twice.
        (SECOND_HOUR.model_copy(update={"date": dt.date(2026, 10, 26)}), None, DAY, ["2026-10-25T01:30:00"]),
        (
            SECOND_HOUR.model_copy(update={"date": dt.date(2026, 10, 24)}),
            Recurrence(freq="daily", count=3),
            0,
            ["2026-10-24T00:30:00", "2026-10-25T01:30:00", "2026-10-26T01:30:00"],
        ),
        (
            SECOND_HOUR,
            Recurrence(freq="daily", count=3),
            DAY,
            ["2026-10-24T00:30:00", "2026-10-25T01:30:00", "2026-10-26T01:30:00"],
        ),
    ],
)
def test_the_second_of_two_equal_hours_stays_the_second(
    start: LocalStart, rule: Recurrence | None, before: int, expected: list[str]
) -> None:
    found = moments(event(start, rule=rule), before, NINE, Position())
    assert [f"{dt.datetime.fromtimestamp(one.due, dt.UTC):%Y-%m-%dT%H:%M:%S}" for one in found] == expected


def test_the_first_of_two_equal_hours_stays_the_first() -> None:
    start = LocalStart(date=dt.date(2026, 10, 26), time=dt.time(2, 30), zone="Europe/Berlin")
    found = Progress(Position()).next(event(start), DAY, NINE)
    assert found is not None
    assert dt.datetime.fromtimestamp(found.due, dt.UTC).isoformat() == "2026-10-25T00:30:00+00:00"
