"""Bytes after a whole answer end the connection (RFC 9112, 6.3): the next call would take them for its own answer."""

from __future__ import annotations

import asyncio
import time

import pytest
from tests._core.proxy import proxy
from tests._core.scripted import Twin
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import AsyncUsersClient, RetryPolicy, SchedbotError, UsersClient
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults import Fault
from schedbot_sdk.testing.faults.steps import Send, Wait

both = pytest.mark.parametrize("twin", ["sync", "async"])
ONCE = RetryPolicy(max_attempts=1)


def body(name: str) -> bytes:
    return b'{"telegram_id":42,"first_name":"%b","timezone":"UTC"}' % name.encode()


def user(name: str, *, chunked: bool = False) -> Fault:
    return faults.answer(200, body(name), chunked=chunked)


def joined(*parts: Fault, pause: float = 0.0) -> Fault:
    """Several answers to one request."""
    steps = list(parts[0].steps)
    for part in parts[1:]:
        steps += [Wait(pause)] if pause else []
        steps += part.steps
    return Fault(tuple(steps))


def get_names(twin: Twin, url: str, count: int, *, through: str | None = None, pause: float = 0.0) -> list[str]:
    ssl_context = client_tls() if "https" in f"{url} {through}" else None
    names: list[str] = []
    if twin == "sync":
        with UsersClient(url, retry=ONCE, ssl_context=ssl_context, proxy=through) as users:
            for _ in range(count):
                try:
                    names.append(users.get_user(42).first_name)
                except SchedbotError as error:
                    names.append(type(error).__name__)
                asyncio.run(asyncio.sleep(pause))
        return names

    async def ask() -> None:
        async with AsyncUsersClient(url, retry=ONCE, ssl_context=ssl_context, proxy=through) as users:
            for _ in range(count):
                try:
                    names.append((await users.get_user(42)).first_name)
                except SchedbotError as error:
                    names.append(type(error).__name__)
                await asyncio.sleep(pause)

    asyncio.run(ask())
    return names


SURPLUS = {
    "a second answer at once": joined(user("Ann"), user("Eve")),
    "a second answer in chunks": joined(user("Ann", chunked=True), user("Eve", chunked=True)),
    "a second answer a little later": joined(user("Ann"), user("Eve"), pause=0.05),
    "a body that is longer than it says": Fault((*user("Ann").steps, Send(b" trailing garbage"))),
    "a line too many": Fault((*user("Ann").steps, Send(b"\r\n\r\n"))),
}


@both
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_surplus_bytes_are_never_taken_for_the_next_response(twin: Twin, tls: bool) -> None:
    wrong: dict[str, object] = {}
    for name, surplus in SURPLUS.items():
        with FaultServer(surplus, user("Bob"), tls=server_tls() if tls else None) as server:
            got = get_names(twin, server.url, 2, pause=0.1)
            if got != ["Ann", "Bob"] or server.connections != 2:
                wrong[name] = got, server.connections
    assert not wrong


@both
def test_a_status_without_a_body_that_came_with_one_ends_the_connection(twin: Twin) -> None:
    for status in (204, 304):
        surplus = Fault((*faults.answer(status).steps, Send(body("Eve"))))
        with FaultServer(surplus, user("Bob")) as server:
            assert get_names(twin, server.url, 2, pause=0.05)[1] == "Bob"
            assert server.connections == 2


@both
@pytest.mark.parametrize("outer", ["http", "https"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_surplus_is_seen_behind_a_proxy_too(twin: Twin, scheme: str, outer: str) -> None:
    tls = server_tls() if scheme == "https" else None
    wrong: dict[str, object] = {}
    for name, surplus in SURPLUS.items():
        with (
            proxy(tls=server_tls() if outer == "https" else None) as middle,
            FaultServer(surplus, user("Bob"), tls=tls) as server,
        ):
            got = get_names(twin, server.url, 2, through=f"{outer}://{middle.address}", pause=0.1)
            if got != ["Ann", "Bob"]:
                wrong[name] = got
    assert not wrong


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_surplus_is_seen_although_the_event_loop_was_held_up_when_it_came(tls: bool) -> None:
    async def ask(url: str) -> list[str]:
        async with AsyncUsersClient(url, retry=ONCE, ssl_context=client_tls() if tls else None) as users:
            first = await users.get_user(42)
            time.sleep(0.3)  # noqa: ASYNC251  # as a handler that computes does
            return [first.first_name, (await users.get_user(42)).first_name]

    surplus = joined(user("Ann"), user("Eve"), pause=0.1)
    with FaultServer(surplus, user("Bob"), tls=server_tls() if tls else None) as server:
        assert asyncio.run(ask(server.url)) == ["Ann", "Bob"]


@both
def test_an_answer_without_surplus_keeps_its_connection_and_an_error_of_the_server_does_not(twin: Twin) -> None:
    for tls in (None, server_tls()):
        with FaultServer(user("Ann"), tls=tls) as server:
            assert get_names(twin, server.url, 5) == ["Ann"] * 5
            assert server.connections == 1
    kept = [(status, 1) for status in (400, 403, 404, 409, 429)]
    ended = [(status, 2) for status in (204, 304, 408, 413, 421, 500, 503)]
    for status, connections in kept + ended:
        with FaultServer(faults.answer(status), user("Bob")) as server:
            assert get_names(twin, server.url, 2)[1] == "Bob"
            assert (status, server.connections) == (status, connections)
