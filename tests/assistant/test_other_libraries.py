"""The assistant in bots of other libraries, whose updates it gets as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import aiogram.types
from tests.assistant.people import GYM
from tests.assistant.world import ANN, QUICK, World, servers

import telegram as python_telegram_bot
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient
from schedbot_sdk.assistant import ENGLISH, ScheduleAssistant, SqliteAssistantStore
from schedbot_sdk.telegram import Update, read_update
from schedbot_sdk.testing.servers import BotAction


def of_aiogram(raw: dict[str, object]) -> Update:
    update = aiogram.types.Update.model_validate(raw)
    return read_update(json.loads(update.model_dump_json(by_alias=True, exclude_none=True)))


def of_python_telegram_bot(raw: dict[str, object]) -> Update:
    update = python_telegram_bot.Update.de_json(raw, None)
    return read_update(update.to_dict())


@asynccontextmanager
async def assistant_of(world: World) -> AsyncGenerator[ScheduleAssistant]:
    async with (
        AsyncTelegramClient(world.telegram.token, base_url=world.telegram.base_url, retry=QUICK) as client,
        AsyncUsersClient(world.users.base_url, retry=QUICK) as users,
        AsyncChatClient(world.chat.api_key, base_url=world.chat.base_url, model=world.chat.model, retry=QUICK) as chat,
    ):
        yield ScheduleAssistant(client, users, chat, SqliteAssistantStore(world.file), name="bot")


async def raw_updates(world: World, offset: int = 0) -> list[dict[str, object]]:
    """The pending updates as Telegram sends them."""
    async with AsyncTelegramClient(world.telegram.token, base_url=world.telegram.base_url) as client:
        updates = await client.get_updates(offset=offset, timeout=0)
    return [
        cast("dict[str, object]", json.loads(update.model_dump_json(by_alias=True, exclude_unset=True)))
        for update in updates
    ]


def test_updates_of_other_libraries_are_handled(tmp_path: Path) -> None:
    async def talk(world: World, read: Callable[[dict[str, object]], Update]) -> None:
        async with assistant_of(world) as assistant:
            world.telegram.user_says(ANN, GYM)
            (said,) = await raw_updates(world)
            await assistant.handle(read(said))
            (shown,) = world.telegram.sent
            assert "07:00 — Gym" in shown.text
            world.telegram.user_presses(ANN, shown.message_id, shown.buttons[0].data)
            (pressed,) = await raw_updates(world, read(said).update_id + 1)
            await assistant.handle(read(pressed))
            await assistant.handle(read(pressed))
            assert [action.text for action in world.telegram.answered] == [ENGLISH.confirmed]
            assert sum(action.file is not None for action in world.telegram.actions) == 1

    for number, read in enumerate((of_aiogram, of_python_telegram_bot)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with servers(folder) as world:
            asyncio.run(talk(world, read))


def test_updates_of_one_chat_wait_for_each_other(tmp_path: Path) -> None:
    async def at_once(world: World) -> list[BotAction]:
        async with assistant_of(world) as assistant:
            world.telegram.user_says(ANN, "Call Bob")
            world.telegram.user_says(ANN, "tomorrow at 15:00")
            updates = [read_update(raw) for raw in await raw_updates(world)]
            handled: list[Awaitable[None]] = [assistant.handle(update) for update in (*updates, *updates)]
            await asyncio.gather(*handled)
            return world.telegram.sent

    with servers(tmp_path) as world:
        question, schedule = asyncio.run(at_once(world))
    assert question.text == "When is it? Name a day and a time."
    assert "15:00 — Call Bob" in schedule.text
