"""What must not type-check: each line has to be silenced, and an unnecessary silencer fails the check."""

# ruff: noqa: B018

from __future__ import annotations

import httpx

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    RetryPolicy,
    StatusError,
    TelegramClient,
    Timeouts,
    TransportError,
    UsersClient,
)
from schedbot_sdk.telegram import PinChatMessage, SendPhoto, Update
from schedbot_sdk.testing import load_exchange

ASKED = [{"role": "user", "content": "x"}]


async def key() -> str:
    return "k"


def telegram(client: TelegramClient) -> None:
    client.get_updates()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_updates(0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_updates(offset="0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_updates(offset=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_updates(offset=0, timeout=0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_updates(offset=0, idempotent=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_updates(offset=0, timeouts="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_updates(offset=0, extra_headers={"x": 1})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    client.get_updates(offset=0)[0].message.text  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    client.send_message(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.send_message(1.5, "hi")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.call("getMe")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    client.call("getMe", returns=True)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    len(client.call("getMe", returns=bool))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.call(PinChatMessage(chat_id=1))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.call(PinChatMessage(chat_id=1, message_id="7"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.call(PinChatMessage(chat_id=1, message_id=7), returns=bool)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    client.call(PinChatMessage)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    len(client.call(PinChatMessage(chat_id=1, message_id=7)))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    SendPhoto(chat_id=1, photo=b"png")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def users(client: UsersClient) -> None:
    client.get_user("42")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_user(user_id=42)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_user(42).time_zone  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    client.get_user(42).username.lower()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]


def chat(client: ChatClient) -> None:
    client.complete("hi")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.complete([("user", "hi")])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.complete(ASKED, temperature="hot")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.complete(ASKED, max_tokens=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.complete(ASKED, stream=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.complete(ASKED).deviations.append("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    next(iter(client.stream(ASKED))).message  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    client.parse(ASKED, returns=dict)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    client.parse(ASKED, returns=Update, response_format={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.stream(ASKED).choices  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


async def awaited(telegram: AsyncTelegramClient, users: AsyncUsersClient, chat: AsyncChatClient) -> None:
    users.get_user(42).timezone  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    telegram.get_updates(offset=0)[0]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    chat.complete(ASKED).text  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    await chat.stream(ASKED)  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    with users:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    with chat.stream(ASKED):  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    for _ in chat.stream(ASKED):  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        pass


def makes(http: httpx.Client, async_http: httpx.AsyncClient) -> None:
    ChatClient(key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ChatClient.from_env(api_key=key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ChatClient(lambda: 1)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    AsyncChatClient(lambda: 1)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    TelegramClient("1:a", http_client=async_http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncTelegramClient("1:a", http_client=http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    UsersClient.from_env(http_client=async_http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TelegramClient("1:a", "http://x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TelegramClient("1:a", on_event=lambda: None)  # type: ignore[arg-type, misc]  # pyright: ignore[reportArgumentType]
    TelegramClient.from_env(tokens="1:a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    UsersClient()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    RetryPolicy(3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    RetryPolicy(max_attempts="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RetryPolicy().max_attempts = 5  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Timeouts(5.0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def errors(error: StatusError, broken: TransportError) -> None:
    error.retry_after + 1  # type: ignore[operator]  # pyright: ignore[reportOptionalOperand, reportUnusedExpression]
    error.phase  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    error.attempts.append(1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    broken.status_code  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    print(broken.phase == "closed")  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]


def fixtures(update: Update) -> None:
    load_exchange(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    update.message_id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
