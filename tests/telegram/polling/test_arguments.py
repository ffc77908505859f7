"""Arguments that cannot work are refused before the poll starts."""

from __future__ import annotations

import asyncio
import functools
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from tests.telegram.polls import ANN

from schedbot_sdk import AsyncTelegramClient, ConfigurationError, TelegramClient
from schedbot_sdk.telegram import MemoryStore, PollControl, Update, WrongHandlerError
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.testing import LocalTelegram


async def awaits(update: object, *_: object) -> None: ...


def takes_none() -> None: ...


def takes_three(update: object, error: object, context: object) -> None: ...


def takes_named(update: object, *, context: object) -> None: ...


def nothing(*_: object) -> None: ...


class Awaits:
    async def __call__(self, *_: object) -> None: ...


class Yields:
    def __call__(self, *_: object) -> Any:
        yield


class Fine:
    def __call__(self, *_: object) -> None: ...

    def method(self, update: object, error: object = None) -> None: ...


def test_a_function_of_the_wrong_kind_is_refused() -> None:
    passed: list[object] = []
    async_ones: list[object] = [awaits, functools.partial(awaits, None), Awaits(), Yields(), AsyncMock()]
    odd_ones: list[object] = [takes_none, takes_three, takes_named, lambda: None]
    fine_ones: list[object] = [print, Fine(), Fine().method, nothing, Mock(), functools.partial(takes_three, 1)]
    for parameters in (1, 2):
        for function in async_ones:
            with pytest.raises(WrongHandlerError):
                check_function("on_failure", function, is_plain=True, parameters=parameters)
        for is_plain in (True, False):
            for function in odd_ones:
                with pytest.raises(WrongHandlerError, match="argument"):
                    check_function("handler", function, is_plain=is_plain, parameters=parameters)
        for function in fine_ones:
            check_function("handler", function, is_plain=True, parameters=2)
            passed.append(function)
    assert len(passed) == 12


def test_a_poll_refuses_a_wrong_function_before_the_first_request(telegram: LocalTelegram) -> None:
    async def refused_async(**options: Any) -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(options.pop("handler", awaits), stop_on_signals=False, **options)

    wrong: Any = takes_none
    other: Any = awaits
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        for hook in (other, wrong):
            with pytest.raises(WrongHandlerError, match="on_failure"):
                client.poll(print, stop_on_signals=False, on_failure=hook)
            with pytest.raises(WrongHandlerError, match="on_failure"):
                client.updates(on_failure=hook)
        with pytest.raises(WrongHandlerError, match="handler"):
            client.poll(wrong, stop_on_signals=False)
    for options in ({"handler": takes_none}, {"on_failure": takes_none}):
        with pytest.raises(WrongHandlerError):
            asyncio.run(refused_async(**options))
    assert telegram.polls == []


def test_a_plain_on_failure_of_an_async_poll_works(telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "bad")
    control, store, given_up = PollControl(), MemoryStore(), list[str]()

    async def handle(_: Update) -> None:
        raise KeyError

    def on_failure(_: object, error: Exception) -> None:
        given_up.append(type(error).__name__)
        control.stop()

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            hook: Any = on_failure
            options: dict[str, Any] = {"control": control, "offset_store": store, "stop_on_signals": False}
            await client.poll(handle, attempts=1, on_failure=hook, timeout=1, **options)

    asyncio.run(run())
    assert (given_up, store.dead_letters(), telegram.waiting) == (["KeyError"], [], 0)


def test_a_store_with_an_async_save_dead_letters_is_refused(telegram: LocalTelegram) -> None:
    class Awaited(MemoryStore):
        async def save_dead_letters(self, *_: object) -> None:  # type: ignore[override]  # that is what is refused
            raise AssertionError

    store: Any = Awaited()
    with (
        TelegramClient(telegram.token, base_url=telegram.base_url) as client,
        pytest.raises(ConfigurationError, match="save_dead_letters"),
    ):
        client.poll(print, offset_store=store)
