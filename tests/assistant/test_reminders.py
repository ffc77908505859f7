"""Reminders of events that the assistant planned, moved and cancelled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.assistant.people import kept_in, press
from tests.assistant.world import ANN, BORIS, PATIENCE, World, running_bot, servers, until_confirmed

from schedbot_sdk.assistant import SqliteAssistantStore
from schedbot_sdk.schedule import Event
from schedbot_sdk.testing.servers import BotAction, Person

BEHIND = timedelta(minutes=14, seconds=52)
TEA = "Tea in 30 minutes, remind me 15 minutes before"


@pytest.fixture
def late(tmp_path: Path) -> Iterator[World]:
    """The servers, with a clock so late that a reminder of the tea is due in 8 seconds, and the bot."""
    with servers(tmp_path, behind=BEHIND) as here, running_bot(here):
        yield here


def confirm(world: World, person: Person, text: str) -> None:
    press(world, person, world.asks(person, text), 0)
    until_confirmed(world.telegram)


def reminders(world: World) -> list[BotAction]:
    return [action for action in world.telegram.sent if action.text.startswith("⏰")]


def due(world: World) -> list[tuple[str, int]]:
    """The titles and minutes of the reminders that are planned."""
    with SqliteAssistantStore(world.file).offset_store.transaction() as database:
        rows = database.execute(
            "SELECT event, before FROM schedbot_reminders JOIN schedbot_reminder_events USING (uid)"
            " WHERE at IS NOT NULL ORDER BY before"
        ).fetchall()
    return [(Event.model_validate_json(event).title, before // 60) for event, before in rows]


def test_users_are_reminded_once_in_their_language(late: World) -> None:
    confirm(late, BORIS, "Чай через 30 минут, напомни за 15 минут")
    confirm(late, ANN, TEA)
    hers = late.telegram.wait_for_message(ANN.id, after=1, timeout=20)
    his = late.telegram.wait_for_message(BORIS.id, after=1, timeout=20)
    assert hers.text.startswith("⏰ Tea\n")
    assert his.text.startswith("⏰ Чай\n")
    assert "через 15 мин" in his.text
    assert hers.buttons == ()
    ends_at = time.monotonic() + PATIENCE
    while due(late):
        assert time.monotonic() < ends_at, "a reminder was sent and not noted"
        time.sleep(0.05)
    assert len(reminders(late)) == 2


def test_reminders_are_planned_at_the_confirmation_and_follow_the_changes(world: World) -> None:
    shown = world.asks(ANN, "Gym tomorrow at 7:00, remind me 20 minutes before, dinner with Kate at 19:30 tomorrow")
    assert due(world) == []
    press(world, ANN, shown, 0)
    until_confirmed(world.telegram)
    assert due(world) == [("Gym", 20)]
    confirm(world, ANN, "Move gym to 8:15")
    assert kept_in(world, ANN) == [("Gym", "08:15"), ("Dinner with Kate", "19:30")]
    assert due(world) == [("Gym", 20)]
    confirm(world, ANN, "Cancel the dinner with Kate")
    assert due(world) == [("Gym", 20)]
    confirm(world, ANN, "Cancel gym")
    assert due(world) == []


def test_events_of_one_message_keep_their_reminders_when_one_of_them_is_moved(world: World) -> None:
    confirm(
        world, ANN, "Gym tomorrow at 7:00, remind me 20 minutes before, yoga tomorrow at 9, remind me an hour before"
    )
    assert due(world) == [("Gym", 20), ("Yoga", 60)]
    confirm(world, ANN, "Move yoga to 10:00")
    confirm(world, ANN, "Move gym to 8:00")
    assert due(world) == [("Gym", 20), ("Yoga", 60)]


def test_a_list_that_is_cancelled_after_an_edit_has_no_reminders_any_more(world: World) -> None:
    message = world.telegram.user_says(ANN, "Gym tomorrow at 7:00, remind me 20 minutes before")
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    until_confirmed(world.telegram)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15, remind me 20 minutes before")
    press(world, ANN, world.telegram.wait_for_action(ANN.id, method="editMessageText", after=1), 1)
    until_confirmed(world.telegram)
    assert due(world) == []
