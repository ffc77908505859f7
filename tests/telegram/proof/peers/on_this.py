"""A bot on this SDK that handles a message for a second, started as the one on aiogram is."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.telegram.proof.journal import Journal

from schedbot_sdk import AsyncTelegramClient
from schedbot_sdk.telegram import FileStore, Update


async def main(url: str, token: str, path: str) -> None:
    journal = Journal(Path(path), 1)

    async def handle(update: Update) -> None:
        journal.note("begin", update.update_id, update.chat_id or 0)
        await asyncio.sleep(1)
        journal.note("end", update.update_id, update.chat_id or 0)

    async with AsyncTelegramClient(token, base_url=url) as telegram:
        await telegram.poll(handle, offset_store=FileStore(f"{path}.progress"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
