"""Rules in calendar files: days, months, ends and exceptions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from tests.rows import on_rows
from tests.schedule.ical.files import MADE, SEVEN, lines_of, schedule_of, schedule_with
from tests.schedule.readers import happenings, read_in_python
from tests.schedule.strategies import events

from schedbot_sdk.schedule import (
    AllDay,
    Event,
    LocalStart,
    Recurrence,
    to_ics,
)
from schedbot_sdk.schedule.model.base import LAST_DAY
from schedbot_sdk.schedule.model.rule_times import local_times


@on_rows(
    ("zone", "at", "until", "expected"),
    [
        ("Europe/Berlin", time(7), date(2026, 4, 30), "20260430T070000Z"),  # local: later than 05:00 in UTC
        ("America/New_York", time(7), date(2026, 4, 30), "20260430T110000Z"),  # UTC: later than 07:00
        ("UTC", time(7), date(2026, 4, 30), "20260430T070000Z"),
        ("America/Nuuk", time(0, 30), date(2027, 3, 27), "20270327T023000Z"),  # 23:00 of that day is midnight
        ("America/Nuuk", time(23, 30), date(2027, 3, 27), "20270328T013000Z"),  # skipped, and so 00:30 of the next day
        ("America/Scoresbysund", time(0, 30), date(2026, 3, 28), "20260328T023000Z"),
        ("America/Nuuk", time(23, 30), date(2026, 10, 24), "20261025T013000Z"),  # occurs twice: the later one
        ("America/Havana", time(0, 30), date(2026, 3, 7), "20260307T053000Z"),  # 00:00 of the next day is 01:00
        ("America/Havana", time(0, 30), date(2026, 10, 31), "20261031T043000Z"),  # 00:30 of the next day occurs twice
        ("Asia/Beirut", time(23, 59), date(2026, 10, 24), "20261024T235900Z"),
        ("Pacific/Kiritimati", time(0, 0), date(2026, 4, 30), "20260430T000000Z"),  # 14 hours ahead of UTC
        ("Pacific/Pago_Pago", time(23, 59), date(2026, 4, 30), "20260501T105900Z"),  # 11 hours behind it
    ],
)
def test_a_rule_ends_with_its_last_day_wherever_the_clocks_change(
    zone: str, at: time, until: date, expected: str
) -> None:
    start = LocalStart(date=until - timedelta(days=3), time=at, zone=zone)
    rule = Recurrence(freq="daily", until=until)
    schedule = schedule_of(start, None, rule)
    content = to_ics(schedule)
    assert f"RRULE:FREQ=DAILY;UNTIL={expected}" in lines_of(content)
    midnight = datetime.combine(until, time(), UTC)
    window = (midnight - timedelta(days=9), midnight + timedelta(days=9))
    assert len(happenings([schedule], *window)) == 4
    assert read_in_python(content, *window) == happenings([schedule], *window)


def test_the_last_day_of_an_all_day_rule_is_a_date() -> None:
    rule = Recurrence(freq="yearly", until=date(2030, 1, 1))
    start = AllDay(date=date(2026, 3, 27), zone="Europe/Berlin")
    assert "RRULE:FREQ=YEARLY;UNTIL=20300101" in lines_of(to_ics(schedule_of(start, None, rule)))
    counted = schedule_of(start, None, Recurrence(freq="monthly", count=3))
    assert "RRULE:FREQ=MONTHLY;COUNT=3" in lines_of(to_ics(counted))


@on_rows(
    ("day", "rule", "expected"),
    [
        (date(2028, 2, 29), Recurrence(freq="yearly"), "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2"),
        (
            date(2028, 2, 29),
            Recurrence(freq="yearly", interval=4, count=3),
            "FREQ=YEARLY;COUNT=3;INTERVAL=4;BYMONTHDAY=29;BYMONTH=2",
        ),
        (date(2028, 2, 29), Recurrence(freq="monthly"), "FREQ=MONTHLY;BYMONTHDAY=29"),
        (date(2028, 3, 31), Recurrence(freq="monthly"), "FREQ=MONTHLY;BYMONTHDAY=31"),
        (date(2028, 3, 31), Recurrence(freq="monthly", months=(3, 6)), "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=3,6"),
        (date(2028, 3, 28), Recurrence(freq="monthly"), "FREQ=MONTHLY"),
        (date(2028, 3, 29), Recurrence(freq="yearly"), "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=3"),
        (date(2028, 2, 28), Recurrence(freq="yearly"), "FREQ=YEARLY"),
    ],
)
def test_a_rule_says_its_day_if_not_every_month_has_it(day: date, rule: Recurrence, expected: str) -> None:
    """Readers take 1 March, or the 28th, if the file does not say it."""
    for start in (LocalStart(date=day, time=time(9), zone="Europe/Berlin"), AllDay(date=day, zone="Europe/Berlin")):
        assert f"RRULE:{expected}" in lines_of(to_ics(schedule_of(start, None, rule)))


@on_rows(
    ("day", "rule", "expected"),
    [
        (date(2026, 12, 18), Recurrence(freq="monthly", nth=3, days=("friday",)), "FREQ=MONTHLY;BYDAY=3FR"),
        (date(2026, 12, 25), Recurrence(freq="monthly", nth=-1, days=("friday",)), "FREQ=MONTHLY;BYDAY=-1FR"),
        (
            date(2026, 12, 1),
            Recurrence(freq="monthly", nth=1, days=("friday", "tuesday")),
            "FREQ=MONTHLY;BYDAY=1TU,1FR",
        ),
        (date(2026, 5, 10), Recurrence(freq="yearly", nth=2, days=("sunday",)), "FREQ=YEARLY;BYDAY=2SU;BYMONTH=5"),
        (
            date(2026, 5, 10),
            Recurrence(freq="yearly", nth=2, days=("sunday",), months=(5, 11)),
            "FREQ=YEARLY;BYDAY=2SU;BYMONTH=5,11",
        ),
        (date(2026, 12, 5), Recurrence(freq="monthly", month_days=(20, 5)), "FREQ=MONTHLY;BYMONTHDAY=5,20"),
        (date(2026, 12, 31), Recurrence(freq="monthly", month_days=(-1,)), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (date(2026, 12, 5), Recurrence(freq="yearly", month_days=(5, 6)), "FREQ=YEARLY;BYMONTHDAY=5,6;BYMONTH=12"),
        (date(2026, 3, 5), Recurrence(freq="yearly", months=(3, 9)), "FREQ=YEARLY;BYMONTHDAY=5;BYMONTH=3,9"),
        (
            date(2026, 12, 7),
            Recurrence(freq="weekly", days=("monday",), months=(12,)),
            "FREQ=WEEKLY;BYDAY=MO;BYMONTH=12",
        ),
        (date(2026, 6, 7), Recurrence(freq="daily", months=(6, 7, 8)), "FREQ=DAILY;BYMONTH=6,7,8"),
    ],
)
def test_a_rule_says_its_days_and_months(day: date, rule: Recurrence, expected: str) -> None:
    for start in (LocalStart(date=day, time=time(9), zone="Europe/Berlin"), AllDay(date=day, zone="Europe/Berlin")):
        assert f"RRULE:{expected}" in lines_of(to_ics(schedule_of(start, None, rule)))


@on_rows(
    ("zone", "rule", "expected"),
    [
        ("UTC", Recurrence(freq="hourly", interval=3), "FREQ=HOURLY;INTERVAL=3"),
        ("UTC", Recurrence(freq="hourly", until=date(2026, 3, 27)), "FREQ=HOURLY;UNTIL=20260327T230000Z"),
        # The local digits, 21:00, would be those of a later time in UTC: 22:00 of Berlin.
        ("Europe/Berlin", Recurrence(freq="hourly", until=date(2026, 3, 27)), "FREQ=HOURLY;UNTIL=20260327T220000Z"),
        (
            "Europe/Berlin",
            Recurrence(freq="hourly", interval=7, until=date(2026, 3, 28)),
            "FREQ=HOURLY;UNTIL=20260328T180000Z;INTERVAL=7",
        ),
    ],
)
def test_hours_end_at_their_last_time(zone: str, rule: Recurrence, expected: str) -> None:
    start = LocalStart(date=date(2026, 3, 27), time=time(7), zone=zone)
    schedule = schedule_of(start, None, rule)
    assert f"RRULE:{expected}" in lines_of(to_ics(schedule))
    window = (MADE, MADE + timedelta(days=30))
    assert read_in_python(to_ics(schedule), *window) >= happenings([schedule], *window)


@settings(max_examples=300, deadline=None)
@given(events(repeated=True))
def test_until_is_before_the_next_time_for_readers_that_know_utc_and_for_those_that_do_not(event: Event) -> None:
    rule, start = event.recurrence, event.start
    if rule is None or rule.until is None or not isinstance(start, LocalStart):
        return
    found = re.search(r"UNTIL=(\d{8}T\d{6}Z)", "".join(lines_of(to_ics(schedule_with(event)))))
    assert found is not None
    end = datetime.strptime(found[1], "%Y%m%dT%H%M%S%z")
    begin = datetime.combine(start.date, start.time)
    endless = rule.model_copy(update={"until": None, "except_dates": ()})
    until = datetime.combine(rule.until, time.max)
    last = list(local_times(endless, begin, until - timedelta(days=40), until))[-1:]
    after = datetime.combine(LAST_DAY, time.max)
    following = next((one for one in local_times(endless, begin, until, after) if one > until), None)
    by_clocks = end.replace(tzinfo=None)
    assert all(start.moment_at(one) <= end for one in last)
    assert following is None or end < start.moment_at(following).astimezone(UTC)
    if rule.freq != "hourly":  # the next hour can be nearer than UTC
        assert all(one <= by_clocks for one in last)
        assert following is None or by_clocks < following


def test_exceptions_are_the_events_own_times() -> None:
    days = (date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31))
    daily = Recurrence(freq="daily", interval=2, except_dates=days)
    assert "EXDATE;TZID=Europe/Berlin:20260327T070000,20260331T070000" in lines_of(
        to_ics(schedule_of(SEVEN, None, daily))
    )
    all_day = AllDay(date=date(2026, 3, 27), zone="Europe/Berlin")
    assert "EXDATE;VALUE=DATE:20260327,20260331" in lines_of(to_ics(schedule_of(all_day, None, daily)))
    hourly = Recurrence(freq="hourly", interval=7, except_dates=(date(2026, 3, 28),))
    assert "EXDATE;TZID=Europe/Berlin:20260328T040000,20260328T110000,20260328T180000" in lines_of(
        to_ics(schedule_of(SEVEN, None, hourly))
    )
    beyond = Recurrence(freq="daily", count=3, except_dates=(date(2026, 3, 30),))
    assert not [line for line in lines_of(to_ics(schedule_of(SEVEN, None, beyond))) if line.startswith("EXDATE")]
