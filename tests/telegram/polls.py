"""Polls a local Telegram with both twins, and returns what was handled and how the poll ended."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.rows import on_rows

from schedbot_sdk import AsyncTelegramClient, CallEvent, TelegramClient
from schedbot_sdk.telegram import PollControl, UnparsedUpdate, Update
from schedbot_sdk.testing import LocalTelegram, Person

ANN, BORIS = Person(42, "Ann"), Person(43, "Boris")
both = on_rows("twin", ["sync", "async"])
Step = Callable[[Update], object]


@dataclass
class Polled:
    """What one poll did."""

    handled: list[str] = field(default_factory=list[str])
    given_up: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    events: list[CallEvent] = field(default_factory=list[CallEvent])
    control: PollControl = field(default_factory=PollControl)
    error: BaseException | None = None
    most_at_once: int = 0


def text_of(update: Update | UnparsedUpdate) -> str:
    if isinstance(update, UnparsedUpdate):
        return f"unparsed {update.update_id}"
    return (update.message and update.message.text) or update.kind


class _Bot:
    """A handler that notes what it does, and stops the poll when all is done."""

    def __init__(self, until: int, step: Step | None, seconds: float, on_begin: Callable[[], object]) -> None:
        self.polled = Polled()
        self._until = until
        self._step = step
        self._seconds = seconds
        self._on_begin = on_begin
        self._lock = threading.Lock()
        self._under_way = 0

    def handle(self, update: Update) -> None:
        self._begin()
        try:
            time.sleep(self._seconds)
            self._work(update)
        finally:
            self._end()

    async def handle_async(self, update: Update) -> None:
        self._begin()
        try:
            await asyncio.sleep(self._seconds)
            self._work(update)
        finally:
            self._end()

    def on_failure(self, update: Update | UnparsedUpdate, error: Exception) -> None:
        with self._lock:
            self.polled.given_up.append((text_of(update), type(error).__name__))
        self._end(0)

    async def on_failure_async(self, update: Update | UnparsedUpdate, error: Exception) -> None:
        self.on_failure(update, error)

    def _begin(self) -> None:
        with self._lock:
            self._under_way += 1
            self.polled.most_at_once = max(self.polled.most_at_once, self._under_way)
        self._on_begin()

    def _work(self, update: Update) -> None:
        if self._step is not None:
            self._step(update)
        with self._lock:
            self.polled.handled.append(text_of(update))

    def _end(self, count: int = 1) -> None:
        with self._lock:
            self._under_way -= count
            if len(self.polled.handled) + len(self.polled.given_up) >= self._until:
                self.polled.control.stop()


def poll(
    twin: str,
    telegram: LocalTelegram,
    *,
    until: int,
    step: Step | None = None,
    seconds: float = 0.0,
    on_begin: Callable[[], object] = int,
    hook: bool = False,
    token: str | None = None,
    limit: float = 20.0,
    **options: Any,
) -> Polled:
    """Poll until so many updates are done with, the poll ends by itself, or the limit stops it."""
    bot = _Bot(until, step, seconds, on_begin)
    polled = bot.polled
    polled.control = options.pop("control", polled.control)
    options = {"timeout": 1, "control": polled.control, "stop_on_signals": False, **options}
    address: Any = {"base_url": telegram.base_url, "on_event": polled.events.append}

    async def run_async() -> None:
        async with AsyncTelegramClient(token or telegram.token, **address) as client:
            await client.poll(bot.handle_async, on_failure=bot.on_failure_async if hook else None, **options)
        assert len(asyncio.all_tasks()) == 1

    watch = threading.Timer(limit, polled.control.stop)
    watch.start()
    try:
        if twin == "async":
            asyncio.run(run_async())
        else:
            with TelegramClient(token or telegram.token, **address) as client:
                client.poll(bot.handle, on_failure=bot.on_failure if hook else None, **options)
    except Exception as error:
        polled.error = error
    finally:
        watch.cancel()
    return polled


def updates(twin: str, telegram: LocalTelegram, *, leave_at: int, **options: Any) -> list[str]:
    """Iterate, and leave the loop at an update."""
    seen: list[str] = []

    async def run_async() -> None:
        async with (
            AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client,
            aclosing(client.updates(timeout=1, **options)) as loop,
        ):
            async for update in loop:
                seen.append(text_of(update))
                if len(seen) == leave_at:
                    break

    if twin == "async":
        asyncio.run(run_async())
    else:
        with (
            TelegramClient(telegram.token, base_url=telegram.base_url) as client,
            closing(client.updates(timeout=1, **options)) as loop,
        ):
            for update in loop:
                seen.append(text_of(update))
                if len(seen) == leave_at:
                    break
    return seen


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram() as server:
        yield server
