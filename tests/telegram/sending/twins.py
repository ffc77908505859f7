"""One action of both twins on a local Telegram."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from schedbot_sdk import AsyncTelegramClient, CallEvent, RetryPolicy, TelegramClient
from schedbot_sdk.telegram import SendLimiter
from schedbot_sdk.testing import LocalTelegram, Person

ANN, BORIS = Person(42, "Ann"), Person(43, "Boris")
QUICK = RetryPolicy(initial_wait=0.001)
both = pytest.mark.parametrize("twin", ["sync", "async"])


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    """A local Telegram on which Ann and Boris have written to the bot."""
    with LocalTelegram() as telegram:
        telegram.user_says(ANN, "hi")
        telegram.user_says(BORIS, "hi")
        yield telegram


def does(
    twin: str,
    telegram: LocalTelegram,
    act: Callable[[Any], Any],
    *,
    limiter: SendLimiter | None = None,
    on_event: Callable[[CallEvent], None] | None = None,
) -> Any:
    """Open a client, let it act, and give the result; an async client's result is awaited."""
    if twin == "sync":
        with TelegramClient(
            telegram.token, base_url=telegram.base_url, retry=QUICK, limiter=limiter, on_event=on_event
        ) as client:
            return act(client)

    async def run() -> Any:
        async with AsyncTelegramClient(
            telegram.token, base_url=telegram.base_url, retry=QUICK, limiter=limiter, on_event=on_event
        ) as client:
            result = act(client)
            return await result if inspect.isawaitable(result) else result

    return asyncio.run(run())


def sent_requests(telegram: LocalTelegram) -> list[str]:
    """The methods that were called, in order."""
    return [request.path.rpartition("/")[2] for request in telegram.requests]
