"""Edge cases of a poll: unusual kinds and ids, handlers that must wait, generators, a cancelled task."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.rows import on_rows
from tests.telegram.polling.running import when
from tests.telegram.polls import ANN, both, poll

from schedbot_sdk import (
    AsyncTelegramClient,
    Attempt,
    AuthenticationError,
    ConfigurationError,
    RateLimitError,
    TelegramClient,
)
from schedbot_sdk._core import runtime
from schedbot_sdk.telegram import FileStore, PollControl, Progress, Update, read_update
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate, read_batch
from schedbot_sdk.testing import LocalTelegram

LAST = 2**31 - 1
MESSAGE: dict[str, Any] = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "x"}


@on_rows(
    "kind", ["copy", "json", "__class__", "user_id", "chat_id", "dedupe_key", "kind", "model_fields", "model_dump"]
)
def test_a_kind_of_update_may_have_the_name_of_a_python_attribute(kind: str) -> None:
    update = read_update({"update_id": 5, kind: {"chat": {"id": 7}, "from": {"id": 8}}})
    assert (update.kind, update.chat_id, update.user_id) == (kind, 7, 8)
    assert update.dedupe_key.startswith(f"5:{kind}:")


@on_rows("update_id", [LAST, 2**31, 10**30, -1, True, "7", None])
def test_an_id_that_no_offset_can_confirm_is_invalid(update_id: object) -> None:
    batch = read_batch([{"update_id": 7, "message": MESSAGE}, {"update_id": update_id, "message": MESSAGE}])
    assert not isinstance(batch, str)
    fine, odd = batch
    assert isinstance(fine.update, Update)
    assert isinstance(odd.update, UnparsedUpdate)
    assert odd.update_id == 7


def test_a_text_with_a_lone_surrogate_is_malformed() -> None:
    batch = read_batch([{"update_id": 7, "message": {**MESSAGE, "text": "a\ud83d"}}])
    assert not isinstance(batch, str)
    (odd,) = batch
    assert isinstance(odd.update, UnparsedUpdate)
    assert "surrogate" in odd.update.reason
    assert odd.update.raw.encode()


@both
def test_unusual_kinds_and_ids_do_not_end_a_poll(twin: str, telegram: LocalTelegram, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "progress")
    telegram.user_says(ANN, "before")
    telegram.push_update({"update_id": 100_000_010, "copy": {"a": 1}})
    telegram.push_update({"update_id": LAST, "message": MESSAGE})
    polled = poll(twin, telegram, until=3, hook=True, offset_store=store)
    assert polled.error is None
    assert sorted(polled.handled) == ["before", "copy"]  # side by side, since one of them is of no chat
    assert [kind for _, kind in polled.given_up] == ["ResponseError"]
    again = poll(twin, telegram, until=1, hook=True, offset_store=store, limit=1.0)
    assert (again.error, again.handled) == (None, [])


@both
def test_an_offset_out_of_range_is_refused_at_the_start(twin: str, telegram: LocalTelegram) -> None:
    class Poisoned:
        def load(self) -> Progress:
            return Progress(LAST + 1)

        def save(self, progress: Progress) -> None: ...

    polled = poll(twin, telegram, until=1, offset_store=Poisoned())
    assert isinstance(polled.error, ConfigurationError)
    assert "offset from 0 to 2147483647" in str(polled.error)


@both
def test_short_polls_make_no_busy_loop(twin: str, telegram: LocalTelegram) -> None:
    control = PollControl()
    began = time.monotonic()
    with when(lambda: len(telegram.polls) == 3, control.stop):
        poll(twin, telegram, until=1, timeout=0, control=control)
    assert time.monotonic() - began >= 2 * 0.99


def limited(retry_after: float, *, attempts: int) -> RateLimitError:
    error = RateLimitError("wait", status_code=429, retry_after=retry_after)
    error.attempts = (Attempt(429, "429", None),) * attempts
    return error


@both
def test_a_handler_is_called_again_no_earlier_than_its_retry_after(twin: str, telegram: LocalTelegram) -> None:
    tried: list[float] = []

    def step(_: Update) -> None:
        tried.append(time.monotonic())
        if len(tried) == 1:
            raise limited(1.5, attempts=1)

    telegram.user_says(ANN, "x")
    assert poll(twin, telegram, until=1, step=step).handled == ["x"]
    assert tried[1] - tried[0] >= 1.49


@both
def test_a_delay_of_the_send_limiter_is_not_an_attempt(
    twin: str, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.02))
    tried: list[int] = []

    def step(_: Update) -> None:
        tried.append(1)
        if len(tried) < 4:
            raise limited(0.01, attempts=0)

    telegram.user_says(ANN, "x")
    assert poll(twin, telegram, until=1, step=step, hook=True, attempts=1).handled == ["x"]
    assert len(tried) == 4


@both
def test_a_traceback_of_the_loop_has_no_text_of_an_update(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "private words")

    def shown(error: BaseException) -> str:
        frames = traceback.walk_tb(error.__traceback__)
        return "".join(repr(frame.f_locals) for frame, _ in frames if "schedbot_sdk" in frame.f_code.co_filename)

    async def loop_async() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            async for _ in client.updates(timeout=0):
                telegram.fail_next(401)

    def loop() -> None:
        with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
            for _ in client.updates(timeout=0):
                telegram.fail_next(401)

    with pytest.raises(AuthenticationError) as caught:
        asyncio.run(loop_async()) if twin == "async" else loop()
    assert "private words" not in shown(caught.value)


def test_a_generator_handler_is_refused_before_the_first_request(telegram: LocalTelegram) -> None:
    def handler(update: Update) -> Iterator[Update]:
        yield update

    async def async_handler(update: Update) -> Any:
        yield update

    telegram.user_says(ANN, "x")
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        for odd in (handler, async_handler):
            with pytest.raises(ConfigurationError, match="without yield"):
                client.poll(odd, stop_on_signals=False)
        with pytest.raises(ConfigurationError, match="without yield"):
            client.poll(lambda update: handler(update), stop_on_signals=False)

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            with pytest.raises(ConfigurationError, match="without yield"):
                await client.poll(async_handler, stop_on_signals=False)

    asyncio.run(run())
    assert telegram.waiting == 1


def test_a_cancelled_poll_confirms_finished_updates(telegram: LocalTelegram) -> None:
    handled: list[str] = []
    begun = asyncio.Event()

    async def handle(update: Update) -> None:
        text = str(update.message and update.message.text)
        if text == "slow":
            begun.set()
            await asyncio.sleep(60)
        handled.append(text)

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            polling = asyncio.create_task(client.poll(handle, stop_on_signals=False))
            await asyncio.wait_for(begun.wait(), 10)
            polling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await polling

    for text in ("a", "b", "c", "slow"):
        telegram.user_says(ANN, text)
    asyncio.run(run())
    assert handled == ["a", "b", "c"]
    assert telegram.waiting == 1
