"""Calls that are interrupted at any moment cost their connection, and nothing more."""

from __future__ import annotations

import asyncio
import gc
import random
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

import pytest
from tests._core.scripted import MESSAGES
from tests._core.slow_server import SlowServer, slow_server

from schedbot_sdk import AsyncChatClient, AsyncUsersClient, ChatClient, ConfigurationError, RetryPolicy, UsersClient

CONNECTIONS = 10
ONCE = RetryPolicy(max_attempts=1)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true within 5 s")


async def ask(users: AsyncUsersClient, chat: AsyncChatClient, chance: random.Random) -> None:
    if chance.random() < 0.7:
        await users.get_user(42)
        return
    async with chat.stream(MESSAGES) as stream:
        async for _ in stream:
            if chance.random() < 0.1:
                return


async def interrupted(server: SlowServer, calls: int, seed: int) -> None:
    """Many calls at once, each cancelled at a random moment or left alone; then a hundred that must succeed."""
    chance = random.Random(seed)
    complaints: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    async with (
        AsyncUsersClient(server.url, max_connections=CONNECTIONS // 2, retry=ONCE) as users,
        AsyncChatClient("k", base_url=server.url, model="m", max_connections=CONNECTIONS // 2, retry=ONCE) as chat,
    ):
        for _ in range(calls // 50):
            tasks = [asyncio.create_task(ask(users, chat, chance)) for _ in range(50)]
            for task in tasks:
                loop.call_later(chance.random() * 0.03, task.cancel)
            results = await asyncio.gather(*tasks, return_exceptions=True)
            assert [r for r in results if r is not None and not isinstance(r, asyncio.CancelledError)] == []
        await until(lambda: server.open_connections <= CONNECTIONS)
        whole = await asyncio.gather(*(users.get_user(42) for _ in range(100)))
        assert len(whole) == 100
        assert server.open_connections <= CONNECTIONS
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await until(lambda: server.open_connections == 0)
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_300_cancelled_calls_leave_a_client_that_works() -> None:
    with slow_server(pause=0.01) as server:
        asyncio.run(interrupted(server, 300, seed=0))
        print(server.requests)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_3000_cancelled_calls_leave_a_client_that_works(seed: int) -> None:
    with slow_server(pause=0.01, seed=seed) as server:
        asyncio.run(interrupted(server, 3000, seed))


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def interrupted_by_keyboard(server: SlowServer, calls: int, seed: int) -> int:
    """Sync calls, each interrupted at a random moment or left alone; then a hundred that must succeed."""
    chance = random.Random(seed)
    interrupts = 0
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with (
            UsersClient(server.url, max_connections=2, retry=ONCE) as users,
            ChatClient("k", base_url=server.url, model="m", max_connections=2, retry=ONCE) as chat,
        ):
            for _ in range(calls):
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.0001 + chance.random() * 0.01)
                    if chance.random() < 0.7:
                        users.get_user(42)
                    else:
                        with chat.stream(MESSAGES) as stream:
                            list(stream)
                    signal.setitimer(signal.ITIMER_REAL, 0)
                except KeyboardInterrupt:
                    interrupts += 1
            assert [users.get_user(42).first_name for _ in range(100)] == ["Ann"] * 100
            gc.collect()
            deadline = time.monotonic() + 5
            while server.open_connections > 4 and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.open_connections <= 4
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return interrupts


# An interrupt may fall between the making of a socket and the next step; its finalizer closes it then, and says so.
ignores_finalizers = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@ignores_finalizers
def test_a_sync_client_works_after_100_keyboard_interrupts() -> None:
    with slow_server(pause=0.005) as server:
        assert interrupted_by_keyboard(server, 100, seed=0) > 20


@pytest.mark.slow
@ignores_finalizers
@pytest.mark.parametrize("seed", range(3))
def test_a_sync_client_works_after_3000_keyboard_interrupts(seed: int) -> None:
    with slow_server(pause=0.005, seed=seed) as server:
        print(f"\n{interrupted_by_keyboard(server, 3000, seed)} of 3,000 calls were interrupted")


@pytest.mark.parametrize("closes", [True, False])
def test_breaking_out_of_a_stream_frees_its_connection(closes: bool) -> None:
    with (
        slow_server(pause=0) as server,
        ChatClient("k", base_url=server.url, model="m", max_connections=1, retry=ONCE) as chat,
    ):
        for _ in range(20):
            stream = chat.stream(MESSAGES)
            for _ in stream.__enter__():
                break
            if closes:
                stream.__exit__(None, None, None)
            del stream
            assert chat.stream(MESSAGES).__enter__().completion is not None


async def leave(chat: AsyncChatClient, *, closes: bool) -> None:
    stream = chat.stream(MESSAGES)
    async for _ in await stream.__aenter__():
        break
    if closes:
        await stream.__aexit__(None, None, None)


@pytest.mark.parametrize("closes", [True, False])
def test_breaking_out_of_an_async_stream_frees_its_connection(closes: bool) -> None:
    async def many(url: str) -> None:
        async with AsyncChatClient("k", base_url=url, model="m", max_connections=1, retry=ONCE) as chat:
            for _ in range(20):
                await leave(chat, closes=closes)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with slow_server(pause=0) as server:
        asyncio.run(many(server.url))


def test_more_threads_than_connections_share_a_client_without_a_failure() -> None:
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(10):
                users.get_user(42)
        except BaseException as error:
            failures.append(error)

    with slow_server(pause=0.002) as server, UsersClient(server.url, max_connections=5, retry=ONCE) as users:
        threads = [threading.Thread(target=ask) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert failures == []
        assert server.most_connections <= 5
        assert server.requests == 300


def test_closing_a_client_ends_the_calls_of_other_threads() -> None:
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            users.get_user(42)
        except BaseException as error:
            ended.append(error)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        users = UsersClient(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=ask)
        thread.start()
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(65536).startswith(b"GET /users/42")
            users.close()
            thread.join(5)
            assert not thread.is_alive()
    assert [type(error) for error in ended] == [ConfigurationError]
    assert "closed" in str(ended[0])


def test_closing_an_async_client_ends_the_calls_of_other_tasks() -> None:
    async def ask(listener: socket.socket) -> BaseException | None:
        users = AsyncUsersClient(f"http://127.0.0.1:{listener.getsockname()[1]}")
        call = asyncio.create_task(users.get_user(42))
        connection, _ = await asyncio.to_thread(listener.accept)
        with connection:
            assert (await asyncio.to_thread(connection.recv, 65536)).startswith(b"GET /users/42")
            await users.close()
            await asyncio.wait([call], timeout=5)
            return call.exception()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = asyncio.run(ask(listener))
    assert isinstance(ended, ConfigurationError)
    assert "closed" in str(ended)
