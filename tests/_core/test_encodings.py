"""`Content-Encoding` on real sockets: what is readable is read, and a status counts whatever its body is."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from tests._core.scripted import MESSAGES, Twin

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    AuthenticationError,
    ChatClient,
    RateLimitError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    StatusError,
    TransportError,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.steps import Close, Head, Send
from schedbot_sdk.users import User

both = pytest.mark.parametrize("twin", ["sync", "async"])
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
ONCE = RetryPolicy(max_attempts=1)
AT_ONCE = RetryPolicy(initial_wait=0)


def get_users(twin: Twin, *acts: faults.Fault, retry: RetryPolicy = ONCE) -> list[User | SchedbotError]:
    """What a client gets from a server that does one thing a call."""
    found: list[User | SchedbotError] = []

    async def ask(url: str) -> None:
        async with AsyncUsersClient(url, retry=retry) as users:
            for _ in acts:
                try:
                    found.append(await users.get_user(42))
                except SchedbotError as error:
                    found.append(error)

    with FaultServer(*acts) as server:
        if twin == "async":
            asyncio.run(ask(server.url))
            return found
        with UsersClient(server.url, retry=retry) as users:
            for _ in acts:
                try:
                    found.append(users.get_user(42))
                except SchedbotError as error:
                    found.append(error)
    return found


def coded(coding: str, body: bytes, status: int = 200) -> faults.Fault:
    return faults.answer(status, body, headers={"content-encoding": coding})


@both
def test_an_answer_is_read_whatever_coding_a_server_claims_or_uses(twin: Twin) -> None:
    halves = gzip.compress(USER[:20]) + gzip.compress(USER[20:])
    acts = [
        coded("utf-8", USER),
        coded("none", USER),
        coded("br", USER),  # a proxy unpacked it, and left the header
        coded("identity", USER),
        coded("x-gzip", halves),
        coded("gzip", halves + b"\0" * 512),
        coded("gzip", halves + b"garbage"),
        coded("deflate", zlib.compress(USER)),
        coded("deflate", zlib.compress(USER)[2:-4]),
        coded("deflate, gzip", gzip.compress(zlib.compress(USER))),
    ]
    for found in get_users(twin, *acts):
        assert isinstance(found, User), found
        assert found.first_name == "Ann"


@both
def test_an_answer_that_is_not_what_its_coding_says_is_a_transport_error(twin: Twin) -> None:
    for found in get_users(
        twin, coded("gzip", USER), coded("deflate", b"\xff\xff\xff"), coded("gzip", b"\x1f\x8b\x08")
    ):
        assert isinstance(found, SchedbotError)
    (broken,) = get_users(twin, coded("gzip", USER))
    assert isinstance(broken, TransportError)
    assert "the body could not be decompressed" in str(broken)


@both
def test_a_status_counts_although_the_body_of_its_error_cannot_be_read(twin: Twin) -> None:
    short = (("content-type", "application/json"), ("content-length", "500"))
    acts = {
        401: coded("utf-8", b'{"detail":"bad key"}', 401),
        502: coded("br", b"\x0b\x02\x80ab\x03", 502),
        429: coded("deflate", b"xx", 429),
        503: coded("gzip", b"no gzip at all", 503),
        500: coded("gzip", gzip.compress(b'{"detail":"' + bytes(range(256)) * 9)[:-9] + b"123456789", 500),
        504: faults.Fault((Head(504, short), Send(b'{"detail":"cut'), Close())),
    }
    for status, act in acts.items():
        (found,) = get_users(twin, act)
        assert isinstance(found, StatusError), status
        assert found.status_code == status
    kinds = [type(get_users(twin, acts[status])[0]) for status in (401, 429, 502)]
    assert kinds[:2] == [AuthenticationError, RateLimitError]
    assert issubclass(kinds[2], ServerError)


@both
def test_an_error_whose_body_cannot_be_read_is_repeated_by_its_status(twin: Twin) -> None:
    for first in (coded("gzip", b"no gzip", 503), coded("br", b"\x0b", 502), coded("deflate", b"xx", 429)):
        events = get_users(twin, first, faults.answer(200, USER), retry=AT_ONCE)
        assert isinstance(events[0], User)


@both
def test_the_error_of_a_stream_counts_by_its_status_as_well(twin: Twin) -> None:
    async def ask_async(url: str) -> None:
        async with AsyncChatClient("k", base_url=url, model="m", retry=ONCE) as chat, chat.stream(MESSAGES):
            pass

    def ask(url: str) -> None:
        if twin == "async":
            asyncio.run(ask_async(url))
            return
        with ChatClient("k", base_url=url, model="m", retry=ONCE) as chat, chat.stream(MESSAGES):
            pass

    with FaultServer(coded("gzip", b"no gzip", 401)) as server, pytest.raises(AuthenticationError):
        ask(server.url)
