"""python-telegram-bot."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from tests.bench.answers import TEXT
from tests.bench.peer import AsyncCall, Peer

from telegram import Bot, Update


@asynccontextmanager
async def get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with Bot("1:token", base_url=f"{url}/bot") as bot:

        async def call() -> tuple[Update, ...]:
            return await bot.get_updates(offset=1, timeout=10)

        yield call


@asynccontextmanager
async def send_message(url: str) -> AsyncGenerator[AsyncCall]:
    async with Bot("1:token", base_url=f"{url}/bot") as bot:

        async def call() -> str:
            return (await bot.send_message(7, TEXT)).text or ""

        yield call


def poll(url: str, done: Callable[[], None]) -> None:
    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat is not None
        await context.bot.send_message(update.effective_chat.id, TEXT)
        done()

    application = ApplicationBuilder().token("1:token").base_url(f"{url}/bot").concurrent_updates(16).build()
    application.add_handler(MessageHandler(filters.ALL, handle))
    application.run_polling(stop_signals=None)


PEER = Peer(
    package="python-telegram-bot",
    import_line="import telegram",
    client_line="from telegram import Bot",
    extras=("click",),  # httpx[cli]
    build=lambda: Bot("1:token"),
    async_calls={"getUpdates": get_updates, "sendMessage": send_message},
    bots={"async poll": poll},
)
