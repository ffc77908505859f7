"""A bot on python-telegram-bot that handles a message for a second, started as the one on aiogram is."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from tests.telegram.proof.journal import Journal

from telegram import Update


def main(url: str, token: str, path: str) -> None:
    journal = Journal(Path(path), 1)

    async def on_message(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        chat = update.effective_chat
        assert chat is not None
        journal.note("begin", update.update_id, chat.id)
        await asyncio.sleep(1)
        journal.note("end", update.update_id, chat.id)

    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, on_message))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
