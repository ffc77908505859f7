"""A call is over when its deadline is, whatever the server does: measured, median of three."""

from __future__ import annotations

import asyncio
import socket
import statistics
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

import httpx
import pytest
from tests._core.proxy import proxy
from tests._core.scripted import MESSAGES, Twin
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    ChatClient,
    DeadlineExceededError,
    RateLimitError,
    SchedbotError,
    ServerError,
    TransportError,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults

DEADLINE = 0.7
SLACK = 0.1
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
BIG = [{"role": "user", "content": "plan " * 4_000_000}]
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
STALLING = faults.event_stream(PART, then="stall")
DRIPPING = faults.event_stream(*[PART] * 500, every=0.02)


Act = Callable[[Twin, str, float], object]


def get_user(twin: Twin, url: str, deadline: float) -> object:
    if twin == "sync":
        with UsersClient(url, ssl_context=client_tls()) as users:
            return users.get_user(42, deadline=deadline)

    async def ask() -> object:
        async with AsyncUsersClient(url, ssl_context=client_tls()) as users:
            return await users.get_user(42, deadline=deadline)

    return asyncio.run(ask())


def stream(twin: Twin, url: str, deadline: float) -> object:
    if twin == "sync":
        with ChatClient("k", base_url=url, model="m") as chat, chat.stream(MESSAGES, deadline=deadline) as parts:
            return list(parts)

    async def ask() -> object:
        async with (
            AsyncChatClient("k", base_url=url, model="m") as chat,
            chat.stream(MESSAGES, deadline=deadline) as parts,
        ):
            return [part async for part in parts]

    return asyncio.run(ask())


def get_user_through_a_slow_proxy(twin: Twin, url: str, deadline: float) -> object:
    """Ask a service with TLS through a proxy with TLS that sends the service's bytes one by one."""
    tls = client_tls()
    with proxy(tls=server_tls(), drip=0.01) as middle:
        through = f"https://{middle.address}"
        if twin == "sync":
            with UsersClient(url, ssl_context=tls, proxy=through) as users:
                return users.get_user(42, deadline=deadline)

        async def ask() -> object:
            async with AsyncUsersClient(url, ssl_context=tls, proxy=through) as users:
                return await users.get_user(42, deadline=deadline)

        return asyncio.run(ask())


def send_much(twin: Twin, url: str, deadline: float) -> object:
    if twin == "sync":
        with ChatClient("k", base_url=url, model="m") as chat:
            return chat.complete(BIG, deadline=deadline)

    async def ask() -> object:
        async with AsyncChatClient("k", base_url=url, model="m") as chat:
            return await chat.complete(BIG, deadline=deadline)

    return asyncio.run(ask())


def get_user_through(twin: Twin, url: str, deadline: float) -> object:
    if twin == "sync":
        with httpx.Client() as http:
            return UsersClient(url, http_client=http).get_user(42, deadline=deadline)

    async def ask() -> object:
        async with httpx.AsyncClient() as http:
            return await AsyncUsersClient(url, http_client=http).get_user(42, deadline=deadline)

    return asyncio.run(ask())


def wait_for_a_connection(twin: Twin, url: str, deadline: float) -> object:
    if twin == "sync":
        with ChatClient("k", base_url=url, model="m", max_connections=1) as chat, chat.stream(MESSAGES):
            return chat.complete(MESSAGES, deadline=deadline)

    async def ask() -> object:
        async with AsyncChatClient("k", base_url=url, model="m", max_connections=1) as chat, chat.stream(MESSAGES):
            return await chat.complete(MESSAGES, deadline=deadline)

    return asyncio.run(ask())


@contextmanager
def served(*acts: faults.Fault, tls: bool = False) -> Generator[str]:
    with FaultServer(*acts, tls=server_tls() if tls else None) as server:
        yield server.url


@contextmanager
def silent_tls() -> Generator[str]:
    with FaultServer(faults.slow_handshake()) as server:
        yield server.url.replace("http:", "https:")


@contextmanager
def sipping() -> Generator[str]:
    """A server that reads a request in sips, too slowly to get to its end in time."""
    stop = threading.Event()

    def sip() -> None:
        with suppress(OSError):
            while not stop.is_set():
                accepted, _ = listener.accept()
                with accepted:
                    while not stop.wait(0.02) and accepted.recv(131072):
                        pass

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131072)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=sip)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@dataclass(frozen=True)
class Case:
    """Where a call goes, what it is, and the errors that it may end with."""

    name: str
    where: Callable[[], AbstractContextManager[str]]
    errors: tuple[type[SchedbotError], ...]
    act: Act = get_user


CASES = [
    Case("refused", faults.closed_port, (TransportError,)),
    Case("black hole", faults.black_hole, (DeadlineExceededError,)),
    Case("slow handshake", silent_tls, (DeadlineExceededError,)),
    Case("silence", lambda: served(faults.stall()), (DeadlineExceededError,)),
    Case("head dripped", lambda: served(faults.drip_head()), (DeadlineExceededError,)),
    Case("head dripped through TLS", lambda: served(faults.drip_head(), tls=True), (DeadlineExceededError,)),
    Case(
        "TLS inside TLS dripped",
        lambda: served(faults.stall(), tls=True),
        (DeadlineExceededError,),
        get_user_through_a_slow_proxy,
    ),
    Case("body dripped", lambda: served(faults.drip_body(USER)), (DeadlineExceededError,)),
    Case("body stalls", lambda: served(faults.stall_in_body(USER)), (DeadlineExceededError,)),
    Case("429 with a huge Retry-After", lambda: served(faults.rate_limited(86400)), (RateLimitError,)),
    Case("endless 500s", lambda: served(faults.unavailable(500)), (ServerError,)),
    Case(
        "a stream that stalls",
        lambda: served(faults.event_stream(PART, then="stall")),
        (DeadlineExceededError,),
        stream,
    ),
    Case(
        "a stream that drips",
        lambda: served(faults.event_stream(*[PART] * 500, every=0.02)),
        (DeadlineExceededError,),
        stream,
    ),
    Case("a request that nobody reads", lambda: served(faults.unread()), (DeadlineExceededError,), send_much),
    Case("every connection in use", lambda: served(STALLING), (DeadlineExceededError,), wait_for_a_connection),
    Case("a request read in sips", sipping, (DeadlineExceededError,), send_much),
]
SUPPLIED = [
    Case("silence", lambda: served(faults.stall()), (DeadlineExceededError,), get_user_through),
    Case("body dripped", lambda: served(faults.drip_body(USER)), (DeadlineExceededError,), get_user_through),
    Case("429 and a huge Retry-After", lambda: served(faults.rate_limited(86400)), (RateLimitError,), get_user_through),
    Case("endless 500s", lambda: served(faults.unavailable(500)), (ServerError,), get_user_through),
]  # fmt: skip


def overrun(case: Case, twin: Twin) -> float:
    """Seconds past the deadline, at the median of three calls."""
    took: list[float] = []
    for _ in range(3):
        with case.where() as url:
            began = time.monotonic()
            with pytest.raises(case.errors):
                case.act(twin, url, DEADLINE)
            took.append(time.monotonic() - began)
    return statistics.median(took) - DEADLINE


@pytest.mark.slow
@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_call_is_over_when_its_deadline_is(case: Case, twin: Twin) -> None:
    late = overrun(case, twin)
    print(f"\n{case.name}, {twin}: {late * 1000:+.0f} ms past the deadline of {DEADLINE * 1000:.0f} ms")
    assert late <= SLACK


@pytest.mark.slow
@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("case", SUPPLIED, ids=lambda case: case.name)
def test_a_call_through_a_supplied_client_is_over_when_its_deadline_is(case: Case, twin: Twin) -> None:
    late = overrun(case, twin)
    print(f"\n{case.name}, {twin}, supplied: {late * 1000:+.0f} ms past the deadline of {DEADLINE * 1000:.0f} ms")
    assert late <= SLACK


@pytest.mark.slow
def test_an_async_call_through_a_supplied_client_is_over_in_a_dripping_head_too() -> None:
    case = Case("head dripped", lambda: served(faults.drip_head()), (DeadlineExceededError,), get_user_through)
    assert overrun(case, "async") <= SLACK
