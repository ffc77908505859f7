"""What the SDK's own clients make of every fault, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal, TypeAlias

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import certified, trusting

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    ChatClient,
    DeadlineExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    Timeouts,
    TransportError,
    TruncatedStreamError,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults

Twin: TypeAlias = Literal["sync", "async"]

ONCE = RetryPolicy(max_attempts=1)
QUICK = RetryPolicy(max_attempts=3, initial_wait=0.001)
SHORT = Timeouts(connect=0.3, read=0.3, write=0.3)
PATIENT = Timeouts(connect=20.0, read=20.0)
MESSAGES = [{"role": "user", "content": "plan my day"}]
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
LAST = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

both = on_rows("twin", ["sync", "async"])


def first_name(
    twin: Twin,
    url: str,
    retry: RetryPolicy = ONCE,
    timeouts: Timeouts = PATIENT,
    deadline: float | None = None,
) -> str:
    tls = trusting() if url.startswith("https:") else None
    if twin == "sync":
        with UsersClient(url, retry=retry, timeouts=timeouts, ssl_context=tls) as users:
            return users.get_user(42, deadline=deadline).first_name

    async def ask() -> str:
        async with AsyncUsersClient(url, retry=retry, timeouts=timeouts, ssl_context=tls) as users:
            return (await users.get_user(42, deadline=deadline)).first_name

    return asyncio.run(ask())


def first_names(twin: Twin, url: str, count: int) -> list[str]:
    if twin == "sync":
        with UsersClient(url, retry=QUICK, timeouts=PATIENT) as users:
            return [users.get_user(42).first_name for _ in range(count)]

    async def ask() -> list[str]:
        async with AsyncUsersClient(url, retry=QUICK, timeouts=PATIENT) as users:
            return [(await users.get_user(42)).first_name for _ in range(count)]

    return asyncio.run(ask())


def streamed(twin: Twin, url: str, timeouts: Timeouts = PATIENT) -> list[str]:
    if twin == "sync":
        with (
            ChatClient("key", base_url=url, model="m", retry=ONCE, timeouts=timeouts) as chat,
            chat.stream(MESSAGES) as parts,
        ):
            return list(parts.text())

    async def ask() -> list[str]:
        async with (
            AsyncChatClient("key", base_url=url, model="m", retry=ONCE, timeouts=timeouts) as chat,
            chat.stream(MESSAGES) as parts,
        ):
            return [text async for text in parts.text()]

    return asyncio.run(ask())


def send_much(twin: Twin, url: str) -> None:
    much = [{"role": "user", "content": "x" * 20_000_000}]
    if twin == "sync":
        with ChatClient("key", base_url=url, model="m", retry=ONCE, timeouts=SHORT) as chat:
            chat.complete(much)
        return

    async def ask() -> None:
        async with AsyncChatClient("key", base_url=url, model="m", retry=ONCE, timeouts=SHORT) as chat:
            await chat.complete(much)

    asyncio.run(ask())


@both
@on_rows(
    "act",
    [
        faults.answer(200, USER),
        faults.answer(200, USER, chunked=True),
        faults.drip_body(USER, every=0.001),
        faults.drip_head(0.001, whole=True, body=USER),
    ],
)
def test_an_answer_that_is_whole_in_the_end_is_an_answer(twin: Twin, act: faults.Fault) -> None:
    with FaultServer(act) as server:
        assert first_name(twin, server.url) == "Ann"
    with FaultServer(act, tls=certified()) as server:
        assert first_name(twin, server.url) == "Ann"


@both
@on_rows(
    ("act", "error"),
    [
        (faults.reset(), TransportError),
        (faults.close(), TransportError),
        (faults.cut(USER), TransportError),
        (faults.reset_in_body(USER), TransportError),
        (faults.half_close(USER), TransportError),
        (faults.garbage(), TransportError),
        (faults.wrong_length(USER), RequestTimeoutError),
        (faults.wrong_length(USER, by=-5), ResponseError),
        (faults.stall(), RequestTimeoutError),
        (faults.stall_in_body(USER), RequestTimeoutError),
        (faults.html(), ServerError),
        (faults.html(200), ResponseError),
        (faults.rate_limited(0), RateLimitError),
        (faults.unavailable(), ServiceUnavailableError),
        (faults.tls_alert(), TransportError),
        (faults.slow_handshake(), RequestTimeoutError),
        (faults.slow_handshake(0.01), RequestTimeoutError),
    ],
)
def test_a_fault_is_an_error_of_its_kind(twin: Twin, act: faults.Fault, error: type[SchedbotError]) -> None:
    with FaultServer(act) as server:
        with pytest.raises(error) as caught:
            first_name(twin, server.url, timeouts=SHORT if error is RequestTimeoutError else PATIENT)
        assert type(caught.value) is error
        assert server.connections == 1


@both
@on_rows("act", [faults.drip_head(0.02), faults.drip_body(USER * 10, every=0.02)])
def test_only_a_deadline_ends_a_drip(twin: Twin, act: faults.Fault) -> None:
    with FaultServer(act) as server, pytest.raises(DeadlineExceededError):
        first_name(twin, server.url, deadline=0.5)


@both
@on_rows(("address", "error"), [(faults.closed_port, TransportError), (faults.black_hole, RequestTimeoutError)])
def test_unreachable_addresses_are_transport_errors(
    twin: Twin, address: Callable[[], AbstractContextManager[str]], error: type[TransportError]
) -> None:
    with address() as url, pytest.raises(error) as caught:
        first_name(twin, url, timeouts=SHORT)
    assert (type(caught.value), caught.value.phase, caught.value.request_sent) == (error, "connect", False)


@both
def test_a_request_that_the_server_does_not_read_is_a_write_timeout(twin: Twin) -> None:
    with FaultServer(faults.unread()) as server:
        with pytest.raises(RequestTimeoutError) as caught:
            send_much(twin, server.url)
        assert caught.value.phase == "write"
        assert server.requests == 0


@both
def test_a_sequence_of_refusals_is_sat_out(twin: Twin) -> None:
    acts = (faults.rate_limited(0.01), faults.unavailable(500), faults.answer(200, USER))
    # An answer with a 5xx ends its connection.
    with FaultServer(*acts) as server:
        assert first_name(twin, server.url, QUICK) == "Ann"
        assert (server.requests, server.connections) == (3, 2)


@both
def test_a_stale_connection_is_not_noticed(twin: Twin) -> None:
    with FaultServer(faults.answer(200, USER, then_close=True)) as server:
        assert first_names(twin, server.url, 3) == ["Ann"] * 3
        assert server.requests == 3


@both
def test_a_stream_is_whole_or_truncated_or_late(twin: Twin) -> None:
    acts = (
        faults.event_stream(PART, LAST, every=0.01),
        faults.event_stream(PART),
        faults.event_stream(PART, then="cut"),
        faults.event_stream(PART, then="reset"),
        faults.event_stream(PART, then="stall"),
    )
    with FaultServer(*acts) as server:
        assert streamed(twin, server.url) == ["do"]
        for _ in range(3):
            with pytest.raises(TruncatedStreamError):
                streamed(twin, server.url)
        with pytest.raises(RequestTimeoutError):
            streamed(twin, server.url, SHORT)
        assert server.requests == 5


@both
def test_a_gzip_bomb_does_not_fill_the_memory(twin: Twin) -> None:
    with FaultServer(faults.gzip_bomb(1 << 40)) as server, pytest.raises(ResponseError, match="is longer than"):
        first_name(twin, server.url, deadline=30)
