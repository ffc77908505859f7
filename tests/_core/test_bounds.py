"""No answer is too long, too deep or too odd: a value comes out, or an error of the SDK."""

from __future__ import annotations

import asyncio
import json
import tracemalloc

import pytest
from tests._core.scripted import MESSAGES, Twin
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    TelegramClient,
    TransportError,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
QUICK = RetryPolicy(max_attempts=2, initial_wait=0.001)
MIB = 1024 * 1024
USER = {"telegram_id": 42, "first_name": "Ann", "timezone": "Europe/Berlin"}
PART = b'data: {"choices":[{"index":0,"delta":{"content":"%b"}}]}\n\n'
LAST = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'


def get_user(twin: Twin, url: str, size: int = 16 * MIB) -> str:
    if twin == "sync":
        with UsersClient(url, max_response_size=size, retry=QUICK) as users:
            return users.get_user(42).first_name

    async def ask() -> str:
        async with AsyncUsersClient(url, max_response_size=size, retry=QUICK) as users:
            return (await users.get_user(42)).first_name

    return asyncio.run(ask())


def stream(twin: Twin, url: str, size: int = 16 * MIB) -> int:
    """The length of the text."""
    if twin == "sync":
        with ChatClient("k", base_url=url, model="m", max_response_size=size) as chat, chat.stream(MESSAGES) as parts:
            return sum(map(len, parts.text()))

    async def ask() -> int:
        async with (
            AsyncChatClient("k", base_url=url, model="m", max_response_size=size) as chat,
            chat.stream(MESSAGES) as parts,
        ):
            return sum([len(text) async for text in parts.text()])

    return asyncio.run(ask())


@both
def test_an_answer_longer_than_the_limit_is_an_error_that_names_the_option_and_is_not_repeated(twin: Twin) -> None:
    long = json.dumps(USER | {"note": "x" * 20 * MIB}).encode()
    with FaultServer(faults.answer(200, long)) as server:
        with pytest.raises(ResponseError, match="max_response_size"):
            get_user(twin, server.url)
        assert server.requests == 1
        assert get_user(twin, server.url, 32 * MIB) == "Ann"


@both
def test_an_answer_just_as_long_as_the_limit_is_read(twin: Twin) -> None:
    body = json.dumps(USER).encode()
    with FaultServer(faults.answer(200, body)) as server:
        assert get_user(twin, server.url, len(body)) == "Ann"
        with pytest.raises(ResponseError):
            get_user(twin, server.url, len(body) - 1)


@both
def test_a_gzip_bomb_takes_no_more_memory_than_the_limit_allows(twin: Twin) -> None:
    with FaultServer(faults.gzip_bomb(1024 * MIB)) as server:
        tracemalloc.start()
        try:
            with pytest.raises(ResponseError, match="max_response_size"):
                get_user(twin, server.url)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 3 * 16 * MIB


@both
def test_an_error_page_without_end_is_the_error_that_its_status_says(twin: Twin) -> None:
    with FaultServer(faults.answer(500, b"no " * MIB), faults.answer(200, json.dumps(USER).encode())) as server:
        assert get_user(twin, server.url, 100_000) == "Ann"
    with FaultServer(faults.answer(500, b"no " * MIB)) as server, pytest.raises(ServerError) as caught:
        get_user(twin, server.url, 100_000)
    assert caught.value.detail.startswith("no no")


@both
def test_an_event_longer_than_the_limit_is_an_error_and_many_short_ones_are_not(twin: Twin) -> None:
    with FaultServer(faults.event_stream(PART % (b"x" * 300_000), LAST)) as server:
        with pytest.raises(ResponseError, match="max_response_size"):
            stream(twin, server.url, 200_000)
        assert stream(twin, server.url, 400_000) == 300_000
    with FaultServer(faults.event_stream(*[PART % (b"x" * 1000)] * 300, LAST)) as server:
        assert stream(twin, server.url, 200_000) == 300_000


@both
def test_a_page_that_comes_instead_of_a_stream_is_bounded_too(twin: Twin) -> None:
    with (
        FaultServer(faults.answer(200, b"<html>" + b"x" * 300_000, content_type="text/html")) as server,
        pytest.raises(ResponseError, match="max_response_size"),
    ):
        stream(twin, server.url, 200_000)


@both
def test_a_head_without_end_is_a_transport_error(twin: Twin) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + b"x-more: " + b"x" * 300_000
    with FaultServer(faults.garbage(head)) as server, pytest.raises(TransportError):
        get_user(twin, server.url)


DEEP = b"[" * 10_000 + b"]" * 10_000
ODD = {
    "nested 10,000 deep": DEEP,
    "a field nested 10,000 deep": b'{"ok":true,"result":' + DEEP + b',"error":' + DEEP + b',"choices":' + DEEP + b"}",
    "invalid UTF-8": b'{"ok":true,"result":[{"update_id":1,"message":{"text":"\xff\xfe"}}],"error":"\xff"}',
    "an integer beyond 64 bits": b'{"ok":true,"result":[{"update_id":%b}],"created":%b}' % (b"9" * 5000, b"9" * 5000),
    "a lone surrogate": b'{"ok":false,"description":"\\ud800","error":{"message":"\\ud800"},"detail":"\\ud800"}',
    "a cut encoding": b'{"ok":tr\xc3',
    "NaN": b'{"ok":true,"result":[NaN],"choices":NaN,"telegram_id":NaN}',
}  # fmt: skip


@pytest.mark.parametrize("status", [200, 400])
@on_rows("body", ODD.values(), ids=ODD.keys())
def test_an_odd_body_is_an_error_of_the_sdk_in_every_service(body: bytes, status: int) -> None:
    async def ask(url: str) -> None:
        async with (
            AsyncTelegramClient("1:t", base_url=url) as telegram,
            AsyncUsersClient(url) as users,
            AsyncChatClient("k", base_url=url, model="m") as chat,
        ):
            for call in (telegram.get_updates(offset=0, timeout=0), users.get_user(42), chat.complete(MESSAGES)):
                with pytest.raises(SchedbotError):
                    await call
            with pytest.raises(SchedbotError):
                async with chat.stream(MESSAGES) as parts:
                    [part async for part in parts]

    with FaultServer(faults.answer(status, body)) as server:
        asyncio.run(ask(server.url))
        for act in (get_user, stream):
            with pytest.raises(SchedbotError):
                act("sync", server.url)
        with TelegramClient("1:t", base_url=server.url) as telegram, pytest.raises(SchedbotError):
            telegram.get_updates(offset=0, timeout=0)


def test_the_last_of_duplicate_keys_counts_as_in_other_json_parsers() -> None:
    body = b'{"telegram_id":1,"telegram_id":42,"first_name":"Eve","first_name":"Ann","timezone":"UTC"}'
    with FaultServer(faults.answer(200, body)) as server:
        assert get_user("sync", server.url) == "Ann"


def test_a_reader_that_pauses_gets_all_of_a_long_stream() -> None:
    async def read(url: str) -> int:
        length = 0
        async with (
            AsyncChatClient("k", base_url=url, model="m", retry=QUICK) as chat,
            chat.stream(MESSAGES, deadline=20) as parts,
        ):
            async for text in parts.text():
                if not length:
                    await asyncio.sleep(0.2)  # the server sends on, more than may wait here
                length += len(text)
        return length

    with FaultServer(faults.event_stream(*[PART % (b"x" * 1000)] * 3000, LAST)) as server:
        assert asyncio.run(read(server.url)) == 3_000_000


@pytest.mark.parametrize("name", ["result", "choices"])
def test_a_million_wrong_items_cost_no_more_memory_than_one(name: str) -> None:
    body = b'{"ok":true,"%b":[%b1]}' % (name.encode(), b"1," * 1_000_000)
    with FaultServer(faults.answer(200, body)) as server:
        tracemalloc.start()
        try:
            with TelegramClient("1:t", base_url=server.url) as telegram, pytest.raises(ResponseError):
                telegram.get_updates(offset=0, timeout=0)
            with ChatClient("k", base_url=server.url, model="m") as chat, pytest.raises(ResponseError):
                chat.complete(MESSAGES)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 100 * MIB
