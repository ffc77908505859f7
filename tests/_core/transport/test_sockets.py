"""What real sockets do: refuse, reset, cut off. Sync and async."""

from __future__ import annotations

import asyncio

import pytest
from tests._core.scripted import MESSAGES, Twin

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    ChatClient,
    RequestTimeoutError,
    RetryPolicy,
    TransportError,
    TruncatedStreamError,
    UsersClient,
)
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.steps import Close, Send
from schedbot_sdk.users import User

QUICK = RetryPolicy(max_attempts=3, initial_wait=0.001)
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
WHOLE = faults.answer(200, USER)
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'


def get_user(twin: Twin, url: str, timeouts: float | None = None) -> User:
    if twin == "sync":
        with UsersClient(url, retry=QUICK, timeouts=timeouts) as users:
            return users.get_user(42)

    async def ask() -> User:
        async with AsyncUsersClient(url, retry=QUICK, timeouts=timeouts) as users:
            return await users.get_user(42)

    return asyncio.run(ask())


def complete(twin: Twin, url: str) -> ChatCompletion:
    if twin == "sync":
        with ChatClient("key", base_url=url, model="m", retry=QUICK) as chat:
            return chat.complete(MESSAGES)

    async def ask() -> ChatCompletion:
        async with AsyncChatClient("key", base_url=url, model="m", retry=QUICK) as chat:
            return await chat.complete(MESSAGES)

    return asyncio.run(ask())


def stream(twin: Twin, url: str, got: list[str]) -> None:
    if twin == "sync":
        with ChatClient("key", base_url=url, model="m", retry=QUICK) as chat, chat.stream(MESSAGES) as parts:
            got.extend(parts.text())
        return

    async def ask() -> None:
        async with (
            AsyncChatClient("key", base_url=url, model="m", retry=QUICK) as chat,
            chat.stream(MESSAGES) as parts,
        ):
            async for text in parts.text():
                got.append(text)  # noqa: PERF401  # the parts before the break count

    asyncio.run(ask())


both = pytest.mark.parametrize("twin", ["sync", "async"])


@both
def test_a_refused_connection_was_not_sent_and_says_so(twin: Twin) -> None:
    with faults.closed_port() as url, pytest.raises(TransportError) as caught:
        get_user(twin, url)
    assert (caught.value.phase, caught.value.request_sent) == ("connect", False)
    assert len(caught.value.attempts) == 3
    assert "not sent" in str(caught.value)


@both
def test_a_get_survives_a_reset_and_a_cut_body(twin: Twin) -> None:
    with FaultServer(faults.reset(), faults.cut(USER, after=20), WHOLE) as server:
        assert get_user(twin, server.url).first_name == "Ann"
        assert server.requests == 3


@both
def test_a_body_that_is_always_cut_is_a_transport_error_of_reading(twin: Twin) -> None:
    with FaultServer(faults.cut(USER, after=20)) as server:
        with pytest.raises(TransportError) as caught:
            get_user(twin, server.url)
        assert (caught.value.phase, caught.value.request_sent) == ("read", True)
        assert type(caught.value) is TransportError
        assert server.requests == 3


@both
def test_a_completion_whose_answer_was_lost_is_sent_once(twin: Twin) -> None:
    with FaultServer(faults.close(), WHOLE) as server:
        with pytest.raises(TransportError) as caught:
            complete(twin, server.url)
        assert caught.value.request_sent
        assert server.requests == 1


@both
def test_a_server_that_speaks_no_http_is_a_transport_error(twin: Twin) -> None:
    with FaultServer(faults.garbage()) as server, pytest.raises(TransportError, match="invalid HTTP response"):
        get_user(twin, server.url)


@both
def test_a_server_that_says_nothing_is_a_timeout(twin: Twin) -> None:
    with FaultServer(faults.stall()) as server, pytest.raises(RequestTimeoutError) as caught:
        get_user(twin, server.url, timeouts=0.05)
    assert isinstance(caught.value, TimeoutError)
    assert [attempt.cause for attempt in caught.value.attempts] == ["read: timed out"] * 3


@both
def test_a_stream_that_loses_its_connection_keeps_its_parts_and_is_truncated(twin: Twin) -> None:
    got: list[str] = []
    with FaultServer(faults.event_stream(PART, then="cut")) as server:
        with pytest.raises(TruncatedStreamError):
            stream(twin, server.url, got)
        assert got == ["do"]
        assert server.requests == 1


@both
def test_a_stream_that_loses_its_connection_inside_a_part_is_truncated(twin: Twin) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    piece = b"%x\r\n%b\r\nff\r\n" % (len(PART), PART)
    got: list[str] = []
    with FaultServer(faults.Fault((Send(head + piece), Close()))) as server:
        with pytest.raises(TruncatedStreamError):
            stream(twin, server.url, got)
        assert got == ["do"]
        assert server.requests == 1
