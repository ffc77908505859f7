"""The log lines of `create_schedule`: a second request, a failure, and no texts."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging

import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, ConfigurationError, ScheduleError
from schedbot_sdk.schedule import Outcome, Source, create_schedule, create_schedule_async
from schedbot_sdk.testing import LocalChat
from schedbot_sdk.users import User

ANN = User(telegram_id=42, first_name="Ann", timezone="Europe/Berlin")
SOURCE = Source(bot="@bot", chat_id=42, message_id=7)
NOW = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
TEXT = "Swordfish are fine fish"
RIGHT = json.dumps({"outcome": "not_a_schedule", "question": None, "items": []})
both = pytest.mark.parametrize("twin", ["sync", "async"])


def plan(server: LocalChat, twin: str, user: object = ANN, source: object = SOURCE) -> Outcome:
    async def ask() -> Outcome:
        async with AsyncChatClient(server.api_key, base_url=server.base_url, model=server.model) as chat:
            return await create_schedule_async(chat, user, TEXT, now=NOW, source=source)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    if twin == "async":
        return asyncio.run(ask())
    with ChatClient(server.api_key, base_url=server.base_url, model=server.model) as chat:
        return create_schedule(chat, user, TEXT, now=NOW, source=source)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def logged(caplog: pytest.LogCaptureFixture, name: str) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records if record.name == name]


@both
def test_a_draft_that_is_asked_again_is_a_line(twin: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with LocalChat() as server:
        server.say_next("swordfish", RIGHT)
        plan(server, twin)
    ((level, line),) = logged(caplog, "schedbot_sdk.schedule")
    assert level == logging.INFO
    assert line.startswith("create_schedule: the LLM was asked again about its draft (2 answers, ")
    assert [line for _, line in logged(caplog, "schedbot_sdk.chat") if "asking the LLM again" in line]
    assert "wordfish" not in "\n".join(str(vars(record)) for record in caplog.records)


@both
def test_a_valid_first_draft_is_not_logged(twin: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with LocalChat() as server:
        server.say_next(RIGHT)
        plan(server, twin)
    assert logged(caplog, "schedbot_sdk.schedule") == []


@both
def test_a_draft_that_is_given_up_is_a_warning(twin: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with LocalChat() as server:
        server.say_next("swordfish", "swordfish", "swordfish")
        with pytest.raises(ScheduleError):
            plan(server, twin)
    ((level, line),) = logged(caplog, "schedbot_sdk.schedule")
    assert level == logging.WARNING
    assert line.startswith("create_schedule: gave up after 3 answers and ")
    assert "wordfish" not in line


@both
@pytest.mark.parametrize("user", [42, "42", None, {"telegram_id": 42}])
def test_something_else_than_a_user_is_refused(user: object, twin: str) -> None:
    with LocalChat() as server:
        with pytest.raises(ConfigurationError, match="get_user"):
            plan(server, twin, user)
        with pytest.raises(ConfigurationError, match="Source"):
            plan(server, twin, source="@bot")
