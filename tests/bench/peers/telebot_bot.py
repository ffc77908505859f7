"""pyTelegramBotAPI."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from telebot import TeleBot, apihelper
from telebot.types import Update
from tests.bench.peer import Call, Peer


@contextmanager
def get_updates(url: str) -> Generator[Call]:
    apihelper.API_URL = f"{url}/bot{{0}}/{{1}}"  # type: ignore[assignment]  # documented, and declared as None
    bot = TeleBot("1:token", threaded=False)

    def call() -> list[Update]:
        return bot.get_updates(offset=1, long_polling_timeout=10)

    yield call


PEER = Peer(
    package="pyTelegramBotAPI",
    import_line="from telebot import TeleBot",
    build=lambda: TeleBot("1:token", threaded=False),
    calls={"getUpdates": get_updates},
)
