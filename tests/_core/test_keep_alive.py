"""Connections that are kept, and what becomes of a request when one of them turns out to be closed."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest
from tests._core.scripted import MESSAGES, Twin

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    CallEvent,
    ChatClient,
    RetryPolicy,
    TransportError,
    UsersClient,
)
from schedbot_sdk._core import runtime
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
closings = pytest.mark.parametrize("closing", [faults.close(), faults.reset()], ids=["FIN", "RST"])
USER = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}')
DONE_BODY = (
    b'{"id":"c","model":"m","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2},'
    b'"choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}'
)
DONE = faults.answer(200, DONE_BODY)
ONCE = RetryPolicy(max_attempts=1)
QUICK = RetryPolicy(initial_wait=0.001)


def get_users(
    twin: Twin, url: str, events: list[CallEvent], retry: RetryPolicy, times: int = 2, timeouts: float = 5.0
) -> list[str]:
    if twin == "sync":
        with UsersClient(url, retry=retry, timeouts=timeouts, on_event=events.append) as users:
            return [users.get_user(42).first_name for _ in range(times)]

    async def ask() -> list[str]:
        async with AsyncUsersClient(url, retry=retry, timeouts=timeouts, on_event=events.append) as users:
            return [(await users.get_user(42)).first_name for _ in range(times)]

    return asyncio.run(ask())


def complete(twin: Twin, url: str, *, idempotent: bool) -> list[str]:
    if twin == "sync":
        with ChatClient("k", base_url=url, model="m", retry=QUICK) as chat:
            return [chat.complete(MESSAGES, idempotent=idempotent).text for _ in range(2)]

    async def ask() -> list[str]:
        async with AsyncChatClient("k", base_url=url, model="m", retry=QUICK) as chat:
            return [(await chat.complete(MESSAGES, idempotent=idempotent)).text for _ in range(2)]

    return asyncio.run(ask())


@both
def test_calls_one_after_the_other_share_a_connection(twin: Twin) -> None:
    with FaultServer(USER) as server:
        assert get_users(twin, server.url, [], ONCE, times=5) == ["Ann"] * 5
        assert (server.requests, server.connections) == (5, 1)


@both
def test_a_connection_that_was_idle_for_5_seconds_is_not_used_again(
    twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = [0.0, 4.0, 11.0]
    passed = 0.0
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(monotonic=lambda: time.monotonic() + passed))

    async def ask(url: str) -> None:
        nonlocal passed
        async with AsyncUsersClient(url, retry=ONCE) as users:
            for passed in later:  # noqa: B007  # the clock reads it
                await users.get_user(42)

    with FaultServer(USER) as server:
        if twin == "async":
            asyncio.run(ask(server.url))
        else:
            with UsersClient(server.url, retry=ONCE) as users:
                for passed in later:  # noqa: B007  # the clock reads it
                    users.get_user(42)
        assert (server.requests, server.connections) == (3, 2)


@both
@closings
def test_a_get_on_a_connection_that_was_closed_is_sent_again_at_once_and_counts_as_no_failure(
    twin: Twin, closing: faults.Fault
) -> None:
    events: list[CallEvent] = []
    with FaultServer(USER, closing, USER) as server:
        assert get_users(twin, server.url, events, ONCE) == ["Ann", "Ann"]
        assert (server.requests, server.connections) == (3, 2)
    assert [event.kind for event in events] == ["attempt", "success"] * 2


@both
@pytest.mark.parametrize("act", [faults.garbage(b"HTTP/1.1 2"), faults.stall()], ids=["a part of a head", "silence"])
def test_a_kept_connection_that_began_to_answer_or_keeps_silent_has_failed(twin: Twin, act: faults.Fault) -> None:
    events: list[CallEvent] = []
    with FaultServer(USER, act, USER) as server:
        with pytest.raises(TransportError):
            get_users(twin, server.url, events, ONCE, timeouts=0.3)
        assert server.requests == 2
    assert [event.kind for event in events] == ["attempt", "success", "attempt", "failure"]


@both
@closings
def test_a_server_that_closes_the_new_connection_too_has_failed(twin: Twin, closing: faults.Fault) -> None:
    events: list[CallEvent] = []
    with FaultServer(USER, closing, closing, USER) as server:
        assert get_users(twin, server.url, events, QUICK) == ["Ann", "Ann"]
        assert server.requests == 4
    assert [event.kind for event in events] == [
        "attempt",
        "success",
        "attempt",
        "failure",
        "wait",
        "attempt",
        "success",
    ]


@both
@closings
def test_a_completion_on_a_connection_that_was_closed_may_be_done_and_is_not_sent_again(
    twin: Twin, closing: faults.Fault
) -> None:
    with FaultServer(DONE, closing, DONE) as server:
        with pytest.raises(TransportError) as caught:
            complete(twin, server.url, idempotent=False)
        assert server.requests == 2
    assert (caught.value.phase, caught.value.request_sent) == ("read", True)


@both
def test_a_completion_that_is_idempotent_is_sent_again(twin: Twin) -> None:
    with FaultServer(DONE, faults.close(), DONE) as server:
        assert complete(twin, server.url, idempotent=True) == ["ok", "ok"]
        assert server.requests == 3


@both
def test_a_connection_seen_to_be_closed_is_not_used_again_even_for_a_completion(twin: Twin) -> None:
    closing = faults.answer(200, DONE_BODY, then_close=True)
    with FaultServer(closing, DONE) as server:
        if twin == "sync":
            with ChatClient("k", base_url=server.url, model="m", retry=ONCE) as chat:
                chat.complete(MESSAGES)
                wait_until_closed(server)
                assert chat.complete(MESSAGES).text == "ok"
        else:

            async def ask() -> None:
                async with AsyncChatClient("k", base_url=server.url, model="m", retry=ONCE) as chat:
                    await chat.complete(MESSAGES)
                    await asyncio.to_thread(wait_until_closed, server)
                    assert (await chat.complete(MESSAGES)).text == "ok"

            asyncio.run(ask())
        assert (server.requests, server.connections) == (2, 2)


def wait_until_closed(server: FaultServer) -> None:
    for _ in range(500):
        if not server.open_connections:
            return
        time.sleep(0.01)
    raise AssertionError("the server kept its connection for 5 s")


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_async_client_that_outlives_its_event_loop_works_on_the_next_one() -> None:
    with FaultServer(USER) as server:
        users = AsyncUsersClient(server.url, retry=ONCE)
        assert [asyncio.run(users.get_user(42)).first_name for _ in range(3)] == ["Ann"] * 3
        assert server.connections == 3
    del users
    gc.collect()  # what the ended loops left open is reported here, and nowhere else
