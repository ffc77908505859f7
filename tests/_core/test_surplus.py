"""Bytes after a whole answer end the connection (RFC 9112, 6.3): the next call would take them for its own answer."""

from __future__ import annotations

import asyncio

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
    ssl_context = client_tls() if url.startswith("https") else None
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
def test_what_came_too_much_is_never_taken_for_the_next_answer(twin: Twin, tls: bool) -> None:
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
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_surplus_is_seen_behind_a_proxy_too(twin: Twin, scheme: str) -> None:
    tls = server_tls() if scheme == "https" else None
    with proxy() as middle, FaultServer(joined(user("Ann"), user("Eve")), user("Bob"), tls=tls) as server:
        through = f"http://{middle.address}"
        assert get_names(twin, server.url, 2, through=through, pause=0.05) == ["Ann", "Bob"]


@both
def test_an_answer_without_surplus_keeps_its_connection_and_an_error_of_the_server_does_not(twin: Twin) -> None:
    with FaultServer(user("Ann")) as server:
        assert get_names(twin, server.url, 5) == ["Ann"] * 5
        assert server.connections == 1
    for status, connections in ((404, 1), (429, 1), (408, 2), (500, 2), (503, 2)):
        with FaultServer(faults.answer(status), user("Bob")) as server:
            assert get_names(twin, server.url, 2)[1] == "Bob"
            assert (status, server.connections) == (status, connections)
