"""Calendar files: their content, byte for byte where it matters; another library reads them back."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.readers import components, happenings, read_in_python, touches_a_change
from tests.schedule.strategies import events, schedules

from schedbot_sdk import ConfigurationError
from schedbot_sdk.chat import Usage
from schedbot_sdk.schedule import (
    AllDay,
    Created,
    Event,
    Instant,
    LocalStart,
    Recurrence,
    Schedule,
    Source,
    Start,
    to_ics,
)
from schedbot_sdk.schedule.model.base import LAST_DAY
from schedbot_sdk.schedule.model.rule_times import local_times

SOURCE = Source(bot="@bot", chat_id=1, message_id=2)
MADE = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SEVEN = LocalStart(date=date(2026, 3, 27), time=time(7), zone="Europe/Berlin")

DAILY = Recurrence(freq="daily")


def schedule_of(
    start: Start,
    duration: timedelta | None = None,
    recurrence: Recurrence | None = None,
    title: str = "Gym",
    index: int = 0,
) -> Schedule:
    event = Event(uid=SOURCE.uid(index), title=title, start=start, duration=duration, recurrence=recurrence)
    return Schedule(source=SOURCE, zone=start.zone, made_at=MADE, events=(event,))


def schedule_with(event: Event) -> Schedule:
    return Schedule(source=SOURCE, zone=event.zone, made_at=MADE, events=(event,))


def lines_of(content: bytes, component: str = "VEVENT") -> list[str]:
    text = re.sub(r"\r\n[ \t]", "", content.decode())
    inside = text.partition(f"BEGIN:{component}\r\n")[2].partition(f"END:{component}")[0]
    return inside.splitlines()


def test_an_event_that_happens_once_is_in_utc_and_needs_no_zone() -> None:
    content = to_ics(schedule_of(SEVEN, timedelta(minutes=90)))
    assert lines_of(content) == [
        "SUMMARY:Gym",
        "DTSTART:20260327T060000Z",
        "DTEND:20260327T073000Z",
        "DTSTAMP:20260320T093000Z",
        f"UID:{SOURCE.uid(0)}",
        "SEQUENCE:0",
    ]
    assert b"VTIMEZONE" not in content
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//schedbot_sdk//schedule//EN\r\nBEGIN:VEVENT")


def test_an_instant_is_in_utc() -> None:
    start = Instant(at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC), zone="Europe/Berlin")
    assert "DTSTART:20260329T013000Z" in lines_of(to_ics(schedule_of(start)))


def test_an_all_day_event_has_dates_and_ends_on_the_day_after() -> None:
    lines = lines_of(to_ics(schedule_of(AllDay(date=date(2026, 12, 31), zone="Europe/Berlin"))))
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"} <= set(lines)
    longer = schedule_of(AllDay(date=date(2026, 12, 31), zone="Europe/Berlin"), timedelta(days=3))
    assert "DTEND;VALUE=DATE:20270103" in lines_of(to_ics(longer))


def test_one_that_repeats_stays_on_the_zones_clocks_with_the_zones_rules() -> None:
    rule = Recurrence(freq="weekly", interval=2, days=("friday", "monday"), until=date(2026, 4, 30))
    content = to_ics(schedule_of(SEVEN, timedelta(days=1), rule))
    assert {
        "DTSTART;TZID=Europe/Berlin:20260327T070000",
        "DURATION:PT24H",
        "RRULE:FREQ=WEEKLY;UNTIL=20260424T070000Z;INTERVAL=2;BYDAY=MO,FR",
    } <= set(lines_of(content))
    assert lines_of(content, "DAYLIGHT") == [
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
    ]


@on_rows(
    ("duration", "expected"),
    [
        (timedelta(seconds=30), "PT30S"),
        (timedelta(minutes=90, seconds=5), "PT1H30M5S"),
        (timedelta(hours=2), "PT2H"),
        (timedelta(days=2, minutes=1), "PT48H1M"),
    ],
)
def test_a_duration_is_exact_to_the_second(duration: timedelta, expected: str) -> None:
    assert f"DURATION:{expected}" in lines_of(to_ics(schedule_of(SEVEN, duration, Recurrence(freq="daily"))))


def test_it_is_stamped_with_the_second_at_which_the_message_was_sent() -> None:
    schedule = schedule_of(SEVEN).model_copy(update={"made_at": datetime(2026, 3, 20, 9, 30, 41, tzinfo=UTC)})
    assert "DTSTAMP:20260320T093041Z" in lines_of(to_ics(schedule))


def test_a_zone_begins_before_its_earliest_event() -> None:
    """Norfolk's clocks change since October 2019, and before that they changed in 2015."""
    events = [
        schedule_of(LocalStart(date=date(year, 1, 15), time=time(7), zone="Pacific/Norfolk"), None, DAILY, index=year)
        for year in (2026, 2015)
    ]
    for order in (events, events[::-1]):
        content = to_ics(order)
        assert content.count(b"BEGIN:VTIMEZONE") == 1
        assert b"DTSTART:20151004T020000\r\nTZOFFSETFROM:+1130\r\nTZOFFSETTO:+1100" in content


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
    last = list(local_times(endless, begin, rule.until - timedelta(days=40), rule.until))[-1:]
    following = next(
        (one for one in local_times(endless, begin, rule.until, LAST_DAY) if one.date() > rule.until), None
    )
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


def test_reminders_are_alarms_and_a_cancellation_has_none() -> None:
    reminders = tuple(timedelta(minutes=minutes) for minutes in (0, 15, 90, 1440))
    event = Event(uid="u", title="Gym, then run", start=SEVEN, reminders=(*reminders, timedelta(seconds=30)))
    content = to_ics(schedule_with(event)).decode()
    assert re.findall(r"TRIGGER:(.*)\r\n", content) == ["PT0S", "-PT30S", "-PT15M", "-PT1H30M", "-PT24H"]
    assert content.count("ACTION:DISPLAY\r\nDESCRIPTION:Gym\\, then run\r\n") == 5
    assert "VALARM" not in to_ics(schedule_with(event), method="CANCEL").decode()


def test_a_place_is_escaped_like_a_title() -> None:
    event = Event(uid="u", title="Gym", start=SEVEN, place="Room 42; floor 2,\tleft\nBEGIN:VEVENT")
    assert r"LOCATION:Room 42\; floor 2\, left\nBEGIN:VEVENT" in lines_of(to_ics(schedule_with(event)))


@on_rows("method", ["PUBLISH", "CANCEL"])
def test_a_message_of_calendars_names_the_bot_as_the_organizer(method: Literal["PUBLISH", "CANCEL"]) -> None:
    def organizer(bot: str, message_id: int) -> str:
        source = Source(bot=bot, chat_id=1, message_id=message_id)
        content = to_ics(schedule_of(SEVEN).model_copy(update={"source": source}), method=method)
        (line,) = [line for line in lines_of(content) if line.startswith("ORGANIZER")]
        return line

    first = organizer("@my_bot", 1)
    assert re.fullmatch(r"ORGANIZER;CN=my_bot:urn:uuid:[0-9a-f-]{36}", first)
    assert first == organizer("my_bot", 2) != organizer("@other_bot", 1)
    assert b"METHOD" not in to_ics(schedule_of(SEVEN))
    assert b"ORGANIZER" not in to_ics(schedule_of(SEVEN))


def test_many_schedules_are_one_file_with_each_zone_once() -> None:
    rule = Recurrence(freq="daily")
    content = to_ics([schedule_of(SEVEN, None, rule, index=0), schedule_of(SEVEN, None, rule, index=1)])
    assert content.count(b"BEGIN:VEVENT") == 2
    assert content.count(b"BEGIN:VTIMEZONE") == 1


def test_a_cancelled_schedule_has_a_higher_sequence() -> None:
    schedule = schedule_of(SEVEN)
    content = to_ics(schedule.as_edit_of(schedule), method="CANCEL")
    assert b"\r\nMETHOD:CANCEL\r\n" in content
    assert {"STATUS:CANCELLED", "SEQUENCE:2", f"UID:{SOURCE.uid(0)}"} <= set(lines_of(content))


def test_an_edit_has_the_same_uid_and_the_next_sequence() -> None:
    first = schedule_of(SEVEN)
    lines = lines_of(to_ics(schedule_of(SEVEN, title="Run").as_edit_of(first)))
    assert {f"UID:{SOURCE.uid(0)}", "SEQUENCE:1"} <= set(lines)


TITLES = ["a; b, c \\ d", "C:\\Notes\\new", "a\nb", "😀" * 60, "Встреча с Аней " * 20, "BEGIN:VEVENT", "x" * 75]


@on_rows("title", TITLES)
def test_any_title_is_escaped_and_folded(title: str) -> None:
    content = to_ics(schedule_of(SEVEN, title=title))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = components(content, "VEVENT")
    assert event["SUMMARY"] == title


def test_a_title_cannot_break_its_line() -> None:
    content = to_ics(schedule_of(SEVEN, title="a\rBEGIN:VEVENT\x00\tb\nc"))
    assert lines_of(content)[0] == "SUMMARY:a BEGIN:VEVENT  b\\nc"


@on_rows("schedules", [[], [schedule_of(SEVEN).model_copy(update={"events": ()})]])
def test_a_file_without_events_is_refused(schedules: list[Schedule]) -> None:
    with pytest.raises(ConfigurationError, match="pass at least one event"):
        to_ics(schedules)


def test_two_versions_of_one_schedule_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="the same uid"):
        to_ics([schedule_of(SEVEN), schedule_of(SEVEN)])


OUTCOME = Created(
    schedule=schedule_of(SEVEN), usage=Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2), tries=1
)


@on_rows("given", [OUTCOME, [OUTCOME], [schedule_of(SEVEN), None], None, "schedule", SOURCE])
def test_the_error_for_another_argument_says_what_to_pass(given: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^schedules: pass a Schedule, such as outcome\.schedule"):
        to_ics(given)


def test_another_method_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="PUBLISH"):
        to_ics(schedule_of(SEVEN), method="REQUEST")  # type: ignore[arg-type]


def test_the_error_without_icalendar_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['icalendar'] = None\n"
        "from schedbot_sdk import ConfigurationError\n"
        "from schedbot_sdk.schedule import Schedule, to_ics\n"
        "try: to_ics(Schedule.model_validate_json(sys.argv[1]))\n"
        "except ConfigurationError as error: print(error)\n"
    )
    command = [sys.executable, "-c", program, schedule_of(SEVEN).model_dump_json()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == 'to_ics needs icalendar: pip install "schedbot-sdk[ics]"\n'


@settings(max_examples=150, deadline=None)
@given(schedules(min_events=1), st.integers(0, 400))
def test_another_library_reads_any_schedule_back(schedule: Schedule, days: int) -> None:
    content = to_ics(schedule)
    assert to_ics(schedule) == content
    assert {event["UID"]: event["SUMMARY"] for event in components(content, "VEVENT")} == {
        # A byte order mark at the beginning of a text is none of it.
        event.uid: event.title.removeprefix("\ufeff")
        for event in schedule.events
    }
    first = min(event.start.moment for event in schedule.events)
    start = first.astimezone(UTC) + timedelta(days=days)
    end = start + timedelta(days=40)
    # A file cannot say that the second of two hours is meant, again and again.
    sayable = [event for event in schedule.events if not (_is_second(event) and event.recurrence)]
    expected = happenings([schedule.model_copy(update={"events": tuple(sayable)})], start, end)
    read = read_in_python(content, start, end)
    assert {one[:2] for one in expected} <= {one[:2] for one in read}
    # It tells the end by the clocks, and not by the time that has passed, where they change in between.
    zones = {event.uid: event.zone for event in schedule.events}
    assert {one for one in expected if not touches_a_change(one, zones[one.uid])} <= read


def _is_second(event: Event) -> bool:
    return isinstance(event.start, LocalStart) and event.start.fold == 1
