"""An edit of a message whose events other messages changed: what it keeps, and what the user sees."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.assistant.people import GYM, berlin, kept_in, press
from tests.assistant.test_edits import answer_to, change_of, confirmed
from tests.assistant.world import ANN, World, until_confirmed

from schedbot_sdk.assistant import ENGLISH, PlannedEvent, SqliteAssistantStore
from schedbot_sdk.assistant.edit import edited_schedule
from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source

MADE_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
WEEKLY = Recurrence(freq="weekly", days=("monday",))
DAILY = "Standup every day at 9:30"


def at(hour: int, day: date = MONDAY) -> LocalStart:
    return LocalStart(date=day, time=time(hour), zone="Europe/Berlin")


GYM_AT_7 = Event(uid="a", title="Gym", start=at(7))
STANDUP = Event(uid="a", title="Standup", start=at(9), recurrence=WEEKLY)


def with_exceptions(event: Event, *weeks: int) -> Event:
    days = tuple(MONDAY + timedelta(weeks=week) for week in weeks)
    return changed(event, recurrence=WEEKLY.model_copy(update={"except_dates": days}))


def changed(event: Event, **fields: object) -> Event:
    return Event.model_validate({**dict(event), **fields})


def edited(new: Event, old: Event, planned: Event) -> Event:
    """What an edit from `old` to `new` makes of an event that another message changed from `old` to `planned`."""
    own = [PlannedEvent(1, schedule_of(planned), old)]
    schedule, written = edited_schedule(schedule_of(new), own)
    (event,) = schedule.events
    assert written == (() if event == new else (new,))
    return event


def schedule_of(event: Event) -> Schedule:
    source = Source(bot="bot", chat_id=1, message_id=1)
    return Schedule(source=source, zone="Europe/Berlin", made_at=MADE_AT, events=(event,))


IN_ROOM_5 = changed(GYM_AT_7, place="room 5", reminders=(timedelta(hours=1),), duration=timedelta(hours=2))


@pytest.mark.parametrize(
    ("new", "planned", "expected"),
    [
        pytest.param(changed(GYM_AT_7, start=at(8)), IN_ROOM_5, changed(IN_ROOM_5, start=at(8)), id="time"),
        pytest.param(changed(GYM_AT_7, title="The gym"), IN_ROOM_5, changed(IN_ROOM_5, title="The gym"), id="title"),
        pytest.param(changed(GYM_AT_7, place="hall"), IN_ROOM_5, changed(IN_ROOM_5, place="hall"), id="place"),
        pytest.param(GYM_AT_7, changed(GYM_AT_7, start=at(8)), changed(GYM_AT_7, start=at(8)), id="moved"),
        pytest.param(changed(GYM_AT_7, start=at(9)), changed(GYM_AT_7, start=at(8)), None, id="moved twice"),
        pytest.param(changed(GYM_AT_7, title="Cinema", start=at(20)), IN_ROOM_5, None, id="another event"),
        pytest.param(
            changed(GYM_AT_7, start=AllDay(date=MONDAY, zone="Europe/Berlin")),
            IN_ROOM_5,
            changed(IN_ROOM_5, start=AllDay(date=MONDAY, zone="Europe/Berlin"), duration=None),
            id="all day",
        ),
    ],
)
def test_an_edit_keeps_what_its_words_do_not_touch(new: Event, planned: Event, expected: Event | None) -> None:
    assert edited(new, GYM_AT_7, planned) == (expected or new)


def test_an_edit_of_a_repetition_keeps_the_exceptions_of_other_messages() -> None:
    later = changed(STANDUP, start=at(10))
    assert edited(later, STANDUP, with_exceptions(STANDUP, 1)) == with_exceptions(later, 1)
    both = edited(with_exceptions(STANDUP, 2), STANDUP, with_exceptions(STANDUP, 1))
    assert both == with_exceptions(STANDUP, 1, 2)
    restored = edited(with_exceptions(later, 1, 2), with_exceptions(STANDUP, 1, 2), with_exceptions(STANDUP, 2))
    assert restored == with_exceptions(later, 2)
    once = changed(STANDUP, recurrence=None)
    assert edited(once, STANDUP, with_exceptions(STANDUP, 1)) == once


def test_an_edit_that_lists_the_events_in_another_order_keeps_the_changes_of_each() -> None:
    dinner = Event(uid="b", title="Dinner", start=at(19))
    own = [PlannedEvent(1, schedule_of(IN_ROOM_5), GYM_AT_7), PlannedEvent(1, schedule_of(dinner))]
    new = (changed(dinner, uid="a"), changed(GYM_AT_7, uid="b"))
    schedule, written = edited_schedule(schedule_of(GYM_AT_7).model_copy(update={"events": new}), own)
    assert schedule.events == (new[0], changed(IN_ROOM_5, uid="b"))
    assert written == (new[1],)


def exceptions_of(world: World) -> list[date]:
    (schedule,) = SqliteAssistantStore(world.file).schedules(ANN.id)
    rule = schedule.events[0].recurrence
    return [] if rule is None else list(rule.except_dates)


def test_edits_of_a_repeating_event_keep_an_exception_that_another_message_made(world: World) -> None:
    message, shown = answer_to(world, DAILY)
    confirmed(world, shown)
    confirmed(world, world.asks(ANN, "Cancel the standup the day after tomorrow"))
    exceptions = exceptions_of(world)
    assert len(exceptions) == 1
    for clock in ("9:45", "10:15"):
        shown = change_of(world, message, f"Standup every day at {clock}")
        before, after = shown.text.split("\n\nAfter:\n")
        assert before.startswith("Before:\n")
        assert "except" in before
        assert "except" in after
        confirmed(world, shown)
        assert exceptions_of(world) == exceptions
    assert kept_in(world, ANN) == [("Standup", "10:15")]


def test_cancel_under_before_and_after_keeps_what_was_planned(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    confirmed(world, world.asks(ANN, "Move gym to 8:15"))
    shown = change_of(world, message, "Gym tomorrow at 10:00")
    assert shown.text.startswith(f"Before:\n{berlin(1, '08:15')}Gym")
    assert press(world, ANN, shown, 1) == ENGLISH.cancelled
    until_confirmed(world.telegram)
    assert kept_in(world, ANN) == [("Gym", "08:15")]


def test_an_edit_that_was_shown_before_another_message_changed_the_event_is_outdated(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    shown = change_of(world, message, "Gym tomorrow at 10:00")
    confirmed(world, world.asks(ANN, "Move gym to 8:15"))
    assert press(world, ANN, shown, 0) == ENGLISH.outdated
    assert kept_in(world, ANN) == [("Gym", "08:15")]


def test_an_edit_shows_the_events_that_it_drops(world: World) -> None:
    message, shown = answer_to(world, f"{GYM}, dinner with Kate at 19:30 tomorrow")
    confirmed(world, shown)
    shown = change_of(world, message, "Gym tomorrow at 8:15")
    before, after = shown.text.split("\n\nAfter:\n")
    assert "Dinner with Kate" in before
    assert "Dinner with Kate" not in after
    confirmed(world, shown)
    assert kept_in(world, ANN) == [("Gym", "08:15")]


def test_an_edit_that_cancels_another_event_shows_all_that_it_removes(world: World) -> None:
    confirmed(world, answer_to(world, GYM)[1])
    message, shown = answer_to(world, "Dinner with Kate tomorrow at 19:30")
    confirmed(world, shown)
    shown = change_of(world, message, "Cancel gym")
    assert "Gym" in shown.text
    assert "Dinner with Kate" in shown.text
    press(world, ANN, shown, 0)
    until_confirmed(world.telegram)
    assert kept_in(world, ANN) == []
