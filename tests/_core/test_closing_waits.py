"""Closing a client while calls of it wait: for a retry, or for their turn at a limiter."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import httpx
import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.test_closing import CLOSED, SOON, ends, until

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    CallEvent,
    ChatClient,
    ConfigurationError,
    RetryPolicy,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.telegram import Rate, SendLimiter
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
AT_MOST = 0.3
TOKEN = "123456789:AAE-a_token_of_no_bot_at_all_000000"
SENT = faults.answer(
    200, b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":7,"type":"private","first_name":"Ann"}}}'
)
LATER = faults.unavailable(retry_after=SOON)


def ended(
    close: Callable[[], object], calls: list[Callable[[], object]], when: Callable[[], bool]
) -> tuple[list[BaseException], float]:
    """The errors of calls in threads of their own, whose client is closed; and the seconds that they took to end."""
    errors: list[BaseException] = []
    threads = [threading.Thread(target=ends(call, errors), daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    until(when)
    began = time.monotonic()
    close()
    for thread in threads:
        thread.join(SOON)
    return errors, time.monotonic() - began


async def ended_tasks(
    client: AsyncUsersClient | AsyncTelegramClient | AsyncChatClient,
    tasks: list[asyncio.Task[object]],
    when: Callable[[], bool],
) -> tuple[list[BaseException], float]:
    """The same of tasks; afterwards none is left."""
    await asyncio.to_thread(until, when)
    began = time.monotonic()
    await client.close()
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), SOON)
    seconds = time.monotonic() - began
    assert asyncio.all_tasks() == {asyncio.current_task()}
    return [error for error in results if isinstance(error, BaseException)], seconds


@both
def test_a_call_that_waits_for_its_retry_ends_when_its_client_is_closed(twin: Twin) -> None:
    events: list[CallEvent] = []

    def all_wait() -> bool:
        return [event.kind for event in events].count("wait") == 3

    async def ask(url: str) -> tuple[list[BaseException], float]:
        users = AsyncUsersClient(url, on_event=events.append)
        tasks: list[asyncio.Task[object]] = [asyncio.create_task(users.get_user(42)) for _ in range(3)]
        return await ended_tasks(users, tasks, all_wait)

    with FaultServer(LATER) as server:
        if twin == "sync":
            users = UsersClient(server.url, on_event=events.append)
            errors, seconds = ended(users.close, [lambda: users.get_user(42)] * 3, all_wait)
        else:
            errors, seconds = asyncio.run(ask(server.url))
        assert server.requests == 3
    assert [(type(error), str(error)) for error in errors] == [(ConfigurationError, f"users.getUser: {CLOSED}")] * 3
    assert seconds <= AT_MOST


@both
def test_it_says_so_also_when_no_quota_is_left_for_the_retry(twin: Twin) -> None:
    events: list[CallEvent] = []
    policy = RetryPolicy(quota=14)

    def is_waiting() -> bool:
        return any(event.kind == "wait" for event in events)

    async def ask(url: str) -> tuple[list[BaseException], float]:
        users = AsyncUsersClient(url, on_event=events.append, retry=policy)
        tasks: list[asyncio.Task[object]] = [asyncio.create_task(users.get_user(42)) for _ in range(3)]
        return await ended_tasks(users, tasks, is_waiting)

    with FaultServer(LATER) as server:
        if twin == "sync":
            users = UsersClient(server.url, on_event=events.append, retry=policy)
            errors, _ = ended(users.close, [lambda: users.get_user(42)] * 3, is_waiting)
        else:
            errors, _ = asyncio.run(ask(server.url))
    assert {type(error) for error in errors} == {ConfigurationError}
    assert len(errors) == 3


@both
def test_a_stream_that_waits_for_its_retry_ends_too(twin: Twin) -> None:
    events: list[CallEvent] = []

    def is_waiting() -> bool:
        return any(event.kind == "wait" for event in events)

    async def read(chat: AsyncChatClient) -> object:
        async with chat.stream(MESSAGES) as stream:
            return [text async for text in stream.text()]

    async def ask(url: str) -> tuple[list[BaseException], float]:
        chat = AsyncChatClient("k", base_url=url, model="m", on_event=events.append)
        return await ended_tasks(chat, [asyncio.create_task(read(chat))], is_waiting)

    with FaultServer(LATER) as server:
        if twin == "sync":
            chat = ChatClient("k", base_url=server.url, model="m", on_event=events.append)
            errors, seconds = ended(chat.close, [lambda: chat.stream(MESSAGES).__enter__()], is_waiting)
        else:
            errors, seconds = asyncio.run(ask(server.url))
        assert server.requests == 1
    assert [type(error) for error in errors] == [ConfigurationError]
    assert seconds <= AT_MOST


@both
def test_sends_that_wait_for_their_turn_end_and_their_places_are_free_for_other_clients(twin: Twin) -> None:
    limiter = SendLimiter(chat=Rate(1, SOON))

    def all_wait() -> bool:
        return (limiter.wait("7", 0) or 0.0) > 3 * SOON - 2  # three stand in the queue

    async def ask(url: str) -> tuple[list[BaseException], float]:
        telegram = AsyncTelegramClient(TOKEN, base_url=url, limiter=limiter)
        await telegram.send_message(7, "first")
        tasks: list[asyncio.Task[object]] = [
            asyncio.create_task(telegram.send_message(7, f"{number}")) for number in range(3)
        ]
        return await ended_tasks(telegram, tasks, all_wait)

    with FaultServer(SENT) as server:
        if twin == "sync":
            telegram = TelegramClient(TOKEN, base_url=server.url, limiter=limiter)
            telegram.send_message(7, "first")
            errors, seconds = ended(telegram.close, [lambda: telegram.send_message(7, "x")] * 3, all_wait)
        else:
            errors, seconds = asyncio.run(ask(server.url))
        assert server.requests == 1
        assert (limiter.wait("7", 0) or 0.0) <= SOON
    assert [(type(error), str(error)) for error in errors] == [
        (ConfigurationError, f"telegram.sendMessage: {CLOSED}")
    ] * 3
    assert seconds <= AT_MOST
    assert not any(error.may_have_been_done for error in errors if isinstance(error, ConfigurationError))


def test_a_limiter_that_others_share_goes_on_for_them() -> None:
    limiter = SendLimiter(chat=Rate(1, 0.5))
    with FaultServer(SENT) as server:
        one = TelegramClient(TOKEN, base_url=server.url, limiter=limiter)
        with TelegramClient(TOKEN, base_url=server.url, limiter=limiter) as other:
            one.send_message(7, "first")
            thread = threading.Thread(target=ends(lambda: one.send_message(7, "never"), []), daemon=True)
            thread.start()
            until(lambda: (limiter.wait("7", 0) or 0.0) > 0.6)
            one.close()
            thread.join(SOON)
            assert other.send_message(7, "second").message_id == 1
        assert server.requests == 2


@both
def test_a_client_with_an_http_client_of_its_users_ends_its_waits_and_sends_no_more(twin: Twin) -> None:
    events: list[CallEvent] = []

    def is_waiting() -> bool:
        return any(event.kind == "wait" for event in events)

    async def ask(url: str) -> tuple[list[BaseException], float]:
        async with httpx.AsyncClient() as http:
            users = AsyncUsersClient(url, http_client=http, on_event=events.append)
            tasks: list[asyncio.Task[object]] = [asyncio.create_task(users.get_user(42))]
            results = await ended_tasks(users, tasks, is_waiting)
            with pytest.raises(ConfigurationError):
                await users.get_user(42)
            assert (await http.get(url)).status_code == 503
        return results

    with FaultServer(LATER) as server:
        if twin == "sync":
            with httpx.Client() as http:
                users = UsersClient(server.url, http_client=http, on_event=events.append)
                errors, seconds = ended(users.close, [lambda: users.get_user(42)], is_waiting)
                with pytest.raises(ConfigurationError):
                    users.get_user(42)
                assert http.get(server.url).status_code == 503
        else:
            errors, seconds = asyncio.run(ask(server.url))
        assert server.requests == 2
    assert [type(error) for error in errors] == [ConfigurationError]
    assert seconds <= AT_MOST
