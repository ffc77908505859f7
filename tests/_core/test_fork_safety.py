"""A client on both sides of a fork: each process has connections of its own, and no lock of the other's."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests._core.scripted import MESSAGES
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import AsyncUsersClient, ChatClient, RetryPolicy, TransportError, UsersClient
from schedbot_sdk._core.close_signal import CloseSignal
from schedbot_sdk._core.fork_safety import _resets  # pyright: ignore[reportPrivateUsage]
from schedbot_sdk._core.retry_quota import RetryQuota
from schedbot_sdk.telegram import FileStore, MemoryStore, Rate, SendLimiter
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
        pool = users._executor._transport  # pyright: ignore[reportPrivateUsage]
        with vars(pool)["_lock"]:
            assert in_child(lambda: users.get_user(42).first_name) == "Ann"
        busy.join()
    assert names == ["Ann"]


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_child_keeps_no_socket_of_its_parent_open(twin: str) -> None:
    server = FaultServer(USER)
    with server:
        context = multiprocessing.get_context("fork")
        ends = context.Event()
        child = context.Process(target=ends.wait, args=(20,))
        if twin == "sync":
            with UsersClient(server.url, retry=ONCE) as users:
                users.get_user(42)
                child.start()
        else:

            async def main() -> None:
                async with AsyncUsersClient(server.url, retry=ONCE) as users:
                    await users.get_user(42)
                    child.start()

            asyncio.run(main())
        for _ in range(200):
            if not server.open_connections:
                break
            time.sleep(0.01)
        still_open = server.open_connections
        ends.set()
        child.join(20)
    assert not still_open


def test_a_stream_that_was_open_at_a_fork_goes_on_in_the_parent_and_fails_in_the_child() -> None:
    part = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
    last = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    with (
        FaultServer(faults.event_stream(part, part, last, every=0.2)) as server,
        ChatClient("k", base_url=server.url, model="m", retry=ONCE) as chat,
        chat.stream(MESSAGES) as stream,
    ):
        texts = stream.text()
        first = next(texts)

        def reads_on() -> str:
            try:
                return "".join(texts)
            except TransportError as error:
                return str(error)

        assert "fork" in in_child(reads_on)
        assert first + "".join(texts) == "dodo"


def test_a_child_takes_every_lock_that_a_thread_of_its_parent_holds(tmp_path: Path) -> None:
    quota, limiter, memory = RetryQuota(500, 0.0), SendLimiter(chat=Rate(1, 30.0)), MemoryStore()
    file = FileStore(tmp_path / "progress.json")
    assert limiter.wait("42", 1.0) is None
    close_signal = CloseSignal()
    waiting = threading.Thread(target=lambda: limiter.wait("42", 60.0, None, 0.0, close_signal))
    waiting.start()
    while not vars(limiter)["_scheduler"].waiting:
        time.sleep(0.01)
    work: list[Callable[[], object]] = [
        lambda: quota.take(1.0, 0.0),
        lambda: limiter.wait("42", 1.0),
        lambda: memory.dead_letters(),
        lambda: file.save(file.load()),
    ]
    held = [vars(limiter)["_lock"], vars(memory)["_lock"], vars(file)["_lock"], quota._lock]  # pyright: ignore[reportPrivateUsage]
    for lock in held:
        lock.acquire()
    try:
        results = [in_child(one) for one in work]
    finally:
        for lock in held:
            lock.release()
        close_signal.set()
        waiting.join(20)
    assert results == ["True", "None", "[]", "None"]


def test_an_object_that_is_reset_in_children_is_not_kept_alive() -> None:
    async def made() -> None:
        async with AsyncUsersClient("http://127.0.0.1:9"):
            pass

    gc.collect()
    before = len(_resets)
    for _ in range(50):
        UsersClient("http://127.0.0.1:9").close()
        asyncio.run(made())
        SendLimiter()
    gc.collect()
    assert len(_resets) <= before
