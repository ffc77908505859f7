"""The models: valid values, refused values, and JSON that loses nothing."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from pydantic import BaseModel, ValidationError
from tests.rows import on_rows
from tests.schedule import strategies

from schedbot_sdk import ConfigurationError, schedule
from schedbot_sdk.schedule import (
    AllDay,
    Event,
    EventWarning,
    Instant,
    LocalStart,
    Recurrence,
    Schedule,
    Source,
)
from schedbot_sdk.telegram import Message

BERLIN = "Europe/Berlin"
DAY = date(2026, 11, 24)  # a Tuesday
NINE = LocalStart(date=DAY, time=time(9), zone=BERLIN)
SOURCE = Source(bot="my_bot", chat_id=5, message_id=7)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def event(uid: str = "1", **fields: object) -> Event:
    return Event.model_validate({"uid": uid, "title": "Dentist", "start": NINE, **fields})


def plan(*events: Event, **fields: object) -> Schedule:
    return Schedule.model_validate({"source": SOURCE, "zone": BERLIN, "made_at": NOW, "events": events, **fields})


def pickled(planned: Schedule) -> Schedule:
    loaded: Schedule = pickle.loads(pickle.dumps(planned))
    return loaded


@settings(max_examples=150)
@given(strategies.schedules())
def test_json_and_pickle_lose_nothing(planned: Schedule) -> None:
    for copied in (Schedule.model_validate_json(planned.model_dump_json()), pickled(planned), copy.deepcopy(planned)):
        assert copied == planned
        assert hash(copied) == hash(planned)
        assert copied.model_dump_json() == planned.model_dump_json()
        assert [one.start.moment.isoformat() for one in copied.events] == [
            one.start.moment.isoformat() for one in planned.events
        ]


def test_the_json_is_readable_and_names_the_zone() -> None:
    planned = plan(
        event(
            duration=timedelta(minutes=90),
            recurrence=Recurrence(freq="weekly", days=("friday", "tuesday"), except_dates=(date(2026, 12, 1),)),
            place="Room 5",
            reminders=(timedelta(hours=1), timedelta(minutes=15)),
        )
    )
    assert json.loads(planned.model_dump_json()) == {
        "source": {"bot": "my_bot", "chat_id": 5, "message_id": 7},
        "zone": BERLIN,
        "made_at": "2026-11-23T12:00:00Z",
        "events": [
            {
                "uid": "1",
                "title": "Dentist",
                "start": {"kind": "local", "date": "2026-11-24", "time": "09:00:00", "zone": BERLIN, "fold": 0},
                "duration": "PT1H30M",
                "recurrence": {
                    "freq": "weekly",
                    "interval": 1,
                    "days": ["tuesday", "friday"],
                    "nth": None,
                    "month_days": [],
                    "months": [],
                    "except_dates": ["2026-12-01"],
                    "until": None,
                    "count": None,
                },
                "place": "Room 5",
                "reminders": ["PT15M", "PT1H"],
                "source_quote": "",
                "warnings": [],
            }
        ],
        "sequence": 0,
    }


FROZEN: list[Schedule | Event | LocalStart | AllDay | Instant | Source | Recurrence | EventWarning] = [
    plan(event()), event(), NINE, AllDay(date=DAY, zone=BERLIN), Instant(at=NOW, zone=BERLIN), SOURCE,
    Recurrence(freq="daily"), EventWarning(code="past"),
]  # fmt: skip


def test_lists_may_be_passed_where_a_rule_or_an_event_has_several_values() -> None:
    lists = {"days": ["friday", "monday"], "months": [12, 1], "except_dates": [DAY]}
    rule = Recurrence.model_validate({"freq": "monthly", "nth": -1, **lists})
    assert rule.days == ("monday", "friday")
    assert (rule.months, rule.except_dates) == ((1, 12), (DAY,))
    assert Recurrence.model_validate({"freq": "monthly", "month_days": [-1, 5]}).month_days == (5, -1)
    reminded = Event.model_validate({**event().__dict__, "reminders": [timedelta(hours=1), timedelta(minutes=5)]})
    assert reminded.reminders == (timedelta(minutes=5), timedelta(hours=1))
    for wrong in ("friday", [5], ["Friday"]):
        with pytest.raises(ValidationError, match="days"):
            Recurrence.model_validate({"freq": "weekly", "days": wrong})
    for month in ("12", 1.0):
        with pytest.raises(ValidationError, match="months"):
            Recurrence.model_validate({"freq": "daily", "months": [month]})


@on_rows("value", FROZEN)
def test_nothing_can_be_changed_and_everything_can_be_a_key(value: Schedule | Event) -> None:
    for name in type(value).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(value, name, getattr(value, name))
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        type(value).model_validate({**value.__dict__, "surprise": 1})
    assert {value: 1}[copy.copy(value)] == 1


def test_an_occurrence_can_be_pickled_and_not_changed() -> None:
    (one,) = event(duration=timedelta(hours=1)).occurrences(NOW, NOW + timedelta(days=2))
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(AttributeError):
        one.start = NOW  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


LONG = timedelta(days=366)


@on_rows(
    ("make", "fault"),
    [
        (lambda: LocalStart(date=DAY, time=time(9), zone="Europe"), "is not an IANA time zone; did you mean"),
        (lambda: LocalStart(date=DAY, time=time(9, tzinfo=UTC), zone=BERLIN), "must not have an offset"),
        (lambda: LocalStart(date=NOW, time=time(9), zone=BERLIN), "valid date"),
        (lambda: LocalStart(date="2026-11-24", time=time(9), zone=BERLIN), "valid date"),  # type: ignore[arg-type]
        (lambda: LocalStart(date=DAY, time=time(9), zone=BERLIN, fold=2), "0 or 1"),  # type: ignore[arg-type]
        (lambda: LocalStart(date=date(1969, 12, 31), time=time(9), zone=BERLIN), "1970-01-01"),
        (lambda: AllDay(date=date(3000, 1, 1), zone=BERLIN), "2999-12-31"),
        (lambda: Instant(at=NOW.replace(tzinfo=None), zone=BERLIN), "timezone info"),
        (lambda: Instant(at=datetime(3000, 1, 1, tzinfo=UTC), zone=BERLIN), "less than"),
        (lambda: Recurrence(freq="minutely"), "'hourly', 'daily', 'weekly', 'monthly' or 'yearly'"),  # type: ignore[arg-type]
        (lambda: Recurrence(freq="daily", interval=0), "greater than or equal to 1"),
        (lambda: Recurrence(freq="daily", interval=1001), "less than or equal to 1000"),
        (lambda: Recurrence(freq="daily", interval=True), "valid integer"),
        (lambda: Recurrence(freq="daily", count=0), "greater than or equal to 1"),
        (lambda: Recurrence(freq="daily", count=3, until=DAY), "not both"),
        (lambda: Recurrence(freq="monthly", days=("monday",)), "for weekly, or with nth"),
        (lambda: Recurrence(freq="monthly", nth=2), "needs days"),
        (lambda: Recurrence(freq="weekly", nth=2, days=("monday",)), "nth is for monthly"),
        (lambda: Recurrence(freq="monthly", nth=0, days=("monday",)), "1, 2, 3, 4, 5 or -1"),  # type: ignore[arg-type]
        (lambda: Recurrence(freq="monthly", nth=2, days=("monday",), month_days=(5,)), "without days"),
        (lambda: Recurrence(freq="daily", month_days=(5,)), "for monthly and yearly"),
        (lambda: Recurrence(freq="monthly", month_days=(0,)), "1 to 31, or -1"),
        (lambda: Recurrence(freq="monthly", month_days=(32,)), "less than or equal to 31"),
        (lambda: Recurrence(freq="monthly", month_days=(30, 31), months=(2,)), "none of the months ever has"),
        (lambda: Recurrence(freq="yearly", month_days=(31,), months=(4, 6, 9, 11)), "none of the months ever has"),
        (lambda: Recurrence(freq="yearly", months=(13,)), "less than or equal to 12"),
        (lambda: Recurrence(freq="daily", except_dates=(date(1969, 1, 1),)), "1970-01-01"),
        (lambda: Recurrence(freq="daily", except_dates=("2026-12-01",)), "valid date"),  # type: ignore[arg-type]
        (lambda: Recurrence(freq="weekly", days=("Monday",)), "'monday'"),  # type: ignore[arg-type]
        (lambda: event(""), "at least 1 character"),
        (lambda: event(title=" \n"), "must not be blank"),
        (lambda: event(title="\u200b\ufeff"), "must not be blank"),
        (lambda: event(title="\u2800 \u3164\ufe0f"), "must not be blank"),
        (lambda: event(place="\u2800"), "must not be blank"),
        (lambda: event(reminders=(-timedelta(minutes=1),)), "greater than or equal to 0"),
        (lambda: event(reminders=(LONG + timedelta(days=1),)), "less than or equal to 366 days"),
        (lambda: event(reminders=(timedelta(milliseconds=5),)), "whole seconds"),
        (lambda: event(title="\ud800"), "half a character"),
        (lambda: event("\udfff"), "unicode"),
        (lambda: event(source_quote="\ud83d"), "half a character"),
        (lambda: event(duration=timedelta()), "greater than 0"),
        (lambda: event(duration=-timedelta(minutes=1)), "greater than 0"),
        (lambda: event(duration=LONG + timedelta(seconds=1)), "less than or equal to 366 days"),
        (lambda: event(duration=timedelta(milliseconds=1500)), "whole seconds"),
        (lambda: event(duration=90), "valid timedelta"),
        (lambda: event(start=AllDay(date=DAY, zone=BERLIN), duration=timedelta(hours=36)), "whole days"),
        (lambda: event(start=Instant(at=NOW, zone=BERLIN), recurrence=Recurrence(freq="daily")), "cannot repeat"),
        (lambda: event(recurrence=Recurrence(freq="daily", until=DAY - timedelta(days=1))), "ends before the start"),
        (lambda: event(recurrence=Recurrence(freq="weekly", days=("monday",))), "one of the recurrence.s days"),
        (lambda: event(recurrence=Recurrence(freq="monthly", nth=3, days=("tuesday",))), "that nth names"),
        (lambda: event(recurrence=Recurrence(freq="monthly", month_days=(5, -1))), "recurrence.s month_days"),
        (lambda: event(recurrence=Recurrence(freq="hourly", months=(12,))), "recurrence.s months"),
        (lambda: event(start=AllDay(date=DAY, zone=BERLIN), recurrence=Recurrence(freq="hourly")), "repeat hourly"),
        (lambda: event(warnings=(EventWarning(code="late"),)), "'nonexistent_time'"),  # type: ignore[arg-type]
        (lambda: plan(event("1"), event("1")), "two events have the same uid"),
        (lambda: plan(made_at=NOW.replace(tzinfo=None)), "timezone info"),
        (lambda: plan(zone="MSK"), "did you mean 'Europe/Moscow'"),
        (lambda: plan(sequence=-1), "greater than or equal to 0"),
        (lambda: Source(bot="1234567890:" + "x" * 35, chat_id=1, message_id=1), "match pattern"),
        (lambda: Source(bot="", chat_id=1, message_id=1), "match pattern"),
        (lambda: Source(bot="b", chat_id="1", message_id=1), "valid integer"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_invalid_values_are_refused_without_repeating_them(make: Callable[[], BaseModel], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault) as caught:
        make()
    assert "input_value" not in str(caught.value)


@on_rows("value", ["9", "09:00Z", "09:00+01:00", "25:00", 32400, 9.5, None, "09:00:00.5Z"])
def test_json_with_another_time_than_a_clocks_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        LocalStart.model_validate_json(json.dumps({"date": "2026-11-24", "time": value, "zone": BERLIN}))


@on_rows("value", ["2026-11-24T00:00:00", 1795478400, "24.11.2026", "2026-02-30", None])
def test_json_with_another_date_than_a_calendars_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        AllDay.model_validate_json(json.dumps({"kind": "all_day", "date": value, "zone": BERLIN}))


def test_the_smallest_and_longest_things_are_taken() -> None:
    assert event(duration=timedelta(seconds=1)).end == datetime(2026, 11, 24, 9, 0, 1, tzinfo=ZoneInfo(BERLIN))
    assert event(duration=LONG).duration == LONG
    assert Recurrence(freq="yearly", interval=1000, count=10_000).count == 10_000
    assert AllDay(date=date(2999, 12, 31), zone=BERLIN).date.year == 2999
    assert event(recurrence=Recurrence(freq="daily", until=DAY)).recurrence


def test_days_are_kept_in_the_order_of_the_week_and_once() -> None:
    rule = Recurrence(freq="weekly", days=("sunday", "monday", "sunday", "wednesday"))
    assert rule.days == ("monday", "wednesday", "sunday")
    assert rule == Recurrence(freq="weekly", days=("wednesday", "monday", "sunday"))


def test_lists_of_a_rule_are_kept_sorted_and_once() -> None:
    rule = Recurrence(freq="yearly", month_days=(-1, 5, 1, 5), months=(12, 1, 12), except_dates=(DAY, DAY))
    assert (rule.month_days, rule.months, rule.except_dates) == ((1, 5, -1), (1, 12), (DAY,))
    quarter, hour = timedelta(minutes=15), timedelta(hours=1)
    assert event(reminders=(hour, quarter, hour)).reminders == (quarter, hour)


def test_an_emoji_is_a_title_and_the_first_day_may_be_an_exception() -> None:
    assert event(title="\U0001f476\U0001f382").title
    assert event(recurrence=Recurrence(freq="daily", except_dates=(DAY,))).recurrence


def test_an_instant_is_kept_in_utc_and_to_the_second() -> None:
    start = Instant(at=datetime(2026, 3, 29, 3, 30, 15, 999_999, tzinfo=ZoneInfo(BERLIN)), zone=BERLIN)
    assert start.at.isoformat() == "2026-03-29T01:30:15+00:00"
    assert start.at.tzinfo is UTC
    assert start.moment.isoformat() == "2026-03-29T03:30:15+02:00"
    assert start.moment.tzinfo is ZoneInfo(BERLIN)


def test_a_local_time_is_kept_to_the_second_and_without_a_fold_of_its_own() -> None:
    start = LocalStart(date=DAY, time=time(9, 0, 1, 5, fold=1), zone=BERLIN)
    assert (start.time, start.time.fold) == (time(9, 0, 1), 0)


def test_a_local_time_in_a_gap_is_kept_as_written() -> None:
    start = LocalStart(date=date(2026, 3, 29), time=time(2, 30), zone=BERLIN, fold=1)
    assert start.time == time(2, 30)
    assert start.moment.isoformat() == "2026-03-29T03:30:00+02:00"


def test_the_two_half_past_two_of_a_fold_are_two_starts_in_their_order() -> None:
    second, first = (LocalStart(date=date(2026, 10, 25), time=time(2, 30), zone=BERLIN, fold=fold) for fold in (1, 0))
    assert first != second
    assert [start.moment.isoformat()[-6:] for start in (first, second)] == ["+02:00", "+01:00"]
    between = Instant(at=datetime(2026, 10, 25, 1, tzinfo=UTC), zone="Asia/Tokyo")
    planned = plan(*(event(uid, start=start) for uid, start in (("c", second), ("b", between), ("a", first))))
    assert [one.uid for one in planned.events] == ["a", "b", "c"]


def test_events_are_sorted_by_their_moments_in_utc() -> None:
    tokyo, york = (LocalStart(date=DAY, time=time(9), zone=zone) for zone in ("Asia/Tokyo", "America/New_York"))
    all_day = AllDay(date=DAY, zone=BERLIN)
    starts = {"york": york, "berlin": NINE, "tokyo": tokyo, "day": all_day}
    planned = plan(*(event(uid, start=start) for uid, start in starts.items()))
    assert [one.uid for one in planned.events] == ["day", "tokyo", "berlin", "york"]


def test_an_all_day_event_takes_its_day_even_a_short_or_a_long_one() -> None:
    lengths: list[timedelta] = []
    for day in (date(2026, 3, 29), date(2026, 10, 25), DAY):
        one = event(start=AllDay(date=day, zone=BERLIN))
        assert one.is_all_day
        assert one.end is not None
        assert one.end.isoformat()[:16] == f"{day + timedelta(days=1)}T00:00"
        lengths.append(one.end.astimezone(UTC) - one.start.moment.astimezone(UTC))
    assert lengths == [timedelta(hours=23), timedelta(hours=25), timedelta(hours=24)]


def test_an_all_day_event_begins_and_ends_where_clocks_skip_midnight() -> None:
    start = AllDay(date=date(2026, 9, 5), zone="America/Santiago")
    one, two = event(start=start), event(start=start, duration=timedelta(days=2))
    assert one.end is not None
    assert two.end is not None
    assert (one.end.isoformat(), two.end.isoformat()) == ("2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00")


def test_the_duration_of_a_timed_event_is_time_that_passes() -> None:
    night = LocalStart(date=date(2026, 3, 28), time=time(22), zone=BERLIN)
    one = event(start=night, duration=timedelta(hours=8))
    assert one.end is not None
    assert one.end.isoformat() == "2026-03-29T07:00:00+02:00"
    assert event(start=night).end is None


@on_rows(
    ("now", "later"),
    [("2026-03-29T01:30+01:00", "2026-03-29T04:30+02:00"), ("2026-10-25T01:30+02:00", "2026-10-25T02:30+01:00")],
)
def test_in_two_hours_is_two_hours_later_across_a_clock_change(now: str, later: str) -> None:
    start = Instant(at=datetime.fromisoformat(now) + timedelta(hours=2), zone=BERLIN)
    assert start.moment.isoformat(timespec="minutes") == later


def test_tomorrow_at_the_same_time_is_the_same_time_on_the_clock() -> None:
    today = LocalStart(date=date(2026, 3, 28), time=time(9), zone=BERLIN)
    tomorrow = LocalStart(date=today.date + timedelta(days=1), time=today.time, zone=BERLIN)
    assert tomorrow.moment.hour == 9
    assert tomorrow.moment.timestamp() - today.moment.timestamp() == 23 * 3600


def test_a_uid_is_the_same_for_the_same_message_and_another_for_any_other() -> None:
    message = Message.model_validate({"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "new"})
    edited = message.model_copy(update={"edit_date": 2, "text": "edited"})
    assert Source.of("my_bot", message) == Source.of("my_bot", edited) == SOURCE
    assert SOURCE.uid(0) == "f89bade2-39e9-5c8b-8581-efc56bc761a1"
    others = [
        SOURCE.uid(1), SOURCE.uid(10), Source(bot="my_bot", chat_id=57, message_id=7).uid(0),
        Source(bot="my_bot", chat_id=-5, message_id=7).uid(0), Source(bot="my_bot", chat_id=5, message_id=70).uid(0),
        Source(bot="my_bo", chat_id=5, message_id=7).uid(0), Source(bot="my_bot", chat_id=7, message_id=5).uid(0),
        SOURCE.uid(0),
    ]  # fmt: skip
    assert len(set(others)) == len(others)


def test_a_uid_of_a_negative_index_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="counted from 0"):
        SOURCE.uid(-1)


def test_an_edit_is_one_version_later_and_of_the_same_message() -> None:
    first = plan(event(), sequence=3)
    copied = plan(event(title="Dentist, later")).as_edit_of(first)
    assert (copied.sequence, copied.events[0].title) == (4, "Dentist, later")
    other = plan(source=Source(bot="my_bot", chat_id=5, message_id=8))
    with pytest.raises(ConfigurationError, match="from the same message"):
        other.as_edit_of(first)


def test_a_schedule_knows_its_zone() -> None:
    assert plan().tzinfo is ZoneInfo(BERLIN)
    assert event().zone == BERLIN


def test_the_public_names_are_sorted_and_there() -> None:
    assert schedule.__all__ == sorted(schedule.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert all(hasattr(schedule, name) for name in schedule.__all__)
