"""The example's loop loses nothing, and is stopped by nothing but what it cannot mend."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from examples.schedule_bot.polling import poll
from tests.examples.world import ANN, BORIS, QUICK, running_poll, until_confirmed

from schedbot_sdk import (
    AsyncTelegramClient,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    RetryPolicy,
    SchedbotError,
)
from schedbot_sdk.telegram import Update
from schedbot_sdk.testing.servers import LocalTelegram

PATIENCE = 5.0


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram() as server:
        yield server


class Handled:
    """A handler that notes texts; a slow one it notes later, and a bug never."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.texts: list[str] = []

    async def __call__(self, update: Update) -> None:
        message = update.message or update.edited_message
        text = (message.text or "") if message else ""
        if text == "slow":
            await asyncio.sleep(0.3)
        if text == "bug":
            raise ZeroDivisionError(f"cannot divide {text}")
        with self._changed:
            self.texts.append(text)
            self._changed.notify_all()

    def wait(self, *texts: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.texts) >= len(texts), PATIENCE), self.texts
        assert self.texts == list(texts)


def polling_ends(telegram: LocalTelegram, token: str | None = None) -> SchedbotError:
    """What the loop raises."""

    async def run() -> None:
        async with AsyncTelegramClient(token or telegram.token, base_url=telegram.base_url, retry=QUICK) as client:
            await asyncio.wait_for(poll(client, Handled(), pause=0.01), PATIENCE)

    with pytest.raises(SchedbotError) as caught:
        asyncio.run(run())
    return caught.value


def test_an_update_is_confirmed_only_after_it_was_handled(telegram: LocalTelegram) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def handle(_: Update) -> None:
        begun.set()
        await asyncio.to_thread(go_on.wait, PATIENCE)

    with running_poll(telegram, handle):
        telegram.user_says(ANN, "one")
        assert begun.wait(PATIENCE)
        assert telegram.waiting == 1
        go_on.set()
        until_confirmed(telegram)


def test_an_update_whose_handling_was_cut_off_comes_again(telegram: LocalTelegram) -> None:
    begun = threading.Event()

    async def never(_: Update) -> None:
        begun.set()
        await asyncio.Event().wait()

    with running_poll(telegram, never):
        telegram.user_says(ANN, "one")
        assert begun.wait(PATIENCE)
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("one")


def test_a_bug_in_handling_one_update_does_not_stop_the_others(
    telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("one", "bug", "two"):
        telegram.user_says(ANN, text)
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("one", "two")
        until_confirmed(telegram)
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert "ZeroDivisionError" in errors[0]
    assert "test_polling.py" in errors[0]
    assert "cannot divide bug" not in errors[0]


def test_one_chat_is_in_order_and_does_not_hold_up_another(telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "slow")
    telegram.user_says(ANN, "second")
    telegram.user_says(BORIS, "quick")
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("quick", "slow", "second")


def test_a_malformed_update_is_left_out_and_the_others_are_handled(
    telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.user_says(ANN, "one")
    telegram.push_update({"update_id": 100_000_300, "message": {"text": "private words"}})
    telegram.user_says(ANN, "two")
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("one", "two")
        telegram.user_says(ANN, "three")
        handled.wait("one", "two", "three")
        until_confirmed(telegram)
    assert "update 100000300 is malformed" in caplog.text
    assert "private words" not in caplog.text


def test_ids_that_start_again_lower_are_handled_once(telegram: LocalTelegram) -> None:
    handled = Handled()
    with running_poll(telegram, handled):
        telegram.user_says(ANN, "one")
        handled.wait("one")
        until_confirmed(telegram)
        lower = {"message_id": 9, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "two"}
        telegram.push_update({"update_id": 7, "message": lower})
        handled.wait("one", "two")
        telegram.user_says(ANN, "three")
        handled.wait("one", "two", "three")
        until_confirmed(telegram)
    assert handled.texts == ["one", "two", "three"]


@pytest.mark.parametrize("status", [500, 502, 429])
def test_an_outage_longer_than_the_retries_is_waited_for(telegram: LocalTelegram, status: int) -> None:
    telegram.fail_next(status, times=2 * QUICK.max_attempts, path_ends="/getUpdates")
    telegram.user_says(ANN, "one")
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("one")


def test_an_outage_is_no_hot_loop_when_no_retry_is_left(telegram: LocalTelegram) -> None:
    telegram.fail_next(500, times=100_000, path_ends="/getUpdates")
    none_left = RetryPolicy(initial_wait=0, quota=0)

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url, retry=none_left) as client:
            await asyncio.wait_for(poll(client, Handled(), pause=0.01), 0.7)

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    # After 0.01, 0.02, 0.04, 0.08, 0.16 and 0.32 seconds at the earliest: seven in 0.7 seconds.
    assert 2 <= len(telegram.requests) <= 7


def test_a_proxys_page_instead_of_an_answer_is_waited_for(telegram: LocalTelegram) -> None:
    telegram.fail_next(200, times=3, body="<html>log in</html>", path_ends="/getUpdates")
    telegram.user_says(ANN, "one")
    handled = Handled()
    with running_poll(telegram, handled):
        handled.wait("one")


def test_a_wrong_token_ends_the_loop(telegram: LocalTelegram) -> None:
    assert isinstance(polling_ends(telegram, "100000:another"), AuthenticationError)


def test_a_token_that_telegram_takes_for_none_ends_the_loop(telegram: LocalTelegram) -> None:
    telegram.fail_next(404, path_ends="/getUpdates")
    assert isinstance(polling_ends(telegram), NotFoundError)


def test_another_instance_ends_the_loop_with_a_clear_message(telegram: LocalTelegram) -> None:
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
    telegram.fail_next(409, body=json.dumps(conflict), path_ends="/getUpdates")
    error = polling_ends(telegram)
    assert isinstance(error, ConflictError)
    assert "another poll" in str(error)
