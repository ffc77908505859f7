"""A bot that polls a local Telegram in a thread of its own, so that a test can stop it and close its client."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from contextlib import aclosing, closing, contextmanager
from typing import Any, Literal, TypeAlias

import httpx
from tests.telegram.polls import text_of

from schedbot_sdk import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram import MemoryStore, PollControl, Update
from schedbot_sdk.testing import LocalTelegram

__all__ = ["RunningBot", "Way", "threads_of_polls", "until", "when"]

Way: TypeAlias = Literal["poll", "updates"]


def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("the condition did not hold within 30 s")


@contextmanager
def when(condition: Callable[[], bool], act: Callable[[], object]) -> Generator[None]:
    """While the block runs, act as soon as the condition holds."""

    def watch() -> None:
        until(condition)
        act()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        watching.join()


def threads_of_polls() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("schedbot-")}


class RunningBot:
    """One bot, of either twin, that calls `poll` or iterates over `updates`.

    Args:
        twin: `"sync"` or `"async"`.
        way: What it calls.
        telegram: Whom it polls.
        step: What it does with each update, in a thread.
        supplied: Whether its HTTP client is one of httpx.
        options: Those of the way.
    """

    def __init__(
        self,
        twin: str,
        way: Way,
        telegram: LocalTelegram,
        step: Callable[[str], object] = lambda _: None,
        *,
        supplied: bool = False,
        **options: Any,
    ) -> None:
        self.handled: list[str] = []
        self.control = PollControl()
        self.store = MemoryStore()
        self.error: Exception | None = None
        self._twin = twin
        self._step = step
        self._way = way
        self._options: dict[str, Any] = {"timeout": 30, "control": self.control, "offset_store": self.store, **options}
        self._loop: asyncio.AbstractEventLoop
        self._http = httpx.Client(trust_env=False) if supplied else None
        if twin == "sync":
            self._sync = TelegramClient(telegram.token, base_url=telegram.base_url, http_client=self._http)
        else:
            self._async = AsyncTelegramClient(telegram.token, base_url=telegram.base_url)
        self._thread = threading.Thread(target=self._run if twin == "sync" else self._run_loop, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close its client, from outside."""
        if self._twin == "sync":
            self._sync.close()
        else:
            asyncio.run_coroutine_threadsafe(self._async.close(), self._loop).result(15)

    def close_supplied(self) -> None:
        """Close the client of httpx."""
        assert self._http is not None
        self._http.close()

    def join(self) -> None:
        """Wait until it has ended; less than a long poll of 30 s would take."""
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            if self._way == "poll":
                self._sync.poll(self._handle, **self._options)
            else:
                with closing(self._sync.updates(**self._options)) as loop:
                    for update in loop:
                        self._handle(update)
        except Exception as error:
            self.error = error
        finally:
            self._sync.close()

    def _run_loop(self) -> None:
        asyncio.run(self._run_async())

    async def _run_async(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            if self._way == "poll":
                await self._async.poll(self._handle_async, **self._options)
            else:
                async with aclosing(self._async.updates(**self._options)) as loop:
                    async for update in loop:
                        await self._handle_async(update)
        except Exception as error:
            self.error = error
        finally:
            await self._async.close()

    def _handle(self, update: Update) -> None:
        self._step(text_of(update))
        self.handled.append(text_of(update))

    async def _handle_async(self, update: Update) -> None:
        await asyncio.to_thread(self._handle, update)
