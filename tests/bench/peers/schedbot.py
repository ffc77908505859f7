"""Ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

from tests.bench.answers import ASKED, ASKED_AT, TEXT, Day, Task
from tests.bench.peer import AsyncCall, Call, Opening, Peer
from tests.bench.windows import BEGIN, FAR_WEEK, OVER_DST, WEEK, ZONE, Window

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, ChatClient, TelegramClient
from schedbot_sdk.schedule import (
    Created,
    Event,
    LocalStart,
    Outcome,
    Recurrence,
    Source,
    create_schedule,
    create_schedule_async,
)
from schedbot_sdk.telegram import Update
from schedbot_sdk.users import User

MESSAGES = [{"role": "user", "content": "plan my day"}]


@contextmanager
def completion(url: str) -> Generator[Call]:
    with ChatClient("key", base_url=f"{url}/v1", model="m") as chat:
        yield lambda: chat.complete(MESSAGES).text


@asynccontextmanager
async def async_completion(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncChatClient("key", base_url=f"{url}/v1", model="m") as chat:

        async def call() -> str:
            return (await chat.complete(MESSAGES)).text

        yield call


@contextmanager
def stream(url: str) -> Generator[Call]:
    with ChatClient("key", base_url=f"{url}/stream/v1", model="m") as chat:

        def call() -> str:
            with chat.stream(MESSAGES) as parts:
                return "".join([part.text for part in parts])

        yield call


@asynccontextmanager
async def async_stream(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncChatClient("key", base_url=f"{url}/stream/v1", model="m") as chat:

        async def call() -> str:
            async with chat.stream(MESSAGES) as parts:
                return "".join([part.text async for part in parts])

        yield call


@contextmanager
def get_updates(url: str) -> Generator[Call]:
    with TelegramClient("1:token", base_url=url) as telegram:
        yield lambda: telegram.get_updates(offset=1, timeout=10)


@asynccontextmanager
async def async_get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncTelegramClient("1:token", base_url=url) as telegram:

        async def call() -> list[Update]:
            return await telegram.get_updates(offset=1, timeout=10)

        yield call


@contextmanager
def send_message(url: str) -> Generator[Call]:
    with TelegramClient("1:token", base_url=url) as telegram:
        yield lambda: telegram.send_message(7, TEXT).text or ""


@asynccontextmanager
async def async_send_message(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncTelegramClient("1:token", base_url=url) as telegram:

        async def call() -> str:
            return (await telegram.send_message(7, TEXT)).text or ""

        yield call


@contextmanager
def parse(url: str) -> Generator[Call]:
    with ChatClient("key", base_url=f"{url}/parse/v1", model="m") as chat:
        yield lambda: chat.parse(MESSAGES, returns=Day).value.tasks


@asynccontextmanager
async def async_parse(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncChatClient("key", base_url=f"{url}/parse/v1", model="m") as chat:

        async def call() -> list[Task]:
            return (await chat.parse(MESSAGES, returns=Day)).value.tasks

        yield call


ANN = User(telegram_id=7, first_name="Ann", timezone="Europe/Berlin")
MESSAGE = Source(bot="@plan_bot", chat_id=7, message_id=1)


def events(outcome: Outcome) -> list[Event]:
    return list(outcome.schedule.events) if isinstance(outcome, Created) else []


@contextmanager
def schedule(url: str) -> Generator[Call]:
    with ChatClient("key", base_url=f"{url}/schedule/v1", model="m") as chat:
        yield lambda: events(create_schedule(chat, ANN, ASKED, now=ASKED_AT, source=MESSAGE))


@asynccontextmanager
async def async_schedule(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncChatClient("key", base_url=f"{url}/schedule/v1", model="m") as chat:

        async def call() -> list[Event]:
            return events(await create_schedule_async(chat, ANN, ASKED, now=ASKED_AT, source=MESSAGE))

        yield call


def chat_of(update: Update) -> int:
    assert update.chat_id is not None
    return update.chat_id


def poll(url: str, done: Callable[[], None]) -> None:
    with TelegramClient("1:token", base_url=url) as telegram:

        def handle(update: Update) -> None:
            telegram.send_message(chat_of(update), TEXT)
            done()

        telegram.poll(handle)


def async_poll(url: str, done: Callable[[], None]) -> None:
    async def run() -> None:
        async with AsyncTelegramClient("1:token", base_url=url) as telegram:

            async def handle(update: Update) -> None:
                await telegram.send_message(chat_of(update), TEXT)
                done()

            await telegram.poll(handle)

    asyncio.run(run())


def loop(url: str, done: Callable[[], None]) -> None:
    with TelegramClient("1:token", base_url=url) as telegram:
        for update in telegram.updates():
            telegram.send_message(chat_of(update), TEXT)
            done()


def occurrences(rule: Recurrence, window: Window) -> Opening:
    """The occurrences of a rule in a window; it needs no server."""

    @contextmanager
    def opened(_: str) -> Generator[Call]:
        start = LocalStart(date=BEGIN.date(), time=BEGIN.time(), zone=ZONE.key)
        event = Event(uid="1", title="x", start=start, recurrence=rule)
        yield lambda: event.occurrences(*window)

    return opened


PEER = Peer(
    package="schedbot-sdk",
    import_line="import schedbot_sdk",
    client_line="from schedbot_sdk import ChatClient, TelegramClient",
    extras=("click",),  # httpx[cli]
    build=lambda: ChatClient("key", model="m"),
    calls={
        "completion": completion,
        "stream": stream,
        "getUpdates": get_updates,
        "sendMessage": send_message,
        "parse": parse,
        "create_schedule": schedule,
        "a week": occurrences(Recurrence(freq="weekly", days=("monday", "wednesday", "friday")), WEEK),
        "a far week": occurrences(Recurrence(freq="weekly", days=("monday", "wednesday", "friday")), FAR_WEEK),
        "hours": occurrences(Recurrence(freq="hourly"), OVER_DST),
    },
    async_calls={
        "completion": async_completion,
        "stream": async_stream,
        "getUpdates": async_get_updates,
        "sendMessage": async_send_message,
        "parse": async_parse,
        "create_schedule": async_schedule,
    },
    bots={"sync poll": poll, "async poll": async_poll, "updates()": loop},
)
