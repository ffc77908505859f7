"""Occurrences: `dateutil` gives the same days and `whenever` the same moments, over many changes of the clocks."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, product, takewhile
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from tests.rows import on_rows
from tests.schedule import strategies
from tests.schedule.clocks import ZONES, Change, changes
from tests.schedule.dateutil_rules import local_times_by_dateutil
from tests.schedule.model.test_rule_times import calls_of

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import AllDay, Event, Instant, LocalStart, Occurrence, Recurrence, Schedule, Source, Start

READER = importlib.import_module("recurring_ical_events")  # it has no types
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BERLIN = "Europe/Berlin"
START = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = Source(bot="my_bot", chat_id=5, message_id=7)
DAILY = Recurrence(freq="daily")


def event(start: Start, uid: str = "1", **fields: object) -> Event:
    return Event.model_validate({"uid": uid, "title": "x", "start": start, **fields})


def plan(*events: Event) -> Schedule:
    return Schedule(source=SOURCE, zone=BERLIN, made_at=START, events=events)


def local(text: str, zone: str = BERLIN, fold: int = 0) -> LocalStart:
    wall = datetime.fromisoformat(text)
    return LocalStart.model_validate({"date": wall.date(), "time": wall.time(), "zone": zone, "fold": fold})


def in_utc(listed: list[Occurrence]) -> list[tuple[datetime, datetime | None]]:
    return [(one.start.astimezone(UTC), one.end and one.end.astimezone(UTC)) for one in listed]


def shown(listed: list[Occurrence]) -> list[str]:
    return [one.start.isoformat(timespec="minutes") for one in listed]


def moment_by_whenever(start: LocalStart | AllDay, local: datetime) -> datetime:
    if isinstance(start, AllDay):
        noon = whenever.ZonedDateTime(local.year, local.month, local.day, 12, tz=start.zone)
        return noon.start_of("day").to_instant().to_stdlib()
    wall = whenever.PlainDateTime(local)
    first = wall.assume_tz(start.zone, disambiguation="compatible")  # pyright: ignore[reportUnknownMemberType]
    second = wall.assume_tz(start.zone, disambiguation="later")  # pyright: ignore[reportUnknownMemberType]
    return (second if start.fold else first).to_instant().to_stdlib()


def all_of(planned: Event) -> Iterator[tuple[datetime, datetime | None]]:
    """Each time at which it happens, as the other libraries have it; the clocks may move one beyond the next."""
    start = planned.start
    if isinstance(start, Instant):
        yield start.at, _after(start.at, planned)
        return
    rule = planned.recurrence or Recurrence(freq="daily", count=1)
    begin = start.date if isinstance(start, AllDay) else datetime.combine(start.date, start.time)
    for local in local_times_by_dateutil(rule, begin):
        moment = moment_by_whenever(start, local)
        if isinstance(start, AllDay):
            yield moment, moment_by_whenever(start, local + (planned.duration or DAY))
        else:
            yield moment, _after(moment, planned)


def _after(moment: datetime, planned: Event) -> datetime | None:
    return None if planned.duration is None else moment + planned.duration


@settings(max_examples=300)
@given(strategies.events(), st.integers(-80 * 24, 3000 * 24), st.integers(0, 500 * 24))
def test_the_occurrences_in_a_window_are_those_of_other_libraries(planned: Event, after: int, hours: int) -> None:
    step = HOUR / 24 if planned.recurrence and planned.recurrence.freq == "hourly" else HOUR  # dateutil is slow there
    low = planned.start.moment.astimezone(UTC) + after * step
    high = low + hours * step
    expected = {
        (start, end)
        for start, end in takewhile(lambda pair: pair[0] < high + DAY, all_of(planned))
        if low < high and start < high and (low <= start or (end is not None and low < end))
    }
    assert in_utc(planned.occurrences(low, high)) == sorted(expected)


@settings(max_examples=100)
@given(strategies.events(repeated=True), st.integers(0, 400), st.integers(0, 400))
def test_two_adjacent_windows_have_the_occurrences_of_one(planned: Event, first: int, second: int) -> None:
    low = planned.start.moment
    middle, high = low + first * DAY, low + (first + second) * DAY
    assume(low.astimezone(UTC) < middle.astimezone(UTC) < high.astimezone(UTC))
    whole, left, right = (planned.occurrences(*window) for window in ((low, high), (low, middle), (middle, high)))
    assert [one for one in left if one not in right] + right == whole


@settings(max_examples=100)
@given(strategies.schedules(), st.integers(0, 3000), st.integers(0, 100))
def test_a_schedule_has_the_occurrences_of_its_events_in_order(planned: Schedule, after: int, length: int) -> None:
    low = datetime(2024, 1, 1, tzinfo=UTC) + after * DAY
    listed = planned.occurrences(low, low + length * DAY)
    assert sorted(in_utc(listed), key=str) == sorted(
        (pair for one in planned.events for pair in in_utc(one.occurrences(low, low + length * DAY))), key=str
    )
    starts = [start for start, _ in in_utc(listed)]
    assert starts == sorted(starts)
    assert all(one.start.tzinfo is ZoneInfo(one.event.zone) for one in listed)


@on_rows("zone", [zone for zone in ZONES if changes(zone)])
def test_a_daily_time_stays_on_the_clock_over_every_change(zone: str) -> None:
    for change in changes(zone):
        for wall in (change.first, change.first + HOUR / 4, change.end - HOUR / 4, change.end):
            planned = event(local(f"{wall - 2 * DAY:%Y-%m-%d %H:%M}", zone), recurrence=DAILY)
            listed = planned.occurrences(change.at - 3 * DAY, change.at + 3 * DAY)
            odd = [one for one in listed if one.start.time() != wall.time()]
            assert len(listed) >= 4
            if change.is_gap and wall < change.end:
                # On that day only it is later, by what the clocks skip.
                assert [one.start.replace(tzinfo=None) for one in odd] == [wall + (change.after - change.before)]
            else:
                assert odd == []
                assert {one.start.fold for one in listed} == {0}


def test_the_second_of_a_fold_is_meant_where_the_start_says_so() -> None:
    for fold, offset in ((0, "+02:00"), (1, "+01:00")):
        planned = event(local("2026-10-24 02:30", fold=fold), recurrence=DAILY)
        listed = planned.occurrences(datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC))
        assert shown(listed) == [f"2026-10-25T02:30{offset}"]


def test_an_event_of_the_night_that_is_an_hour_longer_ends_an_hour_earlier_on_the_clock() -> None:
    planned = event(local("2026-10-23 22:00"), duration=8 * HOUR, recurrence=DAILY)
    ends = [
        one.end.isoformat(timespec="minutes")
        for one in planned.occurrences(START - 40 * DAY, START - 28 * DAY)
        if one.end
    ]
    assert ends[:3] == ["2026-10-24T06:00+02:00", "2026-10-25T05:00+01:00", "2026-10-26T06:00+01:00"]


def test_days_that_a_calendar_skips_happen_once() -> None:
    low, high = (
        datetime(2011, 12, 29, tzinfo=ZoneInfo("Pacific/Apia")),
        datetime(2012, 1, 2, tzinfo=ZoneInfo("Pacific/Apia")),
    )
    at_ten = event(local("2011-12-01 10:00", "Pacific/Apia"), recurrence=DAILY)
    all_day = event(AllDay(date=date(2011, 12, 1), zone="Pacific/Apia"), recurrence=DAILY)
    assert [text[:10] for text in shown(at_ten.occurrences(low, high))] == ["2011-12-29", "2011-12-31", "2012-01-01"]
    days = all_day.occurrences(low, high)
    assert [text[:10] for text in shown(days)] == ["2011-12-29", "2011-12-31", "2012-01-01"]
    assert [one.end and one.end.date().day for one in days] == [31, 1, 2]


def test_an_event_on_a_day_that_its_calendar_skips_is_on_the_next_one() -> None:
    zone = ZoneInfo("Pacific/Apia")
    window = datetime(2011, 12, 29, tzinfo=zone), datetime(2012, 1, 2, tzinfo=zone)
    (timed,) = event(local("2011-12-30 10:00", "Pacific/Apia")).occurrences(*window)
    (whole,) = event(AllDay(date=date(2011, 12, 30), zone="Pacific/Apia")).occurrences(*window)
    assert timed.start.isoformat() == "2011-12-31T10:00:00+14:00"
    assert (whole.start.isoformat(), whole.end and whole.end.isoformat()) == (
        "2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00",
    )  # fmt: skip


@on_rows(
    ("zone", "first", "shown"),
    [
        # The clocks of Lord Howe skip half an hour, those of Troll two hours, those of New York one.
        ("Australia/Lord_Howe", "2026-10-04 00:15", "00:15+10:30 01:15+10:30 02:45+11:00 03:15+11:00 04:15+11:00"),
        ("Antarctica/Troll", "2026-03-29 00:30", "00:30+00:00 03:30+02:00 04:30+02:00 05:30+02:00 06:30+02:00"),
        ("America/New_York", "2026-03-08 00:00", "00:00-05:00 01:00-05:00 03:00-04:00 04:00-04:00 05:00-04:00"),
        ("America/New_York", "2026-11-01 00:00", "00:00-04:00 01:00-04:00 02:00-05:00 03:00-05:00 04:00-05:00"),
        ("Australia/Lord_Howe", "2026-04-05 00:45", "00:45+11:00 01:45+11:00 02:45+10:30 03:45+10:30 04:45+10:30"),
    ],
)
def test_hours_stay_on_the_clock_and_no_two_have_the_same_moment(zone: str, first: str, shown: str) -> None:
    planned = event(local(first, zone), recurrence=Recurrence(freq="hourly"))
    low = planned.start.moment
    listed = planned.occurrences(low, low + DAY)[:5]
    assert [one.start.isoformat(timespec="minutes")[11:] for one in listed] == shown.split()


@on_rows("zone", [zone for zone in ZONES if changes(zone)])
def test_each_hour_comes_once_and_in_order_over_every_change(zone: str) -> None:
    for change in changes(zone):
        for minute in (0, 20, 45):
            first = change.first.replace(minute=minute) - 2 * DAY
            planned = event(local(f"{first:%Y-%m-%d %H:%M}", zone), recurrence=Recurrence(freq="hourly"))
            starts = [start for start, _ in in_utc(planned.occurrences(change.at - DAY, change.at + DAY))]
            assert starts == sorted(set(starts))
            assert {one.minute for one in starts} <= {(minute - shift) % 60 for shift in (0, 15, 30, 45)}
            assert all(later - earlier <= 3 * HOUR for earlier, later in pairwise(starts))


@on_rows("zone", ["Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "America/Havana", "Pacific/Apia"])
def test_narrow_windows_at_a_change_of_the_clocks_have_all_occurrences_of_a_wide_one(zone: str) -> None:
    moments = [one.at for one in changes(zone)[:2]] or [datetime(2011, 12, 30, 10, tzinfo=UTC)]
    rules = (Recurrence(freq="hourly"), Recurrence(freq="hourly", interval=5), DAILY)
    for at, rule, fold, length in product(moments, rules, (0, 1), (None, HOUR / 2, 30 * HOUR)):
        first = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, minute=30) - 3 * DAY
        planned = event(local(f"{first:%Y-%m-%d %H:%M}", zone, fold), duration=length, recurrence=rule)
        wide = in_utc(planned.occurrences(at - 2 * DAY, at + 2 * DAY))
        low, narrow = at - 2 * DAY, set[tuple[datetime, datetime | None]]()
        while low < at + 2 * DAY:
            narrow.update(in_utc(planned.occurrences(low, low + HOUR)))
            low += HOUR
        assert sorted(narrow) == wide
        assert len(wide) >= 3


def test_a_rule_that_ends_in_a_gap_has_its_last_occurrence() -> None:
    rule = DAILY.model_copy(update={"until": date(2026, 3, 29)})
    for end in (rule, DAILY.model_copy(update={"count": 2})):
        planned = event(local("2026-03-28 02:30"), recurrence=end)
        listed = planned.occurrences(datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC))
        assert shown(listed) == ["2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00"]


def test_hours_keep_their_times_over_the_year() -> None:
    planned = event(local("2026-03-01 13:00"), recurrence=Recurrence(freq="hourly", interval=3))
    listed = planned.occurrences(datetime(2026, 4, 1, tzinfo=ZoneInfo(BERLIN)), datetime(2026, 4, 2, tzinfo=UTC))
    assert [one.start.hour for one in listed[:9]] == [1, 4, 7, 10, 13, 16, 19, 22, 1]


def test_an_exception_is_a_whole_day_in_the_zone_of_the_event() -> None:
    rule = Recurrence(freq="hourly", interval=6, except_dates=(date(2026, 11, 25),))
    planned = event(local("2026-11-24 00:00", "Asia/Tokyo"), recurrence=rule)
    days = [one.start.day for one in planned.occurrences(START - 2 * DAY, START + 4 * DAY)]
    assert days == [*[24] * 4, *[26] * 4, *[27] * 4, 28, 28]
    lesson = event(local("2026-11-24 07:00", "Asia/Tokyo"), recurrence=DAILY.model_copy(
        update={"except_dates": (date(2026, 11, 24),), "count": 2}
    ))  # fmt: skip
    assert shown(lesson.occurrences(START - 2 * DAY, START + 4 * DAY)) == ["2026-11-25T07:00+09:00"]


def test_events_longer_than_their_interval_overlap_themselves() -> None:
    planned = event(local("2026-11-24 09:00"), duration=52 * HOUR, recurrence=DAILY)
    noon = datetime(2026, 12, 24, 12, tzinfo=ZoneInfo(BERLIN))
    assert [one.start.day for one in planned.occurrences(noon, noon + HOUR)] == [22, 23, 24]
    yearly = event(
        AllDay(date=date(2026, 11, 24), zone=BERLIN), duration=366 * DAY, recurrence=Recurrence(freq="monthly")
    )
    assert len(yearly.occurrences(noon + 800 * DAY, noon + 800 * DAY + HOUR)) == 12


def test_a_year_of_all_day_is_one_event() -> None:
    leave = event(AllDay(date=date(2027, 1, 1), zone=BERLIN), duration=366 * DAY)
    (one,) = leave.occurrences(START, START + 800 * DAY)
    assert (one.start.isoformat()[:10], one.end and one.end.isoformat()[:10]) == ("2027-01-01", "2028-01-02")


def test_the_window_is_half_open() -> None:
    planned = event(Instant(at=START, zone=BERLIN), duration=HOUR)
    touching = [(START, START + HOUR), (START - HOUR, START + HOUR / 2), (START + HOUR / 2, START + 2 * HOUR)]
    apart = [
        (START - HOUR, START),
        (START + HOUR, START + 2 * HOUR),
        (START, START),
        (START + HOUR / 2, START + HOUR / 2),
    ]
    assert all(planned.occurrences(*window) for window in touching)
    assert not any(planned.occurrences(*window) for window in apart)
    point = event(Instant(at=START, zone=BERLIN))
    assert point.occurrences(START, START + HOUR)
    assert not point.occurrences(START - HOUR, START)


def test_the_window_may_be_in_any_zone() -> None:
    planned = event(local("2026-10-25 02:30"), recurrence=DAILY)
    zone = ZoneInfo(BERLIN)
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zone)
    assert shown(planned.occurrences(second.replace(fold=0), second)) == ["2026-10-25T02:30+02:00"]
    assert planned.occurrences(second, second + HOUR) == []


@on_rows("name", ["start", "end"])
def test_a_window_without_a_zone_is_refused(name: str) -> None:
    window = {"start": START, "end": START + DAY}
    window[name] = window[name].replace(tzinfo=None)
    with pytest.raises(ConfigurationError, match=f"{name}: pass a datetime with a time zone"):
        plan().occurrences(**window)
    with pytest.raises(ConfigurationError, match=f"{name}: pass a datetime with a time zone"):
        plan().overlaps(**window)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="end: pass a moment that is not before start"):
        plan().occurrences(START, START - HOUR)


def test_an_endless_rule_in_a_window_of_all_time_is_refused() -> None:
    always = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    planned = event(local("2026-11-24 09:00"), recurrence=DAILY)
    with pytest.raises(ConfigurationError, match="more than 100,000"):
        plan(planned).occurrences(*always)
    hourly = event(local("2026-11-24 09:00"), recurrence=Recurrence(freq="hourly", months=(2, 11)))
    with pytest.raises(ConfigurationError, match="more than 100,000"):
        hourly.occurrences(*always)
    yearly = event(local("2026-11-24 09:00"), recurrence=Recurrence(freq="yearly"))
    assert len(yearly.occurrences(*always)) == 2999 - 2026 + 1


@on_rows("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca"])
def test_the_first_and_last_events_of_the_calendar_are_listed(zone: str) -> None:
    always = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    longest = timedelta(days=366)
    for day in ("1970-01-01", "2999-12-31"):
        for start in (local(f"{day} 23:59", zone), AllDay(date=date.fromisoformat(day), zone=zone)):
            for rule in (None, DAILY):
                listed = islice(
                    event(start, duration=longest, recurrence=rule and Recurrence(freq="yearly")).occurrences(*always),
                    3,
                )
                assert next(listed).start.isoformat()[:10] == day


@on_rows(
    "rule",
    [
        DAILY,
        Recurrence(freq="weekly", days=("tuesday", "friday")),
        Recurrence(freq="monthly", count=9000),
        Recurrence(freq="monthly", nth=-1, days=("tuesday",)),
        Recurrence(freq="hourly", interval=3),
    ],
)
def test_a_week_in_900_years_costs_no_more_than_this_one(rule: Recurrence) -> None:
    planned = plan(event(local("2026-11-24 09:00"), duration=HOUR, recurrence=rule))
    far = START.replace(year=2500 if rule.count else 2990, day=20)
    assert planned.occurrences(far, far + 31 * DAY)
    near = calls_of(lambda: planned.occurrences(START - 4 * DAY, START + 27 * DAY))
    assert calls_of(lambda: planned.occurrences(far, far + 31 * DAY)) <= near * 1.5


@on_rows("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
@on_rows(
    ("rule", "text"),
    [
        (DAILY, "FREQ=DAILY"),
        (Recurrence(freq="weekly", interval=2, days=("tuesday", "sunday")), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU"),
        (Recurrence(freq="monthly", count=7), "FREQ=MONTHLY;COUNT=7"),
    ],
)
def test_a_calendar_reader_finds_the_same_moments(zone: str, rule: Recurrence, text: str) -> None:
    planned = event(local("2026-09-29 12:30", zone), duration=HOUR, recurrence=rule)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260901T000000Z",
        f"DTSTART;TZID={zone}:20260929T123000", "DURATION:PT1H", f"RRULE:{text}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    window = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
    read = READER.of(Calendar.from_ical("\r\n".join(lines))).between(*window)
    assert sorted(one.start.astimezone(UTC) for one in read) == [
        start for start, _ in in_utc(planned.occurrences(*window))
    ]


@settings(max_examples=150)
@given(strategies.schedules(max_events=5), st.integers(0, 2600))
def test_overlapping_occurrences_have_a_second_in_common(planned: Schedule, after: int) -> None:
    low = datetime(2024, 1, 1, tzinfo=UTC) + after * DAY
    window = low, low + 30 * DAY
    listed = planned.occurrences(*window)
    assume(len(listed) <= 300)  # so that there are fewer than 100,000 pairs
    seconds = [
        (start, max(start + timedelta(seconds=1), end or start))  # a moment is the second that begins with it
        for start, end in in_utc(listed)
    ]
    expected = [
        (listed[first], listed[second])
        for second in range(len(listed))
        for first in range(second)
        if seconds[first][0] < seconds[second][1] and seconds[second][0] < seconds[first][1]
    ]
    assert planned.overlaps(*window) == expected


def overlapping(*events: Event) -> list[str]:
    window = START - 60 * DAY, START + 60 * DAY
    return [f"{first.event.uid}{second.event.uid}" for first, second in plan(*events).overlaps(*window)]


def test_events_overlap_in_utc_and_not_on_their_clocks() -> None:
    nine = {zone: local("2026-11-24 09:00", zone) for zone in ("Europe/Berlin", "Europe/London")}
    first = event(nine["Europe/Berlin"], "a", duration=HOUR)
    second = event(nine["Europe/London"], "b", duration=HOUR)  # at ten o'clock in Berlin
    assert overlapping(first, second) == []
    assert overlapping(event(nine["Europe/Berlin"], "a", duration=1.5 * HOUR), second) == ["ab"]


def test_the_two_half_past_two_of_a_fold_do_not_overlap() -> None:
    first, second = (
        event(local("2026-10-25 02:30", fold=fold), uid, duration=HOUR) for fold, uid in ((0, "a"), (1, "b"))
    )
    assert overlapping(second, first) == []
    longer = event(local("2026-10-25 02:30"), "a", duration=HOUR + timedelta(minutes=1))
    assert overlapping(second, longer) == ["ab"]


def test_an_event_without_a_duration_overlaps_events_under_way() -> None:
    meeting = event(local("2026-11-24 09:00"), "a", duration=HOUR)
    calls = [event(local(f"2026-11-24 {at}"), uid) for uid, at in (("b", "09:00"), ("c", "09:59"), ("d", "10:00"))]
    assert overlapping(meeting, *calls) == ["ab", "ac"]
    assert overlapping(calls[0], event(local("2026-11-24 08:00", "Europe/London"), "e")) == ["be"]


def test_an_all_day_event_overlaps_the_events_of_its_day() -> None:
    fair = event(AllDay(date=date(2026, 11, 24), zone=BERLIN), "a")
    late = event(local("2026-11-24 23:30"), "b", duration=HOUR)
    next_day = event(local("2026-11-25 00:00"), "c", duration=HOUR)
    assert overlapping(fair, late, next_day) == ["ab", "bc"]


def test_too_many_pairs_are_refused() -> None:
    crowd = plan(*(event(local("2026-11-24 09:00"), str(number), duration=HOUR) for number in range(500)))
    with pytest.raises(ConfigurationError, match="more than 100,000"):
        crowd.overlaps(START, START + DAY)


def test_each_change_of_the_clocks_is_seen_from_both_sides() -> None:
    sides: set[tuple[bool, bool]] = set()
    for change in (one for zone in ZONES for one in changes(zone)):
        sides.add((change.is_gap, _is_shifted(change)))
    assert sides == {(True, True), (False, False)}


def _is_shifted(change: Change) -> bool:
    start = LocalStart(date=change.first.date(), time=change.first.time(), zone=change.zone)
    return start.moment.time() != time(change.first.hour, change.first.minute)
