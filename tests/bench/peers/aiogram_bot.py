"""aiogram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from tests.bench.answers import TEXT
from tests.bench.peer import AsyncCall, Peer


@asynccontextmanager
async def get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with client(url) as bot:

        async def call() -> list[Update]:
            return await bot.get_updates(offset=1, timeout=10)

        yield call


@asynccontextmanager
async def send_message(url: str) -> AsyncGenerator[AsyncCall]:
    async with client(url) as bot:

        async def call() -> str:
            return (await bot.send_message(7, TEXT)).text or ""

        yield call


def client(url: str) -> Bot:
    return Bot("1:token", session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


def poll(url: str, done: Callable[[], None]) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def handle(message: Message) -> None:
        await message.answer(TEXT)
        done()

    async def run() -> None:
        await dispatcher.start_polling(client(url), handle_signals=False)  # pyright: ignore[reportUnknownMemberType]

    asyncio.run(run())


PEER = Peer(
    package="aiogram",
    import_line="import aiogram",
    client_line="from aiogram import Bot",
    build=lambda: Bot("1:token"),
    async_calls={"getUpdates": get_updates, "sendMessage": send_message},
    bots={"async poll": poll},
)
