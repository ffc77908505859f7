"""A handler sends something, and the response is lost: only what can safely be repeated is sent again."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from tests.rows import on_rows
from tests.telegram.polling.running import until
from tests.telegram.polls import ANN, both

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    ChatClient,
    RetryPolicy,
    TelegramClient,
)
from schedbot_sdk.telegram import MemoryStore, PollControl
from schedbot_sdk.testing import FaultServer, LocalTelegram, faults

ONCE = RetryPolicy(max_attempts=1)


class Sender:
    """Sends a request to a server that fails, in every handler."""

    def __init__(self, twin: str, what: str, url: str) -> None:
        options: dict[str, Any] = {"base_url": url, "retry": ONCE, "timeouts": 5.0}
        self._what = what
        if twin == "sync":
            self._telegram, self._chat = TelegramClient("1:a", **options), ChatClient("k", model="m", **options)
        else:
            self._telegram_async = AsyncTelegramClient("1:a", **options)
            self._chat_async = AsyncChatClient("k", model="m", **options)

    def handle(self, _: object) -> None:
        match self._what:
            case "send":
                self._telegram.send_message(42, "x")
            case "call":
                self._telegram.call("banChatMember", {"chat_id": 1, "user_id": 2}, returns=bool)
            case "idempotent":
                self._telegram.call("deleteMyCommands", returns=bool, idempotent=True)
            case "chat":
                self._chat.complete([{"role": "user", "content": "x"}])
            case _:
                self._telegram.get_me()

    async def handle_async(self, _: object) -> None:
        match self._what:
            case "send":
                await self._telegram_async.send_message(42, "x")
            case "call":
                await self._telegram_async.call("banChatMember", {"chat_id": 1, "user_id": 2}, returns=bool)
            case "idempotent":
                await self._telegram_async.call("deleteMyCommands", returns=bool, idempotent=True)
            case "chat":
                await self._chat_async.complete([{"role": "user", "content": "x"}])
            case _:
                await self._telegram_async.get_me()


def polled(twin: str, what: str, fault: faults.Fault) -> tuple[int, int, int]:
    """Return the counts of requests, of dead letters, and of retries."""
    store, control = MemoryStore(), PollControl()

    def watch() -> None:
        until(lambda: bool(control.dead or control.retried))
        control.stop()

    options: dict[str, Any] = {"attempts": 1, "offset_store": store, "control": control, "timeout": 1, "drain": 5.0}
    with LocalTelegram() as telegram, FaultServer(fault) as server:
        telegram.user_says(ANN, "hi")
        watcher = threading.Thread(target=watch)
        watcher.start()
        sender = Sender(twin, what, server.url)

        async def run() -> None:
            async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as bot:
                await bot.poll(sender.handle_async, stop_on_signals=False, **options)

        if twin == "async":
            asyncio.run(run())
        else:
            with TelegramClient(telegram.token, base_url=telegram.base_url) as bot:
                bot.poll(sender.handle, stop_on_signals=False, **options)
        watcher.join()
        return server.requests, len(store.dead_letters()), control.retried


@both
@on_rows("what", ["send", "call", "chat"])
def test_a_request_that_may_have_been_done_is_sent_once_for_each_attempt(twin: str, what: str) -> None:
    assert polled(twin, what, faults.close()) == (1, 1, 0)


@both
@on_rows("what", ["idempotent", "question"])
def test_a_request_that_can_be_repeated_survives_a_lost_response(twin: str, what: str) -> None:
    sent, given_up, retried = polled(twin, what, faults.close())
    assert sent >= 1
    assert (given_up, retried >= 1) == (0, True)
