"""A client on both sides of a fork: each process has connections of its own, and no lock of the other's."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import AsyncUsersClient, RetryPolicy, UsersClient
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults import Fault
from schedbot_sdk.testing.faults.steps import Wait

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
USER = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"UTC"}')
SLOW = Fault((Wait(0.5), *USER.steps))
ONCE = RetryPolicy(max_attempts=1)


def in_child(work: Callable[[], object]) -> str:
    """What the work gives in a forked process, or the error that it raises, as a text."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_report, args=(work, there))
    child.start()
    there.close()
    assert here.poll(20), "the child did not end"
    result = str(here.recv())
    child.join(20)
    return result


def _report(work: Callable[[], object], there: Connection) -> None:
    try:
        there.send(str(work()))
    except BaseException as error:
        there.send(repr(error))
    there.close()


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_child_opens_its_own_connection_and_its_parent_goes_on_with_the_old_one(tls: bool) -> None:
    with (
        FaultServer(USER, tls=server_tls() if tls else None) as server,
        UsersClient(server.url, retry=ONCE, ssl_context=client_tls() if tls else None) as users,
    ):

        def calls_and_closes() -> str:
            name = users.get_user(42).first_name
            users.close()
            return name

        users.get_user(42)
        assert in_child(calls_and_closes) == "Ann"
        assert server.connections == 2
        users.get_user(42)
        assert server.connections == 2


def test_an_async_client_works_in_a_child_and_goes_on_in_its_parent() -> None:
    async def main(url: str) -> None:
        async with AsyncUsersClient(url, retry=ONCE) as users:
            await users.get_user(42)

            async def in_the_child() -> str:
                name = (await users.get_user(42)).first_name
                await users.close()
                return name

            def run() -> object:
                found: list[str] = []
                thread = threading.Thread(target=lambda: found.append(asyncio.run(in_the_child())))
                thread.start()
                thread.join()
                return found

            assert in_child(run) == "['Ann']"
            await users.get_user(42)

    with FaultServer(USER) as server:
        asyncio.run(main(server.url))
        assert server.connections == 2


def test_a_child_waits_for_no_connection_and_no_lock_that_a_thread_of_its_parent_holds() -> None:
    with FaultServer(SLOW) as server, UsersClient(server.url, retry=ONCE, max_connections=1) as users:
        names: list[str] = []
        busy = threading.Thread(target=lambda: names.append(users.get_user(42).first_name))
        busy.start()
        while not server.requests:
            pass
        carrier = users._http._carrier  # pyright: ignore[reportPrivateUsage]
        with vars(carrier)["_lock"]:
            assert in_child(lambda: users.get_user(42).first_name) == "Ann"
        busy.join()
    assert names == ["Ann"]
