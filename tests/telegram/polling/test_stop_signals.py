"""A signal stops a running poll, and also calls the handler that the program had installed before."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from tests.telegram.polls import ANN, both

from schedbot_sdk import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram import MemoryStore, PollControl, Update
from schedbot_sdk.testing import LocalTelegram

TERM, INT = signal.SIGTERM, signal.SIGINT
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@contextlib.contextmanager
def listening(*handlers: tuple[signal.Signals, Any]) -> Generator[None]:
    before = [(number, signal.signal(number, handler)) for number, handler in handlers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class Polled:
    """A poll in the main thread whose handler sends the signals, and returns some time after that."""

    def __init__(self, twin: str, telegram: LocalTelegram, *numbers: int, during: Callable[[], object] = int) -> None:
        self.control, self.store = PollControl(), MemoryStore()
        self._numbers, self._during = numbers, during
        self._options: dict[str, Any] = {"control": self.control, "offset_store": self.store, "timeout": 10}
        telegram.user_says(ANN, "hi")
        if twin == "sync":
            with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
                client.poll(self._handle, **self._options)
        else:
            asyncio.run(self._run(telegram))

    async def _run(self, telegram: LocalTelegram) -> None:
        self._during()
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(self._handle_async, **self._options)

    def _handle(self, _: Update) -> None:
        stopped = threading.Event()
        for number in self._numbers:
            os.kill(os.getpid(), number)
        while not self.control.is_stopped:
            stopped.wait(0.01)
        stopped.wait(0.1)

    async def _handle_async(self, _: Update) -> None:
        await asyncio.to_thread(self._handle, _)


@both
def test_the_handler_of_the_program_gets_both_signals_and_the_poll_ends_in_order(
    twin: str, telegram: LocalTelegram
) -> None:
    for number in (TERM, INT):
        received_signals: list[int] = []

        def hear(number: int, _: object, received_signals: list[int] = received_signals) -> None:
            received_signals.append(number)

        with listening((TERM, hear), (INT, hear)):
            polled = Polled(twin, telegram, number)
            assert signal.getsignal(number) is hear
        assert received_signals == [number]
        assert polled.control.handled == 1
        assert telegram.waiting == 0


@both
def test_an_exception_of_the_programs_handler_is_raised_after_the_poll_has_ended(
    twin: str, telegram: LocalTelegram
) -> None:
    def leave(*_: object) -> None:
        raise SystemExit(3)

    with listening((TERM, leave)), pytest.raises(SystemExit) as caught:
        Polled(twin, telegram, TERM)
    assert caught.value.code == 3
    assert telegram.waiting == 0  # what was handled is confirmed


@both
def test_pythons_own_signal_handlers_do_not_interrupt_a_poll(twin: str, telegram: LocalTelegram) -> None:
    for handler in (signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN):
        with listening((INT, handler)):
            polled = Polled(twin, telegram, INT)
            assert signal.getsignal(INT) is handler
        assert polled.control.handled == 1
        assert telegram.waiting == 0


def test_a_signal_handler_of_the_event_loop_is_called_once(telegram: LocalTelegram) -> None:
    received_signals: list[int] = []

    def listen() -> None:
        asyncio.get_running_loop().add_signal_handler(TERM, received_signals.append, TERM)

    polled = Polled("async", telegram, TERM, during=listen)
    assert received_signals == [TERM]
    assert polled.control.handled == 1


def test_a_signal_handler_installed_during_the_poll_stays(telegram: LocalTelegram) -> None:
    received_signals: list[int] = []

    def hear(number: int, _: object) -> None:
        received_signals.append(number)

    with listening((TERM, signal.SIG_DFL)):
        control = PollControl()
        telegram.user_says(ANN, "hi")

        async def run() -> None:
            async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:

                async def handle(_: Update) -> None:
                    signal.signal(TERM, hear)
                    control.stop()

                await client.poll(handle, control=control, timeout=1)

        asyncio.run(run())
        assert signal.getsignal(TERM) is hear


@both
def test_a_poll_without_stop_on_signals_changes_no_signal_handler(
    twin: str, telegram: LocalTelegram, tmp_path: Path
) -> None:
    seen: list[object] = []
    control = PollControl()

    def handle(_: Update) -> None:
        seen.append(signal.getsignal(TERM))
        control.stop()

    async def handle_async(update: Update) -> None:
        handle(update)

    def hear(*_: object) -> None: ...

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(handle_async, control=control, timeout=1, stop_on_signals=False)

    telegram.user_says(ANN, "hi")
    with listening((TERM, hear)):
        if twin == "async":
            asyncio.run(run())
        else:
            with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
                client.poll(handle, control=control, timeout=1, stop_on_signals=False)
    assert seen == [hear]
