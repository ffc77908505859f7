"""Updates that are longer than the client may read: fewer are asked for, and one too long is put aside."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.telegram.polls import both, text_of

from schedbot_sdk import AsyncTelegramClient, RetryPolicy, TelegramClient, Timeouts, TransportError
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.telegram import MemoryStore, PollControl, Progress, UnparsedUpdate, Update
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll, PollTiming
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST
from schedbot_sdk.telegram.types.oversized_batch import LongBatchError, read_cut
from schedbot_sdk.testing import FaultServer, LocalTelegram, Person, faults

LONG = LongBatchError(100, 7)


def pace() -> PollTiming:
    policy = RetryPolicy(initial_wait=1.0, max_wait=30.0)
    return PollTiming(timeout=30, concurrency=16, policy=policy, on_conflict="stop")


def limits(pace: PollTiming, fails: list[bool]) -> list[int | None]:
    """The limit of each question, where the answers are too long or not."""
    asked: list[int | None] = []
    for number, is_long in enumerate(fails):
        ask = pace.next(number * 100.0, offset=number, unfinished=0)
        assert isinstance(ask, Poll)
        asked.append(ask.limit)
        if is_long:
            assert pace.too_long(ask) is (ask.limit != 1)
        else:
            pace.answered(ask, number * 100.0 + 50.0, 0.5, is_new=True)
    return asked


def test_the_limit_is_halved_down_to_one_and_grows_again() -> None:
    assert limits(pace(), [True] * 8) == [None, 50, 25, 12, 6, 3, 1, 1]
    assert limits(pace(), [True] * 6 + [False] * 8) == [None, 50, 25, 12, 6, 3, 1, 2, 4, 8, 16, 32, 64, None]


def test_what_is_thrown_away_is_asked_for_once() -> None:
    assert not pace().too_long(Poll(ALL_BUT_LAST, 0, 0.0))


def desk(*, skip: bool = False, has_hook: bool = False) -> Dispatcher:
    options = PollOptions(
        timeout=30, allowed_updates=None, on_conflict="stop", skip_pending=skip, has_hook=has_hook, concurrency=4
    )
    return Dispatcher(
        options, Progress(7), PollControl(), Runtime(monotonic=lambda: 0.0, random=lambda: 0.5, time=lambda: 5.0)
    )


def test_an_update_that_is_too_long_alone_becomes_a_dead_letter_and_the_offset_passes_it() -> None:
    scene = desk()
    for _ in range(6):
        assert scene.answered(Poll(7, 30, 0.0, 2), LONG) is None
        assert scene.progress.offset == 7
    scene.answered(Poll(7, 30, 0.0, 1), LONG)
    assert scene.next() is None
    assert scene.progress.offset == 8
    (kept,) = scene.letters
    assert (kept.update_id, kept.raw, kept.attempts, kept.time) == (7, "", 0, 5.0)
    assert isinstance(kept.update, UnparsedUpdate)
    assert scene.error is None


def test_with_a_hook_it_goes_there() -> None:
    scene = desk(has_hook=True)
    scene.answered(Poll(7, 30, 0.0, 1), LONG)
    job = scene.next()
    assert job is not None
    assert isinstance(job.received.update, UnparsedUpdate)
    assert "max_response_size" in str(job.error)
    scene.ended(job, None)
    assert (scene.progress.offset, scene.letters) == (8, ())


def test_where_all_that_waits_is_thrown_away_it_is_thrown_away_too() -> None:
    scene = desk(skip=True)
    scene.answered(Poll(ALL_BUT_LAST, 0, 0.0), LONG)
    assert (scene.progress.offset, scene.letters) == (8, ())


def test_one_whose_id_is_unknown_ends_the_poll_with_what_to_pass() -> None:
    scene = desk()
    scene.answered(Poll(7, 30, 0.0, 1), LongBatchError(100, None))
    assert scene.error is not None
    assert "max_response_size" in str(scene.error)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"ok":true,"result":[{"update_id":12,"message":{"mess', 12),
        (b'{ "ok" : true , "result" : [ {\n "update_id" : 12 , "mess', 12),
        (b'{"ok":true,"result":[{"message":{"text":"\\"result\\":[{\\"update_id\\":66,', None),
        (b'{"ok":true,"result":[{"update_id":2147483647,"mess', None),
        (b'{"ok":true,"result":[{"update_id":12', None),
    ],
)
def test_the_id_of_an_answer_that_was_cut_is_that_of_its_first_update(body: bytes, found: int | None) -> None:
    error = read_cut(body)
    assert error is not None
    assert error.update_id == found


def test_a_long_page_of_a_proxy_is_no_batch() -> None:
    for body in (b"<html>", b"", b'{"error": "x', b'{"ok":false,"result":[{"update_id":12,'):
        assert read_cut(body) is None


@both
def test_a_long_page_of_a_proxy_ends_no_poll(twin: str) -> None:
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
    scene = desk()
    scene.answered(Poll(7, 30, 0.0), [Received(Update(update_id=7), "a", 1)])
    job = scene.next()
    assert job is not None
    scene.ended(job, None)
    assert scene.progress.offset == 8


@both
def test_a_loop_passes_a_long_update_by(twin: str, telegram: LocalTelegram) -> None:
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
def test_a_long_poll_is_not_cut_by_the_limits_of_its_client(twin: str, telegram: LocalTelegram) -> None:
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


def test_a_long_poll_that_gets_no_answer_ends_by_the_limit_of_its_client() -> None:
    options: dict[str, Any] = {"timeouts": 0.3, "retry": RetryPolicy(max_attempts=1)}
    with (
        FaultServer(faults.stall()) as server,
        TelegramClient("1:a", base_url=server.url, **options) as client,
        pytest.raises(TransportError) as caught,
    ):
        client.get_updates(offset=0, timeout=1)
    assert isinstance(caught.value, TimeoutError)
