"""A bot on pyTelegramBotAPI that handles a message for a second, started as the one on aiogram is."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from telebot import TeleBot, apihelper
from telebot.types import Message
from tests.telegram.proof.journal import Journal

FIRST_ID = 100_000_001


def main(url: str, token: str, path: str) -> None:
    journal = Journal(Path(path), 1)
    setattr(apihelper, "API_URL", url + "/bot{0}/{1}")  # noqa: B010  # its type is None there
    bot = TeleBot(token)

    def on_message(message: Message) -> None:
        # This library shows no update_id to its handlers; the text ends with the number.
        update_id = FIRST_ID + int((message.text or "").rpartition(" ")[2])
        journal.note("begin", update_id, message.chat.id)
        time.sleep(1)
        journal.note("end", update_id, message.chat.id)

    bot.register_message_handler(on_message)  # pyright: ignore[reportUnknownMemberType]
    bot.infinity_polling()  # pyright: ignore[reportUnknownMemberType]


if __name__ == "__main__":
    main(*sys.argv[1:])
