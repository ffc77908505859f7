"""pyTelegramBotAPI."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from telebot import TeleBot, apihelper
from telebot.types import Message, Update
from tests.bench.answers import TEXT
from tests.bench.peer import Call, Peer


def client(url: str, *, threaded: bool) -> TeleBot:
    apihelper.API_URL = f"{url}/bot{{0}}/{{1}}"  # type: ignore[assignment]  # documented, and declared as None
    return TeleBot("1:token", threaded=threaded)


@contextmanager
def get_updates(url: str) -> Generator[Call]:
    bot = client(url, threaded=False)

    def call() -> list[Update]:
        return bot.get_updates(offset=1, long_polling_timeout=10)

    yield call


@contextmanager
def send_message(url: str) -> Generator[Call]:
    bot = client(url, threaded=False)
    yield lambda: bot.send_message(7, TEXT).text or ""


def poll(url: str, done: Callable[[], None]) -> None:
    bot = client(url, threaded=True)  # as by default

    def handle(message: Message) -> None:
        bot.send_message(message.chat.id, TEXT)
        done()

    bot.register_message_handler(handle)  # pyright: ignore[reportUnknownMemberType]
    bot.polling()


PEER = Peer(
    package="pyTelegramBotAPI",
    import_line="import telebot",
    client_line="from telebot import TeleBot",
    build=lambda: TeleBot("1:token", threaded=False),
    calls={"getUpdates": get_updates, "sendMessage": send_message},
    bots={"sync poll": poll},
)
