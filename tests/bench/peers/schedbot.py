"""Ours."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from tests.bench.peer import AsyncCall, Call, Peer

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, ChatClient, TelegramClient
from schedbot_sdk.telegram import Update

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


PEER = Peer(
    package="schedbot-sdk",
    import_line="from schedbot_sdk import ChatClient, TelegramClient",
    extras=("click",),  # httpx[cli]
    build=lambda: ChatClient("key", model="m"),
    calls={"completion": completion, "stream": stream, "getUpdates": get_updates},
    async_calls={"completion": async_completion, "stream": async_stream, "getUpdates": async_get_updates},
)
