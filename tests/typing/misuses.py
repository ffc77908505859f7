"""What must not type-check: each line has to be silenced, and an unnecessary silencer fails the check."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import httpx

from schedbot_sdk import AsyncTelegramClient, AsyncUsersClient, ChatClient, RetryPolicy, TelegramClient, UsersClient


async def key() -> str:
    return "k"


def telegram(client: TelegramClient) -> None:
    client.get_updates()  # type: ignore[call-arg]
    client.get_updates(0)  # type: ignore[call-arg]
    client.get_updates(offset="0")  # type: ignore[arg-type]
    client.get_updates(offset=0, idempotent=True)  # type: ignore[call-arg]
    client.get_updates(offset=0, timeouts="3")  # type: ignore[arg-type]
    client.send_message(1)  # type: ignore[call-arg]
    client.call("getMe")  # type: ignore[call-arg]
    len(client.call("getMe", returns=bool))  # type: ignore[arg-type]


def others(users: UsersClient, chat: ChatClient) -> None:
    users.get_user("42")  # type: ignore[arg-type]
    print(users.get_user(42).time_zone)  # type: ignore[attr-defined]
    chat.complete("hi")  # type: ignore[arg-type]
    chat.complete([{"role": "user", "content": "x"}], temperature="hot")  # type: ignore[arg-type]
    for _ in chat.complete([{"role": "user", "content": "x"}]).choices[0]:
        print(_.message)  # type: ignore[attr-defined]


async def awaited(users: AsyncUsersClient) -> None:
    print(users.get_user(42).timezone)  # type: ignore[attr-defined]
    with users:  # type: ignore[attr-defined]
        pass


def makes(http: httpx.Client, async_http: httpx.AsyncClient) -> None:
    ChatClient(key)  # type: ignore[arg-type]
    TelegramClient("1:a", http_client=async_http)  # type: ignore[arg-type]
    AsyncTelegramClient("1:a", http_client=http)  # type: ignore[arg-type]
    TelegramClient("1:a", "http://x")  # type: ignore[call-arg]
    UsersClient()  # type: ignore[call-arg]
    RetryPolicy(3)  # type: ignore[call-arg]
    RetryPolicy(max_attempts="3")  # type: ignore[arg-type]
    RetryPolicy().max_attempts = 5  # type: ignore[misc]
