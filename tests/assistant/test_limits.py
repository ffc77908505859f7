"""The largest plan, a damaged text, a missing extra, and work that takes long."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import pytest
from tests.assistant.people import GYM, berlin, kept_in, press
from tests.assistant.test_other_libraries import assistant_of, raw_updates
from tests.assistant.world import ANN, World, day, servers, until_confirmed

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import Schedule, to_ics
from schedbot_sdk.schedule.llm.draft import DraftItem
from schedbot_sdk.telegram import read_update


def test_a_message_with_a_hundred_events_is_planned(world: World) -> None:
    items = [item_of(number) for number in range(100)]
    world.chat.say_next(json.dumps({"outcome": "created", "question": None, "items": items}))
    world.telegram.user_says(ANN, "; ".join(str(item["source_quote"]) for item in items))
    shown = world.telegram.wait_for_message(ANN.id)
    press(world, ANN, shown, 0)
    until_confirmed(world.telegram)
    assert len(kept_in(world, ANN)) == 100


def item_of(number: int) -> dict[str, object]:
    """An item of the draft of an LLM, with words for everything in it."""
    date = day("Europe/Berlin", 1 + number % 5)
    clock = f"{8 + number % 10:02}:{number * 5 % 60:02}"
    return {
        **dict.fromkeys(DraftItem.model_fields),
        "title": f"Lesson {number}",
        "date": f"{date:%Y-%m-%d}",
        "weekday": f"{date:%A}".lower(),
        "time": clock,
        "source_quote": f"lesson {number} {date:%d.%m.%Y} at {clock}",
    }


def test_half_a_character_is_answered_as_if_it_were_replaced(tmp_path: Path) -> None:
    async def handle(world: World) -> None:
        world.telegram.user_says(ANN, GYM)
        (said,) = await raw_updates(world)
        said["message"] = {**cast("dict[str, object]", said["message"]), "text": f"\ud83d {GYM}"}
        async with assistant_of(world) as assistant:
            await assistant.handle(read_update(said))

    with servers(tmp_path) as world:
        asyncio.run(handle(world))
        (shown,) = world.telegram.sent
    assert berlin(1, "07:00") in shown.text


def test_an_assistant_without_the_extra_for_calendar_files_says_so_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def make(world: World) -> None:
        async with assistant_of(world):
            pytest.fail("it was made")

    monkeypatch.setitem(sys.modules, "icalendar", None)
    for name in [name for name in sys.modules if name.startswith("schedbot_sdk.schedule.ical.v")]:
        monkeypatch.delitem(sys.modules, name)
    with (
        servers(tmp_path) as world,
        pytest.raises(ConfigurationError, match=r"ScheduleAssistant needs icalendar: pip install .*\[ics\]"),
    ):
        asyncio.run(make(world))


def test_calendar_files_are_not_written_on_the_event_loop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def noted(schedules: Schedule | Sequence[Schedule], *, method: Literal["CANCEL"] | None = None) -> bytes:
        threads.append(threading.current_thread().name)
        return to_ics(schedules, method=method)

    for name in ("assistant", "replies"):
        monkeypatch.setattr(f"schedbot_sdk.assistant.{name}.to_ics", noted)
    press(world, ANN, world.asks(ANN, GYM), 0)
    world.telegram.user_says(ANN, "/ics")
    press(world, ANN, world.asks(ANN, "Cancel gym"), 0)
    until_confirmed(world.telegram)
    assert len(threads) == 3
    assert "bot" not in threads
