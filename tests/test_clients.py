"""The promises of every client: closing, hooks, keys, threads, supplied HTTP clients."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    CallEvent,
    ChatClient,
    ConfigurationError,
    NotFoundError,
    ResponseError,
    RetryPolicy,
    StatusError,
    Timeouts,
    UsersClient,
    __version__,
)
from schedbot_sdk.testing import LocalUsers

USER = {"telegram_id": 42, "first_name": "Ann", "timezone": "Europe/Berlin"}
HI = [{"role": "user", "content": "hi"}]


def answering(status: int = 200, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, json=USER)

    return httpx.MockTransport(answer)


def test_a_client_closes_the_http_client_that_it_made(tmp_path: Path) -> None:
    with LocalUsers(tmp_path / "u.sqlite") as server:
        server.add(42, "Ann", "UTC")
        with UsersClient(server.base_url) as users:
            assert users.get_user(42).first_name == "Ann"
        with pytest.raises(ConfigurationError, match="the client is closed"):
            users.get_user(42)

        async def twin() -> None:
            async with AsyncUsersClient(server.base_url) as users:
                assert (await users.get_user(42)).first_name == "Ann"
            with pytest.raises(ConfigurationError, match="the client is closed"):
                await users.get_user(42)

        asyncio.run(twin())


def test_a_supplied_http_client_stays_open_when_the_client_is_closed() -> None:
    with httpx.Client(transport=answering()) as http:
        with UsersClient("http://u", http_client=http) as users:
            users.get_user(42)
        assert not http.is_closed

    async def twin() -> None:
        async with httpx.AsyncClient(transport=answering()) as http:
            async with AsyncUsersClient("http://u", http_client=http) as users:
                await users.get_user(42)
            assert not http.is_closed

    asyncio.run(twin())


def test_a_supplied_http_client_keeps_its_own_headers_and_is_not_redirected() -> None:
    seen: list[httpx.Request] = []
    with (
        httpx.Client(transport=answering(301, seen), headers={"X-Mine": "1"}, follow_redirects=True) as http,
        pytest.raises(StatusError, match="redirect") as caught,
    ):
        UsersClient("http://u", http_client=http).get_user(42)
    assert caught.value.status_code == 301
    assert [request.headers["x-mine"] for request in seen] == ["1"]


def test_the_user_agent_names_the_sdk_and_its_version() -> None:
    seen: list[httpx.Request] = []
    with httpx.Client(transport=answering(200, seen)) as http:
        UsersClient("http://u", http_client=http).get_user(42)
    assert seen[0].headers["user-agent"] == f"schedbot-sdk/{__version__}"


def test_a_broken_hook_is_logged_and_does_not_break_the_call(caplog: pytest.LogCaptureFixture) -> None:
    def broken(event: CallEvent) -> None:
        raise LookupError("hook")

    with httpx.Client(transport=answering()) as http:
        users = UsersClient("http://u", http_client=http, on_event=broken)
        with caplog.at_level(logging.ERROR, "schedbot_sdk"):
            assert users.get_user(42).first_name == "Ann"
    assert [record.message for record in caplog.records] == ["on_event failed; the call goes on"] * 2

    async def twin() -> None:
        async with httpx.AsyncClient(transport=answering()) as http:
            assert (
                await AsyncUsersClient("http://u", http_client=http, on_event=broken).get_user(42)
            ).telegram_id == 42

    asyncio.run(twin())


def test_a_sync_client_may_be_shared_between_threads(tmp_path: Path) -> None:
    names = {number: f"user {number}" for number in range(1, 9)}
    events: list[CallEvent] = []
    with LocalUsers(tmp_path / "u.sqlite") as server:
        for number, name in names.items():
            server.add(number, name, "UTC")
        with UsersClient(server.base_url, on_event=events.append) as users, ThreadPoolExecutor(8) as pool:
            barrier = threading.Barrier(8)

            def ask(number: int) -> list[str]:
                barrier.wait(5)
                return [users.get_user(number).first_name for _ in range(5)]

            assert list(pool.map(ask, names)) == [[name] * 5 for name in names.values()]
    assert len([event for event in events if event.kind == "success"]) == 40


def test_an_async_key_function_is_awaited_before_each_attempt() -> None:
    keys = iter(["one", "two"])
    seen: list[httpx.Request] = []

    async def key() -> str:
        await asyncio.sleep(0)
        return next(keys)

    async def ask() -> None:
        async with httpx.AsyncClient(transport=answering(503, seen)) as http:
            chat = AsyncChatClient(
                key, model="m", http_client=http, retry=RetryPolicy(max_attempts=2, initial_wait=0.0)
            )
            with pytest.raises(StatusError):
                await chat.complete(HI)

    asyncio.run(ask())
    assert [request.headers["authorization"] for request in seen] == ["Bearer one", "Bearer two"]


def test_a_sync_client_refuses_an_async_key_function() -> None:
    async def key() -> str:
        return "k"

    with httpx.Client(transport=answering()) as http:
        chat = ChatClient(key, model="m", http_client=http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        with pytest.raises(ConfigurationError, match="async client"):
            chat.complete(HI)


@pytest.mark.parametrize("key", ["", None, 5])
def test_a_key_function_that_returns_no_key_is_a_configuration_error(key: str) -> None:
    with httpx.Client(transport=answering()) as http, pytest.raises(ConfigurationError, match="API key"):
        ChatClient(lambda: key, model="m", http_client=http).complete(HI)

    async def twin() -> None:
        async with httpx.AsyncClient(transport=answering()) as http:
            await AsyncChatClient(lambda: key, model="m", http_client=http).complete(HI)

    with pytest.raises(ConfigurationError, match="API key"):
        asyncio.run(twin())


def test_infinity_means_no_limit() -> None:
    seen: list[httpx.Request] = []
    endless = Timeouts(connect=math.inf, read=math.inf, write=math.inf)
    with httpx.Client(transport=answering(200, seen)) as http:
        UsersClient("http://u", http_client=http, timeouts=endless).get_user(42, deadline=math.inf)
    assert seen[0].extensions["timeout"] == {"connect": None, "read": None, "write": None, "pool": None}


def test_a_strict_client_refuses_what_a_lenient_one_fills_in() -> None:
    body = {"id": "1", "model": "m", "choices": [{"message": {"role": "assistant", "content": "x"}}]}
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body))) as http:
        lenient = ChatClient("k", model="m", http_client=http).complete(HI)
        assert lenient.deviations == ("choices[0].finish_reason", "usage")
        assert "deviations" not in lenient.model_dump_json()
        with pytest.raises(ResponseError, match=r"choices\[0\].finish_reason, usage"):
            ChatClient("k", model="m", http_client=http, strict=True).complete(HI)


def test_an_unknown_user_is_a_not_found_error_with_the_services_message(tmp_path: Path) -> None:
    with LocalUsers(tmp_path / "u.sqlite") as server:
        server.add(1, "Ann", "UTC")
        with UsersClient(server.base_url) as users, pytest.raises(NotFoundError) as caught:
            users.get_user(42)
    assert str(caught.value) == (
        "users.getUser: 404 no user with that telegram_id in the database (the server says: user not found)"
    )
    assert caught.value.detail == "user not found"
