"""Clients of one bot that share a limiter, on a local Telegram that sees what comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.telegram.sending.twins import ANN, BORIS, both, does, sent_requests

from schedbot_sdk import AsyncTelegramClient, CallEvent, ConfigurationError, RateLimitError, TelegramClient
from schedbot_sdk.telegram import Rate, SendLimiter
from schedbot_sdk.testing import LocalTelegram

SLOW = Rate(1, 30.0)
COUNTED: dict[str, Callable[[Any], Any]] = {
    "send_message": lambda bot: bot.send_message(ANN.id, "b", deadline=2),
    "send_text": lambda bot: bot.send_text(ANN.id, "b", deadline=2),
    "send_document": lambda bot: bot.send_document(ANN.id, b"x", file_name="a.txt", deadline=2),
    "edit_message_text": lambda bot: bot.edit_message_text(ANN.id, 3, "b", deadline=2),
    "delete_message": lambda bot: bot.delete_message(ANN.id, 3, deadline=2),
    "send_chat_action": lambda bot: bot.send_chat_action(ANN.id, deadline=2),
    "call": lambda bot: bot.call("sendDice", {"chat_id": ANN.id}, returns=dict, deadline=2),
}
FREE: dict[str, Callable[[Any], Any]] = {
    "get_me": lambda bot: bot.get_me(deadline=2),
    "get_updates": lambda bot: bot.get_updates(offset=0, timeout=0, deadline=2),
    "call": lambda bot: bot.call("getWebhookInfo", returns=dict, deadline=2),
}


@both
@pytest.mark.parametrize("name", COUNTED)
def test_whatever_sends_changes_or_deletes_counts(telegram: LocalTelegram, twin: str, name: str) -> None:
    limiter = SendLimiter(chat=SLOW)
    with TelegramClient(telegram.token, base_url=telegram.base_url, limiter=limiter) as first:
        first.send_message(ANN.id, "a")
    with pytest.raises(RateLimitError, match="not sent") as caught:
        does(twin, telegram, COUNTED[name], limiter=limiter)
    assert caught.value.attempts == ()
    assert caught.value.retry_after is not None
    assert 20 < caught.value.retry_after <= 30
    assert sent_requests(telegram) == ["sendMessage"]


@both
@pytest.mark.parametrize("name", FREE)
def test_whatever_only_asks_passes_by(telegram: LocalTelegram, twin: str, name: str) -> None:
    limiter = SendLimiter(overall=Rate(1, 30.0))
    limiter.hold(30.0)
    assert does(twin, telegram, FREE[name], limiter=limiter)


@both
def test_another_chat_passes_a_full_one(telegram: LocalTelegram, twin: str) -> None:
    limiter = SendLimiter(chat=SLOW)
    assert limiter.wait(str(ANN.id), 0) is None
    assert does(twin, telegram, lambda bot: bot.send_message(BORIS.id, "b", deadline=2), limiter=limiter).text == "b"


@both
def test_a_turn_is_waited_for_within_the_deadline(telegram: LocalTelegram, twin: str) -> None:
    limiter = SendLimiter(chat=Rate(1, 0.4))
    began = time.monotonic()
    for _ in range(3):
        does(twin, telegram, lambda bot: bot.send_message(ANN.id, "b"), limiter=limiter)
    assert time.monotonic() - began >= 0.79
    assert len(telegram.sent) == 3


@pytest.mark.parametrize("flooded", ["sync", "async"])
@both
def test_a_429_of_one_client_holds_all_others(telegram: LocalTelegram, twin: str, flooded: str) -> None:
    limiter = SendLimiter()
    telegram.flood(60)
    with pytest.raises(RateLimitError) as caught:
        does(flooded, telegram, lambda bot: bot.send_message(ANN.id, "a", deadline=2), limiter=limiter)
    assert len(caught.value.attempts) == 1
    with pytest.raises(RateLimitError) as caught:
        does(twin, telegram, lambda bot: bot.send_message(BORIS.id, "b", deadline=2), limiter=limiter)
    assert caught.value.attempts == ()
    assert caught.value.retry_after is not None
    assert 50 < caught.value.retry_after <= 60
    assert does(twin, telegram, lambda bot: bot.get_me(deadline=2), limiter=limiter)
    assert sent_requests(telegram) == ["sendMessage", "getMe"]


@both
def test_a_retry_waits_as_long_as_telegram_said_and_for_its_turn(telegram: LocalTelegram, twin: str) -> None:
    limiter = SendLimiter()
    telegram.flood(1)
    events: list[CallEvent] = []
    began = time.monotonic()
    sent = does(twin, telegram, lambda bot: bot.send_message(ANN.id, "a"), limiter=limiter, on_event=events.append)
    assert time.monotonic() - began >= 0.99
    assert sent.text == "a"
    assert [event.kind for event in events] == ["attempt", "failure", "wait", "attempt", "success"]
    assert len(telegram.sent) == 1


@both
def test_without_a_limiter_nothing_waits(telegram: LocalTelegram, twin: str) -> None:
    for number in range(3):
        does(twin, telegram, lambda bot: bot.send_message(ANN.id, "a", deadline=1), limiter=None)
        assert len(telegram.sent) == number + 1


@both
def test_a_closed_client_waits_for_no_turn(telegram: LocalTelegram, twin: str) -> None:
    limiter = SendLimiter()
    limiter.hold(400.0)

    async def run() -> None:
        client = AsyncTelegramClient(telegram.token, base_url=telegram.base_url, limiter=limiter)
        await client.close()
        await client.send_message(42, "x")

    def run_sync() -> None:
        client = TelegramClient(telegram.token, base_url=telegram.base_url, limiter=limiter)
        client.close()
        client.send_message(42, "x")

    with pytest.raises(ConfigurationError, match="the client is closed"):
        run_sync() if twin == "sync" else asyncio.run(run())
