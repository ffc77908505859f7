"""The public API as a user's type checker sees it. Checked, never run."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Unpack, assert_type

import httpx
from pydantic import BaseModel

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    Attempt,
    CallEvent,
    CallOptions,
    ChatClient,
    DeadlineExceededError,
    PostOptions,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    RetryPolicy,
    SchedbotError,
    StatusError,
    TelegramClient,
    Timeouts,
    TransportError,
    UsersClient,
)
from schedbot_sdk.chat import (
    AsyncChatStream,
    ChatCompletion,
    ChatCompletionChunk,
    ChatMessage,
    ChatStream,
    Choice,
    Parsed,
    ToolCall,
    Usage,
)
from schedbot_sdk.options import AsyncHttpClient, ClientOptions, HttpClient
from schedbot_sdk.telegram import (
    CallbackQuery,
    FileStore,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    PollControl,
    ReplyParameters,
    SqliteStore,
    UnparsedUpdate,
    Update,
)
from schedbot_sdk.telegram import User as TelegramUser
from schedbot_sdk.testing import Exchange, LocalChat, LocalTelegram, LocalUsers, load_exchange, shipped_exchanges
from schedbot_sdk.users import User


class BotCommand(BaseModel):
    command: str
    description: str


def on_event(event: CallEvent) -> None:
    assert_type(event.kind, Literal["attempt", "failure", "wait", "success"])
    assert_type(event.operation, str)
    assert_type(event.cause, str | None)
    assert_type(event.request_id, str | None)
    assert_type(event.attempt, int)
    assert_type(event.elapsed, float)
    assert_type(event.status_code, int | None)
    assert_type(event.delay, float | None)
    assert_type(event.rate_limits, Mapping[str, str])


def telegram(client: TelegramClient) -> None:
    updates = client.get_updates(offset=0)
    assert_type(updates, list[Update])
    assert_type(client.get_updates(offset=0, timeout=5, limit=10, allowed_updates=("message",)), list[Update])
    update = updates[0]
    assert_type(update.message, Message | None)
    assert_type(update.edited_message, Message | None)
    assert_type(update.callback_query, CallbackQuery | None)
    assert_type(client.get_me(), TelegramUser)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="OK", callback_data="ok")]])
    sent = client.send_message(
        42,
        "hi",
        reply_markup=keyboard,
        reply_parameters=ReplyParameters(message_id=1),
        entities=[MessageEntity(type="bold", offset=0, length=2), {"type": "italic", "offset": 0, "length": 1}],
        timeouts=3,
        deadline=10,
        idempotent=True,
    )
    assert_type(sent, Message)
    assert_type(client.edit_message_text(42, sent.message_id, "new", reply_markup={"inline_keyboard": []}), Message)
    assert_type(client.answer_callback_query("1", text="ok"), bool)
    assert_type(client.send_chat_action(42), bool)
    assert_type(client.call("getMyCommands", returns=list[BotCommand]), list[BotCommand])
    assert_type(client.call("deleteMessage", {"chat_id": 42, "message_id": 1}, returns=bool), bool)
    assert_type(Message(message_id=1, date=0, chat=sent.chat, from_user=client.get_me()).from_user, TelegramUser | None)


def users(client: UsersClient) -> None:
    user = client.get_user(42, retry=RetryPolicy(max_attempts=1), timeouts=Timeouts(read=1.0))
    assert_type(user, User)
    assert_type(user.timezone, str)
    assert_type(user.username, str | None)
    assert_type(user.telegram_id, int)


def chat(client: ChatClient) -> None:
    dicts: list[dict[str, str]] = [{"role": "user", "content": "hi"}]
    mixed: list[ChatMessage | dict[str, str]] = [ChatMessage(role="system", content="plan"), *dicts]
    completion = client.complete(dicts)
    assert_type(completion, ChatCompletion)
    assert_type(client.complete(mixed, temperature=1), ChatCompletion)
    assert_type(client.complete([ChatMessage(role="user", content="hi")], temperature=0.7), ChatCompletion)
    assert_type(client.complete(tuple(dicts), extra_body={"seed": 1, "stop": ["x"]}), ChatCompletion)
    assert_type(completion.choices, list[Choice])
    assert_type(completion.usage, Usage)
    assert_type(completion.text, str)
    assert_type(completion.deviations, tuple[str, ...])
    assert_type(completion.finish_reason, str)
    assert_type(completion.choices[0].message.content, str)
    assert_type(completion.usage.total_tokens, int)
    with client.stream(dicts, max_tokens=5) as stream:
        assert_type(stream, ChatStream)
        for chunk in stream:
            assert_type(chunk, ChatCompletionChunk)
            assert_type(chunk.choices[0].delta.content, str | None)
        for text in stream.text():
            assert_type(text, str)
        assert_type(stream.completion(), ChatCompletion)


class Plan(BaseModel):
    items: list[str]


def structured(client: ChatClient) -> None:
    dicts: list[dict[str, str]] = [{"role": "user", "content": "hi"}]
    parsed = client.parse(dicts, returns=Plan, top_p=0.5, deadline=10, token_budget=1000)
    assert_type(parsed, Parsed[Plan])
    assert_type(parsed.value, Plan)
    assert_type(parsed.usage, Usage)
    assert_type(client.parse(dicts, returns=Plan, check=lambda plan: plan.items).value.items, list[str])
    answered = client.complete(dicts, tools=[{"type": "function"}], stop="x", n=2)
    assert_type(answered.choices[0].message.tool_calls, list[ToolCall] | None)
    assert_type(client.complete([*dicts, answered.choices[0].message]), ChatCompletion)


def polling(client: TelegramClient) -> None:
    def handle(update: Update) -> None:
        assert_type(update.chat_id, int | None)

    def bury(update: Update | UnparsedUpdate, error: Exception) -> None:
        assert_type(update.update_id, int)

    control = PollControl()
    for update in client.updates(timeout=5, offset_store=FileStore("offset.json"), control=control):
        assert_type(update, Update)
    client.poll(handle, concurrency=4, on_failure=bury, offset_store=SqliteStore("bot.sqlite3"), on_conflict="wait")
    assert_type(control.last_answer_at, float | None)


async def async_polling(client: AsyncTelegramClient, chat: AsyncChatClient) -> None:
    async def handle(update: Update) -> None:
        assert_type(update.user_id, int | None)

    async def bury(update: Update | UnparsedUpdate, error: Exception) -> None:
        assert_type(error, Exception)

    async for update in client.updates():
        assert_type(update, Update)
    await client.poll(handle, on_failure=bury, drain=5)
    assert_type(await chat.parse([{"role": "user", "content": "hi"}], returns=Plan), Parsed[Plan])


def options(telegram: TelegramClient, users: UsersClient, chat: ChatClient) -> None:
    for_any: CallOptions = {"timeouts": 3, "deadline": 10.0, "extra_headers": {"x-a": "1"}, "extra_query": {"b": "2"}}
    for_posts: PostOptions = {"retry": RetryPolicy(max_attempts=2), "idempotent": True}
    assert_type(users.get_user(42, **for_any), User)
    assert_type(telegram.get_updates(offset=0, **for_any), list[Update])
    assert_type(telegram.send_message(1, "hi", **for_posts), Message)
    assert_type(telegram.call("close", returns=bool, **for_posts), bool)
    assert_type(chat.complete([{"role": "user", "content": "hi"}], **for_posts), ChatCompletion)


async def twins(telegram: AsyncTelegramClient, users: AsyncUsersClient, chat: AsyncChatClient) -> None:
    assert_type(await telegram.get_updates(offset=0), list[Update])
    assert_type(await telegram.send_message("@plans", "hi"), Message)
    assert_type(await telegram.call("getChat", {"chat_id": 1}, returns=dict[str, object]), dict[str, object])
    assert_type(await users.get_user(42), User)
    dicts: list[dict[str, str]] = [{"role": "user", "content": "hi"}]
    assert_type(await chat.complete(dicts), ChatCompletion)
    assert_type(chat.stream(dicts), AsyncChatStream)
    async with chat.stream(dicts) as stream:
        async for chunk in stream:
            assert_type(chunk, ChatCompletionChunk)
        async for text in stream.text():
            assert_type(text, str)
        assert_type(stream.completion(), ChatCompletion)
    await telegram.close()


async def key() -> str:
    return "k"


def fresh_key() -> str:
    return "k"


def makes(http: httpx.Client) -> None:
    with TelegramClient.from_env(on_event=on_event, proxy="http://p") as telegram:
        assert_type(telegram, TelegramClient)
    with UsersClient.from_env(base_url="http://u", http_client=http) as users:
        assert_type(users, UsersClient)
    with ChatClient.from_env(api_key=fresh_key, strict=True, model="m") as chat:
        assert_type(chat, ChatClient)
    TelegramClient("1:a", http_client=http, ssl_context=ssl.create_default_context(), max_connections=5)
    UsersClient("http://u", http_client=http, token="t", timeouts=Timeouts(attempt=5))
    ChatClient("k", http_client=http, retry=RetryPolicy(deadline=5.0))
    ChatClient(fresh_key, model="m")
    ChatClient(lambda: "k", model="m")


async def async_makes(http: httpx.AsyncClient) -> None:
    async with AsyncTelegramClient.from_env(on_event=on_event, proxy="http://p") as telegram:
        assert_type(telegram, AsyncTelegramClient)
    async with AsyncUsersClient.from_env(base_url="http://u", http_client=http) as users:
        assert_type(users, AsyncUsersClient)
    async with AsyncChatClient.from_env(api_key=key, strict=True, model="m") as chat:
        assert_type(chat, AsyncChatClient)
    AsyncTelegramClient("1:a", http_client=http, timeouts=3, retry=RetryPolicy(deadline=5.0))
    AsyncUsersClient("http://u", http_client=http)
    AsyncChatClient("k", http_client=http)
    AsyncChatClient(lambda: "k", model="m")
    AsyncChatClient(key, model="m")
    either: Callable[[], str | Awaitable[str]] = key
    AsyncChatClient(either)


def errors(error: SchedbotError) -> None:
    assert_type(error.service, str)
    assert_type(error.operation, str)
    assert_type(error.attempts, tuple[Attempt, ...])
    assert_type(error.attempts[0].status_code, int | None)
    assert_type(error.attempts[0].cause, str)
    assert_type(error.attempts[0].delay, float | None)
    if isinstance(error, StatusError):
        assert_type(error.status_code, int)
        assert_type(error.detail, str)
        assert_type(error.retry_after, float | None)
        assert_type(error.request_id, str | None)
    if isinstance(error, TransportError):
        assert_type(error.request_sent, bool)
        assert_type(error.phase, Literal["pool", "connect", "tls", "write", "read"])


def caught(client: UsersClient) -> None:
    try:
        client.get_user(42)
    except QuotaExceededError as error:
        limited: RateLimitError = error
        print(limited)
    except (RequestTimeoutError, DeadlineExceededError) as error:
        late: TimeoutError = error
        print(late)


def fixtures() -> None:
    assert_type(load_exchange("users/ok"), Exchange)
    assert_type(shipped_exchanges(), tuple[Exchange, ...])
    with LocalTelegram() as telegram, LocalChat() as chat:
        assert_type(telegram, LocalTelegram)
        assert_type(chat.base_url, str)
        assert_type(telegram.wait_for_message(42).text, str)
    assert_type(LocalUsers, type[LocalUsers])


def wrapped(token: str, http: HttpClient | None = None, **options: Unpack[ClientOptions]) -> TelegramClient:
    """The keywords of the constructors have a type, so that a function which makes clients can be annotated."""
    return TelegramClient(token, http_client=http, **options)


def wrapped_async(url: str, http: AsyncHttpClient | None = None, **options: Unpack[ClientOptions]) -> AsyncUsersClient:
    return AsyncUsersClient(url, http_client=http, **options)


def wrapped_clients(http: httpx.Client, async_http: httpx.AsyncClient) -> None:
    wrapped("1:token", http, timeouts=5.0, retry=RetryPolicy(), max_connections=3, proxy=None)
    wrapped_async("https://users.example", async_http, max_response_size=1, ssl_context=ssl.create_default_context())
    options: ClientOptions = {"on_event": print, "timeouts": Timeouts(connect=1.0)}
    ChatClient("key", **options)
