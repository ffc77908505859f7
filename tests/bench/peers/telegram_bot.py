"""python-telegram-bot."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.bench.peer import AsyncCall, Peer

from telegram import Bot, Update


@asynccontextmanager
async def get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with Bot("1:token", base_url=f"{url}/bot") as bot:

        async def call() -> tuple[Update, ...]:
            return await bot.get_updates(offset=1, timeout=10)

        yield call


PEER = Peer(
    package="python-telegram-bot",
    import_line="from telegram import Bot",
    extras=("click",),  # httpx[cli]
    build=lambda: Bot("1:token"),
    async_calls={"getUpdates": get_updates},
)
