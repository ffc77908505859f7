"""A poll that waits for updates ends when it is stopped, and when its client is closed."""

from __future__ import annotations

import asyncio
import gc
import threading

import httpx
import pytest
from tests.rows import on_rows
from tests.telegram.polling.running import RunningBot, Way, threads_of_polls, until
from tests.telegram.polls import ANN, both

from schedbot_sdk import AsyncTelegramClient, ConfigurationError, TelegramClient
from schedbot_sdk._core.transport.async_pool import AsyncPool
from schedbot_sdk._core.transport.pool import Pool
from schedbot_sdk.telegram import PollControl, Update
from schedbot_sdk.testing import LocalTelegram

ways = on_rows("way", ["poll", "updates"])
CLOSED = "telegram.getUpdates: the client is closed; make a new one, or stay in its with block"


def waits_for_30_seconds(telegram: LocalTelegram) -> bool:
    return telegram.is_polled and telegram.polls[-1].timeout == 30


@ways
@both
def test_a_stop_ends_a_long_poll_on_a_kept_connection_and_only_the_confirmation_follows(
    twin: str, way: Way, telegram: LocalTelegram
) -> None:
    others = threads_of_polls()
    telegram.user_says(ANN, "hi")
    bot = RunningBot(twin, way, telegram)
    until(lambda: bot.handled == ["hi"] and waits_for_30_seconds(telegram))
    count = len(telegram.polls)
    bot.control.stop()
    bot.join()
    assert bot.error is None
    assert "schedbot-poll" not in {thread.name for thread in threads_of_polls() - others}
    until(lambda: not threads_of_polls() - others)
    assert [(poll.timeout, poll.limit) for poll in telegram.polls[count:]] == [(0, 1)]
    assert telegram.waiting == 0


@ways
@both
def test_a_stop_with_nothing_to_confirm_is_followed_by_no_request(twin: str, way: Way, telegram: LocalTelegram) -> None:
    bot = RunningBot(twin, way, telegram)
    until(lambda: waits_for_30_seconds(telegram))
    bot.control.stop()
    bot.join()
    assert bot.error is None
    assert len(telegram.polls) == 1


def begin_closed(twin: str, way: Way, telegram: LocalTelegram) -> None:
    async def begin() -> None:
        async def nothing(_: Update) -> None:
            return

        client = AsyncTelegramClient(telegram.token, base_url=telegram.base_url)
        await client.close()
        if way == "poll":
            await client.poll(nothing)
        else:
            client.updates()

    if twin == "async":
        asyncio.run(begin())
        return
    client = TelegramClient(telegram.token, base_url=telegram.base_url)
    client.close()
    if way == "poll":
        client.poll(lambda _: None)
    else:
        client.updates()


@ways
@both
def test_a_poll_on_a_closed_client_is_refused_at_once(twin: str, way: Way, telegram: LocalTelegram) -> None:
    with pytest.raises(ConfigurationError) as caught:
        begin_closed(twin, way, telegram)
    assert str(caught.value) == CLOSED
    assert telegram.polls == []


@ways
@both
def test_a_long_poll_ends_with_its_client(twin: str, way: Way, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "hi")
    bot = RunningBot(twin, way, telegram)
    until(lambda: bot.handled == ["hi"] and waits_for_30_seconds(telegram))
    count, finished = len(telegram.polls), telegram.polls[-1].offset
    bot.close()
    bot.join()
    assert isinstance(bot.error, ConfigurationError)
    assert CLOSED in str(bot.error)
    assert bot.store.load().offset == finished
    assert len(telegram.polls) == count


@both
def test_after_its_client_is_closed_a_poll_lets_running_handlers_end_and_starts_no_others(
    twin: str, telegram: LocalTelegram
) -> None:
    for text in ("done", "under way", "next"):
        telegram.user_says(ANN, text)
    began, may_end = threading.Event(), threading.Event()

    def step(text: str) -> None:
        if text == "under way":
            began.set()
            assert may_end.wait(15)

    bot = RunningBot(twin, "poll", telegram, step)
    assert began.wait(15)
    bot.close()
    may_end.set()
    bot.join()
    assert isinstance(bot.error, ConfigurationError)
    assert bot.handled == ["done", "under way"]
    assert bot.store.load().offset == bot.control.offset
    assert bot.control.unfinished == 1


@both
def test_an_update_that_fails_after_its_client_was_closed_is_not_given_up(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "hi")
    began, may_end, given_up = threading.Event(), threading.Event(), list[object]()

    def step(_: str) -> None:
        began.set()
        assert may_end.wait(15)
        raise ValueError("nothing can be sent any more")

    def on_failure(*arguments: object) -> None:
        given_up.append(arguments)

    async def on_failure_async(*arguments: object) -> None:
        on_failure(*arguments)

    hook = on_failure if twin == "sync" else on_failure_async
    bot = RunningBot(twin, "poll", telegram, step, attempts=1, on_failure=hook)
    assert began.wait(15)
    bot.close()
    may_end.set()
    bot.join()
    assert isinstance(bot.error, ConfigurationError)
    assert given_up == []
    assert bot.control.unfinished == 1
    assert bot.store.load().offset == bot.control.offset


@both
def test_a_loop_over_updates_ends_when_its_client_was_closed_in_it(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "hi")
    is_known = threading.Event()

    def step(_: str) -> None:
        assert is_known.wait(15)
        bot.close()

    bot = RunningBot(twin, "updates", telegram, step)
    is_known.set()
    bot.join()
    assert isinstance(bot.error, ConfigurationError)
    assert bot.handled == ["hi"]
    assert len(telegram.polls) == 1


def test_polls_that_ended_leave_nothing_in_their_client(telegram: LocalTelegram) -> None:
    def count() -> int:
        gc.collect()
        return sum(isinstance(thing, Pool | AsyncPool) for thing in gc.get_objects())

    async def stopping_at_once(client: AsyncTelegramClient) -> None:
        stopped = PollControl()
        stopped.stop()
        async for _ in client.updates(control=stopped):
            pass

    async def run_async() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            before = count()
            for _ in range(10):
                await stopping_at_once(client)
            assert count() <= before  # the collector may have taken pools of earlier tests

    asyncio.run(run_async())
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        before = count()
        for _ in range(10):
            stopped = PollControl()
            stopped.stop()
            list(client.updates(control=stopped))
            del stopped
        assert count() <= before  # the collector may have taken pools of earlier tests


@ways
def test_a_stop_leaves_the_request_of_a_supplied_client_open_and_its_updates_are_not_lost(
    way: Way, telegram: LocalTelegram
) -> None:
    others = threads_of_polls()
    telegram.user_says(ANN, "hi")
    bot = RunningBot("sync", way, telegram, supplied=True)
    until(lambda: bot.handled == ["hi"] and waits_for_30_seconds(telegram))
    count = len(telegram.polls)
    bot.control.stop()
    bot.join()
    assert bot.error is None
    assert "schedbot-poll" not in {thread.name for thread in threads_of_polls() - others}
    assert [(poll.timeout, poll.limit) for poll in telegram.polls[count:]] == [(0, 1)]
    assert telegram.waiting == 0
    telegram.user_says(ANN, "later")
    until(lambda: not threads_of_polls() - others)
    assert telegram.waiting == 1
    bot.close_supplied()


def test_a_supplied_client_that_was_closed_ends_the_poll(telegram: LocalTelegram) -> None:
    with httpx.Client(trust_env=False) as http:
        client = TelegramClient(telegram.token, base_url=telegram.base_url, http_client=http)
    with pytest.raises(ConfigurationError, match="the client is closed"):
        client.poll(lambda _: None)
