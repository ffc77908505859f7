"""How an async poll ends: finished updates are saved, running handlers are cancelled, and none can block the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from tests.telegram.polls import ANN, BORIS, text_of

from schedbot_sdk import AsyncTelegramClient, CallEvent, ConfigurationError, SchedbotError
from schedbot_sdk._core.runtime import SYSTEM
from schedbot_sdk.telegram import MemoryStore, PollControl, Progress, Update
from schedbot_sdk.telegram.polling.fetcher import AsyncUpdateFetcher
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.task_runner import TaskRunner
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.testing import LocalTelegram

TIMEOUT = 20.0


class WatchedStore(MemoryStore):
    """Calls a function before every save, once a handler has switched that on."""

    def __init__(self, watch: Callable[[], object]) -> None:
        super().__init__()
        self._watch = watch
        self.is_watched = False

    def save(self, progress: Progress) -> None:
        if self.is_watched:
            self._watch()
        super().save(progress)


async def polled(telegram: LocalTelegram, handler: Callable[[Update], Awaitable[object]], **options: Any) -> None:
    async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
        await client.poll(handler, stop_on_signals=False, **options)


async def until(event: threading.Event) -> None:
    async with asyncio.timeout(TIMEOUT):
        while not event.is_set():  # noqa: ASYNC110  # a thread sets it
            await asyncio.sleep(0.005)


def test_the_store_has_a_thread_that_handlers_cannot_block(telegram: LocalTelegram) -> None:
    saved, control = threading.Event(), PollControl()
    waited: list[bool] = []
    store = WatchedStore(saved.set)

    async def handle(update: Update) -> None:
        if text_of(update) == "slow":
            waited.append(await asyncio.to_thread(saved.wait, TIMEOUT))
            control.stop()
        else:
            store.is_watched = True

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        await polled(telegram, handle, offset_store=store, control=control)

    telegram.user_says(ANN, "slow")
    telegram.user_says(BORIS, "quick")
    asyncio.run(run())
    assert waited == [True]
    assert telegram.waiting == 0


def test_an_update_that_ended_while_the_task_was_cancelled_is_confirmed(telegram: LocalTelegram) -> None:
    saving, done, free = threading.Event(), threading.Event(), threading.Event()

    def watch() -> None:
        saving.set()
        free.wait(TIMEOUT)

    store = WatchedStore(watch)

    async def handle(update: Update) -> None:
        store.is_watched = True
        if text_of(update) == "second":
            await until(saving)
            done.set()

    async def run() -> None:
        poller = asyncio.create_task(polled(telegram, handle, offset_store=store))
        await until(done)
        poller.cancel()
        free.set()
        with pytest.raises(asyncio.CancelledError):
            await poller

    telegram.user_says(ANN, "first")
    telegram.user_says(BORIS, "second")
    asyncio.run(run())
    assert telegram.waiting == 0


def test_two_saves_never_run_at_once(telegram: LocalTelegram) -> None:
    lock, again, saving = threading.Lock(), threading.Event(), threading.Event()

    def watch() -> None:
        if not lock.acquire(blocking=False):
            again.set()
            return
        saving.set()
        again.wait(0.5)
        lock.release()

    store = WatchedStore(watch)

    async def handle(_: Update) -> None:
        store.is_watched = True

    async def run() -> None:
        poller = asyncio.create_task(polled(telegram, handle, offset_store=store))
        await until(saving)
        poller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poller

    telegram.user_says(ANN, "x")
    asyncio.run(run())
    assert not again.is_set()
    assert telegram.waiting == 0


def test_handlers_are_cancelled_before_the_last_save(telegram: LocalTelegram) -> None:
    control, begun = PollControl(), asyncio.Event()
    happened: list[str] = []
    store = WatchedStore(lambda: happened.append("saved"))

    async def handle(update: Update) -> None:
        if text_of(update) == "quick":
            await begun.wait()
            store.is_watched = True
            control.stop()
            return
        begun.set()
        try:
            await asyncio.sleep(TIMEOUT)
        finally:
            happened.append("given up")

    telegram.user_says(ANN, "quick")
    telegram.user_says(BORIS, "slow")
    asyncio.run(polled(telegram, handle, offset_store=store, control=control, drain=0))
    assert happened == ["given up", "saved"]
    assert telegram.waiting == 1


def test_a_cancelled_handler_that_returns_counts_as_ended(telegram: LocalTelegram) -> None:
    control = PollControl()

    async def handle(_: Update) -> None:
        control.stop()
        try:
            await asyncio.sleep(TIMEOUT)
        except asyncio.CancelledError:
            return

    telegram.user_says(ANN, "x")
    asyncio.run(polled(telegram, handle, control=control, drain=0))
    assert (control.handled, telegram.waiting) == (1, 0)


def test_a_handler_that_ignores_its_cancellation_is_abandoned(telegram: LocalTelegram) -> None:
    control, over = PollControl(), asyncio.Event()

    async def handle(_: Update) -> None:
        control.stop()
        while not over.is_set():
            try:
                await over.wait()
            except asyncio.CancelledError:
                continue

    async def run() -> None:
        poller = asyncio.create_task(polled(telegram, handle, control=control, drain=0))
        ended, _ = await asyncio.wait({poller}, timeout=TIMEOUT)
        over.set()
        await poller
        assert ended

    telegram.user_says(ANN, "x")
    asyncio.run(run())
    assert telegram.waiting == 1


class FailingFetcher:
    """Returns one update, and then raises."""

    def __init__(self) -> None:
        self.broke = asyncio.Event()
        self.confirmed: list[int] = []

    def client_error(self) -> SchedbotError | None:
        return None

    async def fetch(self, poll: Poll) -> list[Received]:
        if not poll.offset:
            return [Received(Update(update_id=7), "key", 7)]
        self.broke.set()
        raise ConfigurationError("the client is closed")

    def report(self, event: CallEvent) -> None:
        raise AssertionError

    async def confirm(self, offset: int) -> None:
        self.confirmed.append(offset)

    async def close(self) -> None:
        return


def test_handlers_can_end_after_fetching_has_failed() -> None:
    async def run() -> None:
        fetcher, store = FailingFetcher(), MemoryStore()
        options = PollOptions(
            timeout=1,
            allowed_updates=None,
            on_conflict="stop",
            skip_pending=False,
            has_hook=False,
            concurrency=16,
            drain=TIMEOUT,
        )

        async def handle(_: Update) -> None:
            await fetcher.broke.wait()
            for _turn in range(100):
                await asyncio.sleep(0)

        poller = TaskRunner(
            cast("AsyncUpdateFetcher", fetcher),
            store,
            options,
            handler=handle,
            hook=None,
            control=PollControl(),
            runtime=SYSTEM,
        )
        with pytest.raises(ConfigurationError, match="closed"):
            await poller.run(by_signals=False)
        assert (store.load(), fetcher.confirmed) == (Progress(8), [8])

    asyncio.run(run())
