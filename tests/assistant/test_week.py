"""The picture of a week."""

from __future__ import annotations

import pytest
from tests.assistant.people import GYM
from tests.assistant.test_edits import answer_to, confirmed
from tests.assistant.world import ANN, BORIS, World, until_confirmed

from schedbot_sdk import ConfigurationError
from schedbot_sdk.assistant import ENGLISH, RUSSIAN, replies
from schedbot_sdk.testing.servers import BotAction


def week_of(world: World) -> BotAction:
    after = sum(action.file is not None for action in world.telegram.actions)
    world.telegram.user_says(ANN, "/week")
    until_confirmed(world.telegram)
    return [action for action in world.telegram.actions if action.file is not None][after]


def test_week_sends_a_photo_of_the_week_of_the_next_event(world: World) -> None:
    confirmed(world, answer_to(world, GYM)[1])
    shown = week_of(world)
    assert (shown.method, shown.text) == ("sendPhoto", ENGLISH.week)
    assert shown.file is not None
    assert (shown.file.name, shown.file.content[:4]) == ("week.png", b"\x89PNG")


def test_week_sends_a_drawing_without_the_extra(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_missing(svg: str) -> bytes:
        raise ConfigurationError(f"resvg-py is not installed for {len(svg)} characters")

    monkeypatch.setattr(replies, "picture_png", is_missing)
    confirmed(world, answer_to(world, "Concert in 20 days at 19:00")[1])
    shown = week_of(world)
    assert (shown.method, shown.text) == ("sendDocument", ENGLISH.week)
    assert shown.file is not None
    assert shown.file.name == "week.svg"
    assert shown.file.content.startswith(b"<svg")
    assert b"Concert" in shown.file.content


def test_week_of_nothing_is_a_sentence(world: World) -> None:
    assert world.asks(BORIS, "/week").text == RUSSIAN.nothing_kept
