"""Closing a client in the midst of its calls: they end soon, say why, and nothing more is sent."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable

import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    CallEvent,
    ChatClient,
    ConfigurationError,
    SchedbotError,
    Timeouts,
    UsersClient,
)
from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.credential import Credential
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.connection import AsyncConnection, Connection
from schedbot_sdk._core.transport.endpoint import Endpoint
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.users.calls import get_user

both = pytest.mark.parametrize("twin", ["sync", "async"])
USER = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}')
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
CLOSED = "the client is closed; make a new one, or stay in its with block"
SOON = 10.0
PATIENT = Timeouts(connect=60.0, read=60.0)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that within 10 s")


def ends(call: Callable[[], object], errors: list[BaseException]) -> Callable[[], None]:
    """The call, whose error is noted."""

    def work() -> None:
        try:
            call()
        except SchedbotError as error:
            errors.append(error)

    return work


def close_users(
    twin: Twin,
    url: str,
    *,
    kept: bool,
    when: Callable[[], bool],
    calls: int = 1,
    connections: int = 5,
    events: list[CallEvent] | None = None,
) -> list[BaseException]:
    """Close a client while so many calls are under way, after one on a connection that is kept; how the calls ended."""
    seen = [] if events is None else events
    errors: list[BaseException] = []
    if twin == "sync":
        users = UsersClient(
            url, timeouts=PATIENT, ssl_context=client_tls(), max_connections=connections, on_event=seen.append
        )
        if kept:
            users.get_user(42)
        threads = [threading.Thread(target=ends(lambda: users.get_user(42), errors), daemon=True) for _ in range(calls)]
        for thread in threads:
            thread.start()
        until(when)
        users.close()
        for thread in threads:
            thread.join(SOON)
        assert not any(thread.is_alive() for thread in threads)
        return errors

    async def ask() -> list[BaseException]:
        users = AsyncUsersClient(
            url, timeouts=PATIENT, ssl_context=client_tls(), max_connections=connections, on_event=seen.append
        )
        if kept:
            await users.get_user(42)
        tasks = [asyncio.create_task(users.get_user(42)) for _ in range(calls)]
        await asyncio.to_thread(until, when)
        await users.close()
        ended = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), SOON)
        return [error for error in ended if isinstance(error, BaseException)]

    return asyncio.run(ask())


@both
@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_call_whose_client_is_closed_ends_soon_and_is_not_sent_again(twin: Twin, kept: bool, tls: bool) -> None:
    acts = [USER, faults.stall()] if kept else [faults.stall()]
    events: list[CallEvent] = []
    with FaultServer(*acts, tls=server_tls() if tls else None) as server:
        errors = close_users(twin, server.url, kept=kept, when=lambda: server.requests == len(acts), events=events)
        assert server.requests == len(acts)
        assert server.connections == 1
    assert [type(error) for error in errors] == [ConfigurationError]
    assert str(errors[0]) == f"users.getUser: {CLOSED} (the request was sent)"
    assert [event.kind for event in events][-2:] == ["attempt", "failure"]
    assert events[-1].cause == "the client is closed"


@both
def test_a_call_during_a_handshake_ends_too(twin: Twin) -> None:
    with FaultServer(faults.slow_handshake()) as server:
        errors = close_users(twin, server.url, kept=False, when=lambda: server.connections == 1)
    assert [(type(error), str(error)) for error in errors] == [(ConfigurationError, f"users.getUser: {CLOSED}")]


@both
def test_calls_that_wait_for_a_connection_are_not_sent_when_the_client_is_closed(twin: Twin) -> None:
    with FaultServer(USER, faults.stall()) as server:
        errors = close_users(twin, server.url, kept=True, when=lambda: server.requests == 2, calls=4, connections=1)
        assert server.requests == 2
    assert [type(error) for error in errors] == [ConfigurationError] * 4
    assert sum("(the request was sent)" in str(error) for error in errors) == 1


@both
def test_a_stream_whose_client_is_closed_ends_with_that(twin: Twin) -> None:
    errors: list[BaseException] = []
    with FaultServer(faults.event_stream(PART, then="stall")) as server:
        if twin == "sync":
            chat = ChatClient("k", base_url=server.url, model="m")
            began = threading.Event()

            def read() -> None:
                with chat.stream(MESSAGES) as stream:
                    for _ in stream.text():
                        began.set()

            thread = threading.Thread(target=ends(read, errors), daemon=True)
            thread.start()
            assert began.wait(SOON)
            chat.close()
            thread.join(SOON)
            assert not thread.is_alive()
        else:

            async def ask() -> None:
                chat = AsyncChatClient("k", base_url=server.url, model="m")
                async with chat.stream(MESSAGES) as stream, asyncio.TaskGroup() as group:
                    async for _ in stream.text():
                        group.create_task(chat.close())

            with pytest.raises(ExceptionGroup) as caught:
                asyncio.run(ask())
            errors.extend(caught.value.exceptions)
        assert server.requests == 1
    assert [type(error) for error in errors] == [ConfigurationError]
    assert CLOSED in str(errors[0])


@both
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_connection_that_is_aborted_while_it_is_opened_sends_no_request(twin: Twin, tls: bool) -> None:
    limits = Limits(connect=SOON, read=60.0, write=60.0, ends_at=math.inf)

    async def send(route: Route, request: PreparedRequest) -> object:
        connection = AsyncConnection(route, AddressBook(), time.monotonic)
        connection.abort()
        return await asyncio.wait_for(connection.send(request, limits), SOON)

    with FaultServer(faults.stall(), tls=server_tls() if tls else None) as server:
        route = Route.to(server.url, proxy=None, ssl_context=client_tls())
        request = Endpoint(server.url, Credential("none", "")).prepare(get_user(42), "")
        if twin == "async":
            result = asyncio.run(send(route, request))
        else:
            connection = Connection(route, AddressBook(), time.monotonic)
            connection.abort()
            result = connection.send(request, limits)
        until(lambda: server.open_connections == 0)
        assert server.requests == 0
    assert isinstance(result, TransportFailure)
    assert (result.by_close, result.request_sent) == (True, False)
