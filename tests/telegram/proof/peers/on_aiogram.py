"""A bot on aiogram that handles a message for a second, started with an address, a token, and a journal's path."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from tests.telegram.proof.journal import Journal

dispatcher = Dispatcher()


@dispatcher.message()
async def on_message(message: Message, event_update: Update, journal: Journal) -> None:
    journal.note("begin", event_update.update_id, message.chat.id)
    await asyncio.sleep(1)
    journal.note("end", event_update.update_id, message.chat.id)


async def main(url: str, token: str, journal: str) -> None:
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        start = dispatcher.start_polling  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        await start(bot, journal=Journal(Path(journal), 1))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
