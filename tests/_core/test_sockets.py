"""What real sockets do: refuse, reset, cut off. Sync and async."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

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
from schedbot_sdk.users import User

QUICK = RetryPolicy(max_attempts=3, initial_wait=0.001)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
WHOLE = HEAD + b"content-length: %d\r\n\r\n" % len(USER) + USER
CUT = HEAD + b"content-length: %d\r\n\r\n" % len(USER) + USER[:20]
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
BROKEN_STREAM = HEAD + b"transfer-encoding: chunked\r\n\r\n%x\r\n" % len(PART) + PART + b"\r\nff\r\n"


class Scripted:
    """Serves one connection after the other: reads a request, sends the next answer, closes (with RST for None)."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        for answer in self._answers:
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                with connection:
                    connection.settimeout(5)
                    if not connection.recv(65536):
                        continue
                    self.requests += 1
                    if answer is None:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    else:
                        connection.sendall(answer)

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def serve() -> Iterator[Callable[[list[bytes | None]], Scripted]]:
    servers: list[Scripted] = []

    def start(answers: list[bytes | None]) -> Scripted:
        servers.append(Scripted(answers))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


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


Serve = Callable[[list[bytes | None]], Scripted]
both = pytest.mark.parametrize("twin", ["sync", "async"])


@both
def test_a_refused_connection_was_not_sent_and_says_so(twin: Twin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        get_user(twin, f"http://127.0.0.1:{port}")
    assert (caught.value.phase, caught.value.request_sent) == ("connect", False)
    assert len(caught.value.attempts) == 3
    assert "not sent" in str(caught.value)


@both
def test_a_get_survives_a_reset_and_a_cut_body(twin: Twin, serve: Serve) -> None:
    server = serve([None, CUT, WHOLE])
    assert get_user(twin, server.url).first_name == "Ann"
    assert server.requests == 3


@both
def test_a_body_that_is_always_cut_is_a_transport_error_of_reading(twin: Twin, serve: Serve) -> None:
    server = serve([CUT, CUT, CUT])
    with pytest.raises(TransportError) as caught:
        get_user(twin, server.url)
    assert (caught.value.phase, caught.value.request_sent) == ("read", True)
    assert type(caught.value) is TransportError


@both
def test_a_completion_whose_answer_was_lost_is_sent_once(twin: Twin, serve: Serve) -> None:
    server = serve([b"", WHOLE])
    with pytest.raises(TransportError) as caught:
        complete(twin, server.url)
    assert caught.value.request_sent
    assert server.requests == 1


@both
def test_a_server_that_speaks_no_http_is_a_transport_error(twin: Twin, serve: Serve) -> None:
    server = serve([b"SSH-2.0-OpenSSH_9.2\r\n"] * 3)
    with pytest.raises(TransportError, match="no HTTP"):
        get_user(twin, server.url)


@both
def test_a_server_that_says_nothing_is_a_timeout(twin: Twin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(RequestTimeoutError) as caught:
        get_user(twin, f"http://127.0.0.1:{listener.getsockname()[1]}", timeouts=0.05)
    assert isinstance(caught.value, TimeoutError)
    assert [attempt.cause for attempt in caught.value.attempts] == ["read: timed out"] * 3


@both
def test_a_stream_that_breaks_off_keeps_what_came_and_is_truncated(twin: Twin, serve: Serve) -> None:
    server = serve([BROKEN_STREAM])
    got: list[str] = []
    with pytest.raises(TruncatedStreamError):
        stream(twin, server.url, got)
    assert got == ["do"]
    assert server.requests == 1
