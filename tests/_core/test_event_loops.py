"""An async client in several event loops: each has connections of its own, and `close` ends all of them."""

from __future__ import annotations

import asyncio
import gc
import threading
import time

import pytest
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import AsyncUsersClient, ConfigurationError, RetryPolicy
from schedbot_sdk.testing import FaultServer, faults

USER = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"UTC"}')
ONCE = RetryPolicy(max_attempts=1)


def until_closed(server: FaultServer) -> None:
    for _ in range(500):
        if not server.open_connections:
            return
        time.sleep(0.01)
    raise AssertionError(f"{server.open_connections} connections are open")


async def several(users: AsyncUsersClient, count: int) -> None:
    await asyncio.gather(*(users.get_user(42) for _ in range(count)))


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_the_connections_of_a_loop_end_with_it_and_the_client_works_in_the_next_one(tls: bool) -> None:
    with FaultServer(USER, tls=server_tls() if tls else None) as server:
        users = AsyncUsersClient(server.url, retry=ONCE, ssl_context=client_tls() if tls else None)
        for _ in range(3):
            asyncio.run(several(users, 4))
            until_closed(server)
        asyncio.run(users.close())
        with pytest.raises(ConfigurationError, match="closed"):
            asyncio.run(several(users, 1))
        gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_close_ends_all_connections_of_a_loop_that_was_closed_without_a_word() -> None:
    with FaultServer(USER) as server:
        users = AsyncUsersClient(server.url, retry=ONCE)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(several(users, 4))
        loop.close()
        assert server.open_connections == 4
        asyncio.run(users.close())
        until_closed(server)
        del loop, users
        gc.collect()


def test_clients_that_are_closed_or_forgotten_leave_nothing_in_their_event_loop() -> None:
    async def main(url: str) -> None:
        before = len(asyncio.all_tasks())
        for _ in range(20):
            async with AsyncUsersClient(url, retry=ONCE) as users:
                await users.get_user(42)
            forgotten = AsyncUsersClient(url, retry=ONCE)
            await forgotten.get_user(42)
            del forgotten
        gc.collect()
        for _ in range(10):
            await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks()) == before
        await asyncio.to_thread(until_closed, server)

    with FaultServer(USER) as server:
        asyncio.run(main(server.url))


def test_loops_that_run_at_the_same_time_share_no_connection_and_one_close_ends_all() -> None:
    with FaultServer(USER) as server:
        users = AsyncUsersClient(server.url, retry=ONCE)
        first_called, closed = threading.Event(), threading.Event()

        async def other() -> None:
            for _ in range(20):
                await several(users, 2)
            first_called.set()
            await asyncio.to_thread(closed.wait, 20)
            await asyncio.sleep(0.1)

        thread = threading.Thread(target=asyncio.run, args=(other(),))
        thread.start()

        async def main() -> None:
            for _ in range(20):
                await several(users, 2)
            assert await asyncio.to_thread(first_called.wait, 20)
            await users.close()

        asyncio.run(main())
        until_closed(server)
        closed.set()
        thread.join()
        assert server.connections == 4
