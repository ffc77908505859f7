"""What the example bot accepts from an LLM."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from examples.schedule_bot.plan import Event, NotASchedule, Plan, Question, Rejected, Schedule, faults, read_plan
from pydantic import ValidationError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday
SAID = "Gym  tomorrow at 7:00,\ndinner on Friday"
GYM: dict[str, object] = {
    "title": "Gym",
    "date": "2026-11-24",
    "time": "07:00",
    "weekday": "tuesday",
    "duration_minutes": None,
    "source_quote": "Gym tomorrow at 7:00",
}


def plan(*items: dict[str, object], **changes: object) -> Plan:
    return Plan.model_validate({"outcome": "created", "question": None, "items": list(items), **changes})


def read(*items: dict[str, object], now: datetime = NOW, **changes: object) -> object:
    written = plan(*items, **changes)
    assert list(faults(written, " ".join(str(item["source_quote"]) for item in items))) == []
    return read_plan(written, now=now)


def only(outcome: object) -> Event:
    assert isinstance(outcome, Schedule)
    assert len(outcome.events) == 1
    return outcome.events[0]


def test_a_time_is_on_the_users_clock() -> None:
    event = only(read(GYM))
    assert event.start == datetime(2026, 11, 24, 7, 0, tzinfo=BERLIN)
    assert f"{event.start:%z}" == "+0100"
    assert event.end is None


def test_a_duration_gives_an_end() -> None:
    assert only(read({**GYM, "duration_minutes": 90})).end == datetime(2026, 11, 24, 8, 30, tzinfo=BERLIN)


def test_a_duration_over_the_change_of_the_clocks_is_time_that_passes() -> None:
    night = {**GYM, "date": "2027-03-28", "time": "01:30", "weekday": "sunday", "duration_minutes": 60}
    end = only(read(night)).end
    assert end is not None
    assert f"{end:%H:%M}" == "03:30"


def test_an_item_without_a_time_is_for_the_day() -> None:
    event = only(read({**GYM, "time": None}))
    assert (event.day, event.start) == (date(2026, 11, 24), None)


def test_the_list_begins_with_the_earliest() -> None:
    dinner = {**GYM, "title": "Dinner", "date": "2026-11-27", "weekday": "friday", "source_quote": "dinner on Friday"}
    outcome = read(dinner, GYM, {**GYM, "title": "Run", "time": "06:00"})
    assert isinstance(outcome, Schedule)
    assert [event.title for event in outcome.events] == ["Run", "Gym", "Dinner"]


def test_a_question_is_passed_on() -> None:
    assert read(outcome="needs_clarification", question="When?") == Question("When?")


def test_a_message_that_plans_nothing_is_told_apart() -> None:
    assert read(outcome="not_a_schedule") == NotASchedule()


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "needs_clarification", "question": ""},
        {"outcome": "done"},
        {"items": [{**GYM, "recurrence": "weekly"}]},
        {"items": [{name: value for name, value in GYM.items() if name != "weekday"}]},
        {"items": [GYM] * 21},
        *(
            {"items": [{**GYM, **change}]}
            for change in (
                {"date": "24.11.2026"},
                {"date": "2026-11-24T07:00+01:00"},
                {"time": "7:00"},
                {"time": 7},
                {"title": ""},
                {"title": "x" * 101},
                {"duration_minutes": 0},
                {"duration_minutes": "90"},
                {"duration_minutes": True},
                {"source_quote": ""},
            )
        ),
    ],
)
def test_an_answer_of_another_form_is_no_plan(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        plan(**changes)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (plan(), "outcome is created, but items is empty"),
        (plan(outcome="needs_clarification"), "outcome is needs_clarification, but question is null"),
        (plan({**GYM, "weekday": "monday"}), "items[0].weekday is monday, but 2026-11-24 is a tuesday"),
        (plan({**GYM, "weekday": "Dienstag"}), "items[0].weekday is Dienstag, but 2026-11-24 is a tuesday"),
        (plan(GYM, {**GYM, "weekday": "sunday"}), "items[1].weekday is sunday, but 2026-11-24 is a tuesday"),
        (plan({**GYM, "date": "2026-11-31"}), "items[0]: there is no 2026-11-31 07:00"),
        (plan({**GYM, "time": "25:00"}), "items[0]: there is no 2026-11-24 25:00"),
        (plan({**GYM, "source_quote": "Gym every day"}), "items[0].source_quote is not in the message"),
    ],
)
def test_a_plan_that_contradicts_itself_or_the_message_is_told_so(written: Plan, complaint: str) -> None:
    assert list(faults(written, SAID)) == [complaint]


def test_a_plan_without_faults_has_none() -> None:
    assert list(faults(plan(GYM), SAID)) == []
    assert list(faults(plan(outcome="not_a_schedule"), SAID)) == []


@pytest.mark.parametrize(
    ("at", "reason"), [("09:29", "past"), ("09:30", None), ("09:31", None), (None, None), ("00:00", "past")]
)
def test_a_time_that_is_past_is_rejected(at: str | None, reason: Literal["past"] | None) -> None:
    outcome = read({**GYM, "date": "2026-11-23", "weekday": "monday", "time": at})
    assert (outcome.reason if isinstance(outcome, Rejected) else None) == reason


def test_a_day_that_is_past_is_rejected() -> None:
    assert read({**GYM, "date": "2026-11-22", "weekday": "sunday", "time": None}) == Rejected("past")


@pytest.mark.parametrize(
    ("at", "is_there"), [("01:59", True), ("02:00", False), ("02:30", False), ("02:59", False), ("03:00", True)]
)
def test_a_time_that_the_change_of_the_clocks_skips_is_rejected(at: str, is_there: bool) -> None:
    outcome = read({**GYM, "date": "2027-03-28", "weekday": "sunday", "time": at})
    assert (outcome != Rejected("gap")) is is_there


@pytest.mark.parametrize(
    ("now", "offset"),
    [
        (NOW, "+0200"),
        (datetime(2027, 10, 31, 2, 10, tzinfo=BERLIN), "+0200"),
        (datetime(2027, 10, 31, 2, 40, tzinfo=BERLIN), "+0100"),
        (datetime(2027, 10, 31, 2, 10, tzinfo=BERLIN, fold=1), "+0100"),
    ],
)
def test_of_a_time_that_comes_twice_the_next_is_meant(now: datetime, offset: str) -> None:
    start = only(read({**GYM, "date": "2027-10-31", "weekday": "sunday", "time": "02:30"}, now=now)).start
    assert start is not None
    assert f"{start:%H:%M %z}" == f"02:30 {offset}"


def test_a_time_that_came_twice_is_past() -> None:
    now = datetime(2027, 10, 31, 2, 40, tzinfo=BERLIN, fold=1)
    item = {**GYM, "date": "2027-10-31", "weekday": "sunday", "time": "02:30"}
    assert read(item, now=now) == Rejected("past")
