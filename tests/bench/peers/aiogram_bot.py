"""aiogram."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from tests.bench.peer import AsyncCall, Peer


@asynccontextmanager
async def get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with Bot("1:token", session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:

        async def call() -> list[Update]:
            return await bot.get_updates(offset=1, timeout=10)

        yield call


PEER = Peer(
    package="aiogram",
    import_line="from aiogram import Bot",
    build=lambda: Bot("1:token"),
    async_calls={"getUpdates": get_updates},
)
