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
from tests.schedule.ical.files import DAILY, SEVEN, SOURCE, lines_of, schedule_of, schedule_with
from tests.schedule.readers import components, happenings, read_in_python, touches_a_change
from tests.schedule.strategies import schedules

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
    to_ics,
)


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
