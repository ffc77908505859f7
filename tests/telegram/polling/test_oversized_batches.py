"""Updates that are longer than the client may read: the poll fetches fewer, and one alone becomes a dead letter."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.rows import on_rows
from tests.telegram.polls import both, text_of

from schedbot_sdk import AsyncTelegramClient, RetryPolicy, TelegramClient, Timeouts, TransportError
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.telegram import MemoryStore, PollControl, Progress, UnparsedUpdate, Update
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll, PollTiming
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST
from schedbot_sdk.telegram.types.oversized_batch import OversizedBatchError, oversized_batch
from schedbot_sdk.testing import FaultServer, LocalTelegram, Person, faults

LONG = OversizedBatchError(100, 7)


def poll_timing() -> PollTiming:
    policy = RetryPolicy(initial_wait=1.0, max_wait=30.0)
    return PollTiming(timeout=30, concurrency=16, policy=policy, on_conflict="stop")


def limits(timing: PollTiming, fails: list[bool]) -> list[int | None]:
    """The limit of each poll, whose answer is too long or not."""
    limits: list[int | None] = []
    for number, is_long in enumerate(fails):
        poll = timing.start(number * 100.0, offset=number, unfinished=0)
        limits.append(poll.limit)
        if is_long:
            assert timing.reduce_limit(poll) is (poll.limit != 1)
        else:
            timing.succeeded(poll, number * 100.0 + 50.0, 0.5, is_new=True)
    return limits


def test_the_limit_is_halved_down_to_one_and_grows_again() -> None:
    assert limits(poll_timing(), [True] * 8) == [None, 50, 25, 12, 6, 3, 1, 1]
    assert limits(poll_timing(), [True] * 6 + [False] * 8) == [None, 50, 25, 12, 6, 3, 1, 2, 4, 8, 16, 32, 64, None]


def test_the_poll_that_skips_pending_updates_is_not_repeated_with_a_smaller_limit() -> None:
    assert not poll_timing().reduce_limit(Poll(ALL_BUT_LAST, 0, 0.0))


def dispatcher(*, skip: bool = False, has_hook: bool = False) -> Dispatcher:
    options = PollOptions(
        timeout=30, allowed_updates=None, on_conflict="stop", skip_pending=skip, has_hook=has_hook, concurrency=4
    )
    runtime = Runtime(monotonic=lambda: 0.0, random=lambda: 0.5, time=lambda: 5.0)
    return Dispatcher(options, Progress(7), PollControl(), runtime, lambda: None)


def test_an_update_that_is_too_long_alone_becomes_a_dead_letter_and_the_offset_passes_it() -> None:
    scene = dispatcher()
    for _ in range(6):
        assert scene.on_fetched(Poll(7, 30, 0.0, 2), LONG) is None
        assert scene.pending.progress.offset == 7
    scene.on_fetched(Poll(7, 30, 0.0, 1), LONG)
    assert scene.next_item() is None
    assert scene.pending.progress.offset == 8
    (kept,) = scene.pending.dead_letters
    assert (kept.update_id, kept.raw, kept.attempts, kept.time) == (7, "", 0, 5.0)
    assert isinstance(kept.update, UnparsedUpdate)
    assert scene.shutdown.error is None


def test_with_a_hook_an_oversized_update_goes_there() -> None:
    scene = dispatcher(has_hook=True)
    scene.on_fetched(Poll(7, 30, 0.0, 1), LONG)
    item = scene.next_item()
    assert item is not None
    assert isinstance(item.received.update, UnparsedUpdate)
    assert "max_response_size" in str(item.error)
    scene.on_handled(item, None)
    assert (scene.pending.progress.offset, scene.pending.dead_letters) == (8, ())


def test_skip_pending_skips_an_oversized_update_too() -> None:
    scene = dispatcher(skip=True)
    scene.on_fetched(Poll(ALL_BUT_LAST, 0, 0.0), LONG)
    assert (scene.pending.progress.offset, scene.pending.dead_letters) == (8, ())


def test_an_oversized_batch_without_an_id_ends_the_poll_and_names_the_option() -> None:
    scene = dispatcher()
    scene.on_fetched(Poll(7, 30, 0.0, 1), OversizedBatchError(100, None))
    assert scene.shutdown.error is not None
    assert "max_response_size" in str(scene.shutdown.error)


@on_rows(
    ("body", "update_id"),
    [
        (b'{"ok":true,"result":[{"update_id":12,"message":{"mess', 12),
        (b'{ "ok" : true , "result" : [ {\n "update_id" : 12 , "mess', 12),
        (b'{"ok":true,"result":[{"message":{"text":"\\"result\\":[{\\"update_id\\":66,', None),
        (b'{"ok":true,"result":[{"update_id":2147483647,"mess', None),
        (b'{"ok":true,"result":[{"update_id":12', None),
    ],
)
def test_the_id_of_a_truncated_batch_is_that_of_its_first_update(body: bytes, update_id: int | None) -> None:
    error = oversized_batch(body)
    assert error is not None
    assert error.update_id == update_id


def test_a_long_page_of_a_proxy_is_not_a_batch() -> None:
    for body in (b"<html>", b"", b'{"error": "x', b'{"ok":false,"result":[{"update_id":12,'):
        assert oversized_batch(body) is None


@both
def test_a_long_page_of_a_proxy_does_not_end_the_poll(twin: str) -> None:
    page = faults.answer(200, b"<html>" + b"x" * 5000)
    batch = {"ok": True, "result": [{"update_id": 7, "poll": {"id": "1"}}]}
    control, handled = PollControl(), list[int]()
    options: dict[str, Any] = {"timeout": 1, "control": control, "stop_on_signals": False}

    def handle(update: Update) -> None:
        handled.append(update.update_id)
        control.stop()

    async def handle_async(update: Update) -> None:
        handle(update)

    with FaultServer(page, faults.answer(200, json.dumps(batch).encode())) as server:

        async def run() -> None:
            async with AsyncTelegramClient("1:a", base_url=server.url, max_response_size=1000) as client:
                await client.poll(handle_async, **options)

        if twin == "async":
            asyncio.run(run())
        else:
            with TelegramClient("1:a", base_url=server.url, max_response_size=1000) as client:
                client.poll(handle, **options)
    assert (handled, control.failures) == ([7], 1)


def test_a_short_update_before_a_long_one_is_delivered() -> None:
    scene = dispatcher()
    scene.on_fetched(Poll(7, 30, 0.0), [Received(Update(update_id=7), "a", 1)])
    item = scene.next_item()
    assert item is not None
    scene.on_handled(item, None)
    assert scene.pending.progress.offset == 8


@both
def test_a_loop_continues_after_an_oversized_update(twin: str, telegram: LocalTelegram) -> None:
    for text in ("one", "x" * 200_000, "three"):
        telegram.user_says(Person(42, "Ann"), text)
    store, seen = MemoryStore(), list[str]()
    options: dict[str, Any] = {"base_url": telegram.base_url, "max_response_size": 64 * 1024}

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, **options) as client:
            async for update in client.updates(timeout=1, offset_store=store):
                seen.append(text_of(update))
                if len(seen) == 2:
                    break

    if twin == "async":
        asyncio.run(run())
    else:
        with TelegramClient(telegram.token, **options) as client:
            for update in client.updates(timeout=1, offset_store=store):
                seen.append(text_of(update))
                if len(seen) == 2:
                    break
    assert seen == ["one", "three"]
    (kept,) = store.dead_letters()
    assert kept.update_id == 100_000_002
    assert json.dumps(kept.raw) == '""'


@both
def test_the_timeouts_of_the_client_do_not_interrupt_a_long_poll(twin: str, telegram: LocalTelegram) -> None:
    once = RetryPolicy(max_attempts=1)
    for timeouts in (0.5, Timeouts(read=0.5), Timeouts(attempt=0.8), Timeouts(read=0.5, attempt=0.8)):
        options: dict[str, Any] = {"base_url": telegram.base_url, "timeouts": timeouts, "retry": once}

        async def run(options: dict[str, Any] = options) -> list[Update]:
            async with AsyncTelegramClient(telegram.token, **options) as client:
                return await client.get_updates(offset=0, timeout=1)

        if twin == "async":
            assert asyncio.run(run()) == []
        else:
            with TelegramClient(telegram.token, **options) as client:
                assert client.get_updates(offset=0, timeout=1) == []


def test_a_long_poll_without_a_response_ends_by_the_timeouts_of_the_client() -> None:
    options: dict[str, Any] = {"timeouts": 0.3, "retry": RetryPolicy(max_attempts=1)}
    with (
        FaultServer(faults.stall()) as server,
        TelegramClient("1:a", base_url=server.url, **options) as client,
        pytest.raises(TransportError) as caught,
    ):
        client.get_updates(offset=0, timeout=1)
    assert isinstance(caught.value, TimeoutError)
