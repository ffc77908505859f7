"""Arguments are checked before anything is sent, and the error says what to pass instead. Sync and async."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from types import MappingProxyType

import httpx
import pytest
from pydantic import BaseModel, create_model
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    CallOptions,
    ChatClient,
    ConfigurationError,
    NotFoundError,
    RetryPolicy,
    TelegramClient,
    Timeouts,
    UsersClient,
)
from schedbot_sdk.chat import AnswerMessage, ChatMessage, ChatOptions
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.testing import LocalChat

TOKEN = "123456:AAE-token"


def nothing_is_sent(request: httpx.Request) -> httpx.Response:
    raise AssertionError("a request was sent")


SYNC = httpx.Client(transport=httpx.MockTransport(nothing_is_sent))
ASYNC = httpx.AsyncClient(transport=httpx.MockTransport(nothing_is_sent))
TELEGRAM = TelegramClient(TOKEN, http_client=SYNC), AsyncTelegramClient(TOKEN, http_client=ASYNC)
USERS = UsersClient("http://u", http_client=SYNC), AsyncUsersClient("http://u", http_client=ASYNC)
CHAT = ChatClient("k", model="m", http_client=SYNC), AsyncChatClient("k", model="m", http_client=ASYNC)
MODELLESS = ChatClient("k", http_client=SYNC), AsyncChatClient("k", http_client=ASYNC)
HI = [ChatMessage(role="user", content="hi")]

Pair = tuple[Callable[[], object], Callable[[], Awaitable[object]]]


def updates(**wrong: object) -> Pair:
    given: dict[str, object] = {"offset": 0, "timeout": 0, **wrong}
    return (
        lambda: TELEGRAM[0].get_updates(**given),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: TELEGRAM[1].get_updates(**given),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )


def completion(messages: object = HI, **wrong: object) -> Pair:
    return (
        lambda: CHAT[0].complete(messages, **wrong),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: CHAT[1].complete(messages, **wrong),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )


def result_of(returns: object) -> Pair:
    return (
        lambda: TELEGRAM[0].call("getMe", returns=returns),  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
        lambda: TELEGRAM[1].call("getMe", returns=returns),  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    )


def user(telegram_id: object, **options: object) -> Pair:
    return (
        lambda: USERS[0].get_user(telegram_id, **options),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: USERS[1].get_user(telegram_id, **options),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )


def sending(chat_id: object, text: object) -> Pair:
    return (
        lambda: TELEGRAM[0].send_message(chat_id, text),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: TELEGRAM[1].send_message(chat_id, text),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )


WRONG: list[tuple[str, Pair, str]] = [
    ("a negative offset", updates(offset=-1), "delete"),
    ("an offset beyond int32", updates(offset=2**31), "highest update_id"),
    ("an offset that is text", updates(offset="1"), "highest update_id"),
    ("an offset that is a bool", updates(offset=True), "highest update_id"),
    ("a negative timeout", updates(timeout=-1), "0 to 50"),
    ("a timeout over 50", updates(timeout=51), "0 to 50"),
    ("limit 0", updates(limit=0), "1 to 100"),
    ("limit 101", updates(limit=101), "1 to 100"),
    ("kinds that are no text", updates(allowed_updates=[1]), "callback_query"),
    ("kinds that are one string", updates(allowed_updates="message"), "callback_query"),
    ("no messages", completion([]), "at least one"),
    ("messages that are none", completion(None), "list of ChatMessage"),
    ("messages that are one dict", completion({"role": "user", "content": "x"}), "list of ChatMessage"),
    ("an extra_body that is a list", completion(extra_body=[1]), "extra_body"),
    ("messages that are one string", completion("hi"), "list of ChatMessage"),
    ("a message without content", completion([{"role": "user"}]), "role and content"),
    ("a message with an empty role", completion([{"role": "", "content": "x"}]), "role and content"),
    ("a message whose content is a number", completion([{"role": "user", "content": 1}]), "role and content"),
    ("an empty model", completion(model=""), "OPENAI_MODEL"),
    ("a temperature that is text", completion(temperature="hot"), "0.7"),
    ("a temperature that is not a number", completion(temperature=math.nan), "0.7"),
    ("a temperature without end", completion(temperature=math.inf), "0.7"),
    ("max_tokens 0", completion(max_tokens=0), "1 or more"),
    ("max_tokens that is a fraction", completion(max_tokens=1.5), "1 or more"),
    ("an extra_body that JSON does not have", completion(extra_body={"x": object()}), "extra_body"),
    ("an extra_body with a number that is none", completion(extra_body={"x": [math.nan]}), "extra_body"),
    ("an extra_body with a number without end", completion(extra_body={"x": -math.inf}), "extra_body"),
    ("a top_p over 1", completion(top_p=1.5), "from 0 to 1"),
    ("stops that are no texts", completion(stop=[5]), "list of strings"),
    ("a seed that is text", completion(seed="7"), "whole number"),
    ("no results at all", completion(n=0), "1 or more"),
    ("a response_format that is a word", completion(response_format="json_object"), "json_object"),
    ("tools that are one", completion(tools={"type": "function"}), "list of dicts"),
    ("a tool_choice that is a number", completion(tool_choice=1), "required"),
    ("a result of no type", result_of(5), "returns"),
    ("user 0", user(0), "positive"),
    ("a negative user", user(-5), "positive"),
    ("a user that is text", user("42"), "positive"),
    ("an empty text", sending(1, ""), "not empty"),
    ("a chat that is a float", sending(1.5, "x"), "@username"),
    ("a deadline of 0", user(1, deadline=0), "math.inf"),
    ("a timeout of 0", user(1, timeouts=0), "math.inf"),
    ("timeouts of another library", user(1, timeouts=httpx.Timeout(5)), "Timeouts"),
    ("timeouts that are two", user(1, timeouts=(1, 2)), "Timeouts"),
    ("timeouts that are a text", user(1, timeouts="5"), "Timeouts"),
    ("timeouts that are a bool", user(1, timeouts=True), "Timeouts"),
    ("timeouts that are no number", user(1, timeouts=math.nan), "Timeouts"),
]


@on_rows(("name", "pair", "advice"), WRONG)
def test_a_wrong_argument_is_refused_with_advice_before_anything_is_sent(name: str, pair: Pair, advice: str) -> None:
    said: list[str] = []
    with pytest.raises(ConfigurationError, match=advice) as caught:
        pair[0]()
    said.append(str(caught.value))

    async def ask() -> None:
        await pair[1]()

    with pytest.raises(ConfigurationError, match=advice) as caught:
        asyncio.run(ask())
    said.append(str(caught.value))
    assert said[0] == said[1]
    assert caught.value.__context__ is None, "which would hold what the user wrote"
    assert isinstance(caught.value, ValueError)


def test_a_completion_without_any_model_names_who_reads_the_variable() -> None:
    with pytest.raises(ConfigurationError, match="from_env, which reads OPENAI_MODEL"):
        MODELLESS[0].complete(HI)
    with pytest.raises(ConfigurationError, match="from_env, which reads OPENAI_MODEL"):
        MODELLESS[0].stream(HI)


def test_an_unknown_keyword_is_a_type_error() -> None:
    with pytest.raises(TypeError, match=r"timeuot: .* takes deadline, extra_headers"):
        USERS[0].get_user(1, timeuot=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


MISSPELT: list[tuple[str, Pair, str]] = [
    ("max_token", completion(max_token=5), "max_tokens"),
    ("temprature", completion(temprature=5), "temperature"),
    ("tool_choise", completion(tool_choise="auto"), "tool_choice"),
    ("extra_header", user(1, extra_header={}), "extra_headers"),
    ("timeout", user(1, timeout=5), "timeouts"),
    ("Deadline", user(1, Deadline=5), "deadline"),
    ("ofset", updates(ofset=5), "offset"),
]


@on_rows(("name", "pair", "meant"), MISSPELT)
def test_a_misspelt_keyword_of_a_call_names_the_right_one(name: str, pair: Pair, meant: str) -> None:
    async def ask() -> None:
        await pair[1]()

    said = rf"\(\): unknown keyword argument {name}: did you mean {meant}\?"
    with pytest.raises(TypeError, match=said):
        pair[0]()
    with pytest.raises(TypeError, match=said) as caught:
        asyncio.run(ask())
    assert caught.value.__context__ is None, "which would hold what the user wrote"


@on_rows("kind", [TelegramClient, AsyncTelegramClient])
def test_a_misspelt_keyword_of_a_constructor_names_the_right_one(kind: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\): unknown keyword argument timeout: did you mean timeouts\?"):
        kind("1:a", timeout=5)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'token'"):
        kind()


def test_a_type_error_of_a_callers_own_function_stays_what_it_is() -> None:
    def check(_: BaseModel) -> list[str]:
        raise TypeError("unknown keyword argument of my own")

    with LocalChat() as server:
        server.say_next('{"a": 1}')
        chat = ChatClient(server.api_key, base_url=server.base_url, model=server.model)
        with chat, pytest.raises(TypeError, match=r"^unknown keyword argument of my own$"):
            chat.parse(HI, returns=create_model("One", a=int), check=check)


@on_rows("name", ["", "get me", "../getMe", "getMe?x=1", "отправить"])
def test_an_invalid_method_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="getChat"):
        TELEGRAM[0].call(name, returns=bool)


def test_params_that_json_does_not_have_are_refused_without_being_repeated() -> None:
    with pytest.raises(ConfigurationError, match="JSON") as caught:
        TELEGRAM[0].call("setChatTitle", {"title": object()}, returns=bool)
    assert "object at" not in str(caught.value)


@on_rows(
    "options",
    [{"deadline": "5"}, {"timeouts": "5"}, {"retry": 3}, {"extra_headers": {"x": 1}}, {"extra_headers": "x"},
     {"extra_query": {"x": 1}}, {"extra_query": [("a", "b")]}],
)  # fmt: skip
def test_an_option_of_a_wrong_kind_is_refused_before_anything_is_sent(options: CallOptions) -> None:
    with pytest.raises(ConfigurationError, match="pass"):
        USERS[0].get_user(1, **options)


@on_rows("headers", [{"x\n": "1"}, {"": "1"}, {"x y": "1"}, {"x": "a\r\nb: c"}, {"x": "\u20ac"}])
def test_extra_headers_cannot_break_the_request(headers: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="extra_headers"):
        USERS[0].get_user(1, extra_headers=headers)


@on_rows(
    "make",
    [
        lambda: RetryPolicy(max_attempts=0),
        lambda: RetryPolicy(initial_wait=-1),
        lambda: RetryPolicy(max_wait=math.inf),
        lambda: RetryPolicy(initial_wait=math.nan),
        lambda: RetryPolicy(deadline=0),
        lambda: RetryPolicy(deadline=math.nan),
        lambda: Timeouts(connect=0),
        lambda: Timeouts(read=-1),
        lambda: Timeouts(write=math.nan),
        lambda: Timeouts(attempt=0),
        lambda: Timeouts(read="5"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: Timeouts(connect=True),
        lambda: RetryPolicy(max_attempts=2.5),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: RetryPolicy(max_attempts="3"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: RetryPolicy(max_wait="3"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: RetryPolicy(deadline="3"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ],
)
def test_options_out_of_range_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError, match="pass"):
        make()


async def async_hook(event: object) -> None:
    return


@on_rows(
    ("wrong", "advice"),
    [
        ({"max_connections": 0}, "at least 1"),
        ({"proxy": "nonsense"}, "http://proxy"),
        ({"retry": 3}, "RetryPolicy"),
        ({"on_event": 3}, "plain function"),
        ({"on_event": async_hook}, "not awaited"),
        ({"timeouts": 0}, "math.inf"),
        ({"timeouts": "5"}, "math.inf"),
        ({"max_response_size": 0}, "at least 1"),
        ({"max_response_size": "1"}, "at least 1"),
        ({"max_connections": "1"}, "at least 1"),
        ({"ssl_context": "x"}, "SSLContext"),
        ({"proxy": 5}, "http://proxy"),
        ({"proxy": "socks5://localhost:1"}, r"httpx\[socks\]"),
    ],
)
@on_rows("client", [UsersClient, AsyncUsersClient])
def test_a_constructor_refuses_what_could_only_fail_later(
    client: Callable[..., object], wrong: dict[str, object], advice: str
) -> None:
    with pytest.raises(ConfigurationError, match=advice):
        client("http://u", **wrong)


VARIABLES = (
    "TELEGRAM_BOT_TOKEN", "BOT_TOKEN", "TELEGRAM_BASE_URL", "SCHEDBOT_USERS_BASE_URL", "SCHEDBOT_USERS_TOKEN",
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL",
)  # fmt: skip


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@on_rows(
    ("client", "name"),
    [
        (TelegramClient, "TELEGRAM_BOT_TOKEN or BOT_TOKEN"),
        (AsyncTelegramClient, "TELEGRAM_BOT_TOKEN or BOT_TOKEN"),
        (UsersClient, "SCHEDBOT_USERS_BASE_URL"),
        (AsyncUsersClient, "SCHEDBOT_USERS_BASE_URL"),
        (ChatClient, "OPENAI_API_KEY"),
        (AsyncChatClient, "OPENAI_API_KEY"),
    ],
)
def test_a_missing_variable_is_named(
    env: pytest.MonkeyPatch, client: type[TelegramClient | UsersClient | ChatClient], name: str
) -> None:
    with pytest.raises(ConfigurationError, match=name):
        client.from_env()


def test_the_environment_is_read_and_keywords_win(env: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(404)

    env.setenv("BOT_TOKEN", TOKEN)
    env.setenv("TELEGRAM_BASE_URL", "http://telegram.test/")
    env.setenv("SCHEDBOT_USERS_BASE_URL", "http://users.test/api/")
    env.setenv("SCHEDBOT_USERS_TOKEN", "users-token")
    env.setenv("OPENAI_API_KEY", "chat-key")
    env.setenv("OPENAI_BASE_URL", "http://chat.test/v1")
    env.setenv("OPENAI_MODEL", "from-env")
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        for call in (
            lambda: TelegramClient.from_env(http_client=http).get_updates(offset=0, timeout=0),
            lambda: UsersClient.from_env(http_client=http).get_user(1),
            lambda: UsersClient.from_env(http_client=http, token="other").get_user(1),
            lambda: ChatClient.from_env(http_client=http).complete(HI),
            lambda: ChatClient.from_env(http_client=http, model="mine").complete(HI),
        ):
            with pytest.raises(Exception, match="404"):
                call()
    assert [str(r.url) for r in seen] == [
        "http://telegram.test/bot~/getUpdates?offset=0&timeout=0",
        "http://users.test/api/users/1",
        "http://users.test/api/users/1",
        "http://chat.test/v1/chat/completions",
        "http://chat.test/v1/chat/completions",
    ]
    assert [r.headers.get("authorization") for r in seen] == [
        None, "Bearer users-token", "Bearer other", "Bearer chat-key", "Bearer chat-key",
    ]  # fmt: skip
    assert b'"model":"from-env"' in seen[3].content
    assert b'"model":"mine"' in seen[4].content


def test_the_base_url_of_telegram_may_have_a_path(env: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"ok": True, "result": []})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        TelegramClient(TOKEN, base_url="http://h/api/", http_client=http).get_updates(
            offset=0, extra_query={"x": "ä b"}, extra_headers={"X-Trace": "1", "User-Agent": "mine"}
        )
    assert str(seen[0].url) == "http://h/api/bot~/getUpdates?offset=0&timeout=30&x=%C3%A4%20b"
    assert seen[0].extensions["target"] == f"/api/bot{TOKEN}/getUpdates?offset=0&timeout=30&x=%C3%A4%20b".encode()
    assert (seen[0].headers["x-trace"], seen[0].headers["user-agent"]) == ("1", "mine")


@on_rows(
    ("options", "sent"),
    [
        ({"stop": ("a", "b")}, {"stop": ["a", "b"]}),
        ({"stop": "a"}, {"stop": "a"}),
        ({"top_p": 0.5, "seed": 7, "n": 2}, {"top_p": 0.5, "seed": 7, "n": 2}),
        ({"response_format": MappingProxyType({"type": "text"})}, {"response_format": {"type": "text"}}),
        ({"tools": (MappingProxyType({"type": "function"}),)}, {"tools": [{"type": "function"}]}),
        ({"tool_choice": "auto"}, {"tool_choice": "auto"}),
        ({"extra_body": MappingProxyType({"NaN": "NaN"})}, {"NaN": "NaN"}),
        ({"extra_body": {"model": "other"}}, {"model": "other"}),
        ({}, {}),
    ],
)
def test_options_reach_the_wire_unchanged(options: ChatOptions, sent: dict[str, object]) -> None:
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(404)

    with httpx.Client(transport=httpx.MockTransport(note)) as http, pytest.raises(NotFoundError):
        ChatClient("k", model="m", http_client=http).complete(
            [MappingProxyType({"role": "user", "content": "x"})], **options
        )
    body = json.loads(seen[0].content)
    assert body == {"model": "m", "messages": [{"role": "user", "content": "x"}], **sent}


def test_an_answer_with_tool_calls_can_be_sent_back() -> None:
    call = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    answer = AnswerMessage.model_validate({"role": "assistant", "content": "", "tool_calls": [call], "reasoning": "hm"})
    kept = {"role": "assistant", "content": None, "tool_calls": [call]}
    for message, more in ((answer, {"reasoning": "hm"}), (kept, {})):
        asked = RequestBuilder.of(
            [*HI, message, {"role": "tool", "tool_call_id": "t", "content": "1"}], None, {}, model="m"
        )
        said = {"role": "assistant", "content": "", "tool_calls": [call], **more}
        assert json.loads(asked.body())["messages"][1] == said
