"""The token and the keys are in nothing that a program prints, logs or sends to an error tracker."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import secrets
import traceback
from collections.abc import Callable

import httpx
import pytest
import respx
from tests._core.shown import logged
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncTelegramClient,
    ChatClient,
    ConfigurationError,
    RetryPolicy,
    SchedbotError,
    TelegramClient,
    UsersClient,
)

ONCE = RetryPolicy(max_attempts=1)
TOKEN = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
KEY = f"sk-{secrets.token_urlsafe(30)}"


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"cannot reach {request.url}", request=request)


def echo(request: httpx.Request) -> httpx.Response:
    description = f"bad token {TOKEN} and {request.headers.get('authorization')}"
    return httpx.Response(401, json={"ok": False, "error_code": 401, "description": description})


def everything_about(error: BaseException) -> str:
    """What an error tracker gets, local variables of every frame of the SDK included."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    own = [frame for frame in report.stack if "schedbot_sdk" in frame.filename]
    shown = [str(frame.locals) for frame in own]
    return "\n".join([str(error), repr(error), str(vars(error)), repr(pickle.dumps(error)), *shown])


@pytest.mark.parametrize("handler", [refuse, echo])
def test_the_token_shows_nowhere_with_a_supplied_client(
    handler: Callable[[httpx.Request], httpx.Response], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return handler(request)

    with httpx.Client(transport=httpx.MockTransport(look)) as http:
        client = TelegramClient(TOKEN, http_client=http, retry=ONCE)
        with pytest.raises(SchedbotError) as caught:
            client.get_updates(offset=0, timeout=0)
    assert seen == ["https://api.telegram.org/bot~/getUpdates?offset=0&timeout=0"]
    for text in (everything_about(caught.value), logged(caplog), repr(client), str(vars(client))):
        assert TOKEN not in text
        assert TOKEN.partition(":")[2] not in text


def test_the_token_shows_nowhere_with_our_own_client(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with respx.mock, TelegramClient(TOKEN, retry=ONCE) as client:
        respx.get(f"https://api.telegram.org/bot{TOKEN}/getUpdates").respond(401, json={"ok": False})
        with pytest.raises(SchedbotError) as caught:
            client.get_updates(offset=0, timeout=0)
    for text in (everything_about(caught.value), logged(caplog)):
        assert TOKEN not in text


def test_a_key_that_the_server_repeats_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with httpx.Client(transport=httpx.MockTransport(echo)) as http:
        client = ChatClient(KEY, model="m", http_client=http)
        with pytest.raises(SchedbotError) as caught:
            client.complete([{"role": "user", "content": "hello"}])
    for text in (everything_about(caught.value), logged(caplog), repr(client), str(vars(client))):
        assert KEY not in text


def test_a_clean_frame_raises_the_error_without_the_users_words() -> None:
    words = secrets.token_hex(8)
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http:
        client = TelegramClient(TOKEN, http_client=http, retry=ONCE)
        with pytest.raises(SchedbotError) as caught:
            client.send_message(1, words)
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    deepest = report.stack[-1]
    assert deepest.name == "run"
    assert words not in str(deepest.locals)


def test_the_async_twin_raises_from_a_clean_frame_too() -> None:
    words = secrets.token_hex(8)

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http:
            await AsyncTelegramClient(TOKEN, http_client=http, retry=ONCE).send_message(1, words)

    with pytest.raises(SchedbotError) as caught:
        asyncio.run(send())
    deepest = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack[-1]
    assert deepest.name == "run"
    assert words not in str(deepest.locals)


def test_a_client_that_was_refused_can_still_be_shown_in_a_report() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TelegramClient("bad")
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "TelegramClient(not made)" in "".join(report.format())


def test_a_default_client_stays_interceptable_by_respx_which_sees_the_real_path() -> None:
    with respx.mock, TelegramClient(TOKEN) as client:
        route = respx.get(f"https://api.telegram.org/bot{TOKEN}/getUpdates", params={"offset": 5, "timeout": 0})
        route.respond(json={"ok": True, "result": []})
        assert client.get_updates(offset=5, timeout=0) == []
    assert route.called


def test_a_default_async_client_stays_interceptable_by_respx() -> None:
    async def ask() -> None:
        async with respx.mock, AsyncTelegramClient(TOKEN) as client:
            route = respx.get(f"https://api.telegram.org/bot{TOKEN}/getUpdates")
            route.respond(json={"ok": True, "result": []})
            assert await client.get_updates(offset=5, timeout=0) == []
            assert route.called

    asyncio.run(ask())


@pytest.mark.parametrize("clone", [pickle.dumps, copy.deepcopy])
def test_a_client_refuses_to_be_pickled_or_deepcopied_with_its_secret(clone: Callable[[object], object]) -> None:
    with TelegramClient(TOKEN) as client, pytest.raises(TypeError):
        clone(client)


@on_rows("token", ["", "abc", "123", "123:", ":abc", "123:a b", "123:abc\n", " 123:abc", "bot123:abc", "123:абв"])
def test_a_token_of_a_wrong_shape_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TelegramClient(token)
    assert "BotFather" in str(caught.value)
    assert len(token) < 4 or token not in str(caught.value)


@on_rows("key", ["", " ", "a b", "a\n", "ключ"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError):
        ChatClient(key)
    with pytest.raises(ConfigurationError):
        UsersClient("http://localhost", token=key)


@on_rows(
    "base_url",
    ["", "localhost", "ftp://x",
     "http://a..b", f"http://{'a' * 64}.test", "http://", "http://user:pw@host", "http://h/?a=1", "http://h/#f", "http://h:99999",
     "http://a b", "http://пример"],
)  # fmt: skip
def test_a_base_url_that_cannot_work_is_refused(base_url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        UsersClient(base_url)
    assert "https://" in str(caught.value)
    assert "pw" not in str(caught.value)


def test_a_key_function_is_asked_before_each_attempt() -> None:
    keys = iter(["first", "second"])
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(503, headers={"retry-after": "0"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = ChatClient(lambda: next(keys), model="m", http_client=http, retry=RetryPolicy(max_attempts=2))
        with pytest.raises(SchedbotError):
            client.complete([{"role": "user", "content": "hello"}])
    assert seen == ["Bearer first", "Bearer second"]
