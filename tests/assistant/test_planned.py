"""The planned events that a message may change, and the events of a message together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.assistant import PlannedEvent
from schedbot_sdk.assistant.planned import coming, nearest, next_start, together
from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def schedule_of(number: int, hours: int, *, rule: Recurrence | None = None, sequence: int = 0) -> Schedule:
    """A schedule with one event, so many hours from now."""
    start = NOW + timedelta(hours=hours)
    local = LocalStart(date=start.date(), time=start.time(), zone="UTC")
    event = Event(uid=f"{number}", title=f"Event {number}", start=local, duration=timedelta(hours=1), recurrence=rule)
    source = Source(bot="bot", chat_id=1, message_id=1)
    return Schedule(
        source=source, zone="UTC", made_at=NOW + timedelta(seconds=number), events=(event,), sequence=sequence
    )


@given(st.lists(st.integers(-1000, 1000), max_size=80))
def test_the_nearest_events_are_those_that_are_not_over_in_their_order(hours: list[int]) -> None:
    schedules = [schedule_of(number, each) for number, each in enumerate(hours)]
    coming = sorted(each for each in hours if each >= 0)
    assert [next_start(schedule, NOW) for schedule in nearest(schedules, NOW)] == [
        NOW + timedelta(hours=each) for each in coming[:50]
    ]


def test_a_repeating_event_is_not_over_and_one_under_way_neither() -> None:
    daily = schedule_of(1, -100, rule=Recurrence(freq="daily"))
    ended = schedule_of(2, -100, rule=Recurrence(freq="daily", count=2))
    under_way = schedule_of(3, 0)
    assert nearest([daily, ended, under_way], NOW + timedelta(minutes=30)) == [under_way, daily]


def test_an_event_of_a_far_year_is_to_come() -> None:
    far = schedule_of(1, 20 * 366 * 24)
    yearly = schedule_of(2, -100, rule=Recurrence(freq="yearly", interval=900))
    assert coming([yearly, far, schedule_of(3, -2)], NOW) == [far, yearly]


def test_the_events_of_a_message_are_one_schedule_with_the_highest_sequence() -> None:
    events = [
        PlannedEvent(1, schedule_of(1, 1, sequence=2)),
        PlannedEvent(1, schedule_of(2, 2, sequence=1)),
        PlannedEvent(1, schedule_of(3, 3, sequence=5), is_planned=False),
    ]
    schedule = together(events)
    assert schedule is not None
    assert ([event.uid for event in schedule.events], schedule.sequence) == (["1", "2"], 5)
    assert together(events[2:]) is None
