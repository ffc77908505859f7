"""Polls a local Telegram on a real socket, sync and async: no update is lost, and each chat is in order."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.rows import on_rows
from tests.telegram.polling.running import RunningBot, until, when
from tests.telegram.polls import ANN, BORIS, both, poll, text_of, updates
from tests.telegram.stores.openers import opener, stores_on_disk

from schedbot_sdk import (
    AsyncTelegramClient,
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    ResponseError,
    TelegramClient,
)
from schedbot_sdk._core import runtime
from schedbot_sdk.telegram import PollControl, Update
from schedbot_sdk.testing import LocalTelegram


def say(telegram: LocalTelegram, count: int, *, begin: int = 0) -> list[str]:
    texts = [f"m{number}" for number in range(begin, begin + count)]
    for number, text in enumerate(texts):
        telegram.user_says((ANN, BORIS)[number % 2], text)
    return texts


class BrokenError(Exception):
    pass


def fails_at(text: str, times: int) -> Any:
    left = [times]

    def step(update: Update) -> None:
        if text_of(update) == text and left[0]:
            left[0] -= 1
            raise BrokenError(text)

    return step


@both
def test_asking_for_the_next_update_confirms_the_one_before(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 5)
    assert updates(twin, telegram, leave_at=3) == texts[:3]
    assert telegram.waiting == 3
    assert updates(twin, telegram, leave_at=3) == texts[2:5]
    assert telegram.waiting == 1


@both
def test_with_on_error_stop_an_unreadable_update_ends_the_loop(twin: str, telegram: LocalTelegram) -> None:
    telegram.push_update({"update_id": 7, "message": {"text": "secret"}})
    say(telegram, 1)
    with pytest.raises(ResponseError, match="update_id") as caught:
        updates(twin, telegram, leave_at=1, on_error="stop")
    assert "secret" not in str(caught.value)
    assert telegram.waiting == 2


@both
def test_only_skip_pending_deletes_unhandled_updates(twin: str, telegram: LocalTelegram) -> None:
    say(telegram, 5)
    with when(lambda: any(poll.offset >= 0 for poll in telegram.polls), lambda: telegram.user_says(ANN, "after")):
        assert updates(twin, telegram, leave_at=1, skip_pending=True) == ["after"]
    assert [poll.offset for poll in telegram.polls if poll.offset < 0] == [-1]


@both
def test_each_update_is_handled_once_and_those_of_a_chat_in_their_order(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 250)
    polled = poll(twin, telegram, until=250, seconds=0.001)
    assert polled.error is None
    assert sorted(polled.handled) == sorted(texts)
    for chat in (0, 1):
        assert [text for text in polled.handled if int(text[1:]) % 2 == chat] == texts[chat::2]
    assert telegram.waiting == 0
    assert (polled.control.handled, polled.control.received, polled.control.unfinished) == (250, 250, 0)
    assert polled.control.last_answer_at is not None


@both
@on_rows("concurrency", [1, 3])
def test_concurrency_is_the_most_updates_handled_at_a_time(
    twin: str, concurrency: int, telegram: LocalTelegram
) -> None:
    for number in range(12):
        telegram.user_says(type(ANN)(100 + number, "P"), f"m{number}")
    side_by_side, lock, running, most = threading.Barrier(concurrency), threading.Lock(), 0, 0

    def step(_: str) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        side_by_side.wait(20)
        with lock:
            running -= 1

    bot = RunningBot(twin, "poll", telegram, step, concurrency=concurrency)
    until(lambda: len(bot.handled) == 12)
    bot.control.stop()
    bot.join()
    assert (bot.error, most) == (None, concurrency)


@both
def test_a_handler_that_raises_gets_the_update_again_and_only_its_chat_waits(
    twin: str, telegram: LocalTelegram
) -> None:
    texts = say(telegram, 6)
    failed: set[str] = set()
    done: set[str] = set()

    def step(update: Update) -> None:
        text = text_of(update)
        # m0 fails until m5 is done, and m5 until m0 has failed: either may come first.
        if (text == "m0" and "m5" not in done) or (text == "m5" and "m0" not in failed):
            failed.add(text)
            raise BrokenError(text)
        done.add(text)

    polled = poll(twin, telegram, until=6, step=step, attempts=100)
    assert polled.error is None
    assert "m0" in failed
    assert polled.control.retried >= 1
    assert sorted(polled.handled) == texts
    assert [text for text in polled.handled if text in texts[0::2]] == texts[0::2]


@both
def test_after_its_attempts_an_update_goes_to_the_hook_and_then_is_done(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 4)
    polled = poll(twin, telegram, until=4, step=fails_at("m0", 99), hook=True, attempts=2)
    assert polled.given_up == [("m0", "BrokenError")]
    assert sorted(polled.handled) == texts[1:]
    assert telegram.waiting == 0
    assert (polled.control.dead, polled.control.handled) == (1, 3)


@both
def test_with_on_error_stop_the_poll_ends_with_the_handlers_error_and_confirms_nothing_beyond(
    twin: str, telegram: LocalTelegram
) -> None:
    say(telegram, 4)
    polled = poll(twin, telegram, until=99, step=fails_at("m0", 99), attempts=1, on_error="stop")
    assert isinstance(polled.error, BrokenError)
    assert telegram.waiting == 4


@both
def test_an_unreadable_update_goes_to_the_hook(twin: str, telegram: LocalTelegram) -> None:
    telegram.push_update({"update_id": 7, "message": {"text": "no chat"}})
    texts = say(telegram, 2)
    polled = poll(twin, telegram, until=3, hook=True)
    assert [kind for _, kind in polled.given_up] == ["ResponseError"]
    assert polled.given_up[0][0].startswith("unparsed ")
    assert sorted(polled.handled) == texts
    assert telegram.waiting == 0


@both
def test_ids_that_go_backwards_lose_nothing(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 3)
    polled = poll(twin, telegram, until=3)
    telegram.restart_ids(7)
    texts += say(telegram, 3, begin=3)
    again = poll(twin, telegram, until=3)
    assert sorted(polled.handled + again.handled) == texts
    assert telegram.waiting == 0


@both
@on_rows(("token", "kind"), [("100000:wrong", AuthenticationError), ("1:x", Exception)])
def test_a_wrong_token_ends_the_poll_at_once(
    twin: str, token: str, kind: type[Exception], telegram: LocalTelegram
) -> None:
    polled = poll(twin, telegram, until=1, token=token)
    assert isinstance(polled.error, AuthenticationError | NotFoundError)
    assert isinstance(polled.error, kind)
    assert len(polled.events) == 2


@both
def test_a_second_poll_ends_the_first_one(twin: str, telegram: LocalTelegram) -> None:
    def take_over() -> None:
        while not telegram.is_polled:
            time.sleep(0.01)
        with TelegramClient(telegram.token, base_url=telegram.base_url) as other:
            other.get_updates(offset=0, timeout=1)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(take_over)
        polled = poll(twin, telegram, until=1, timeout=10)
        other.result()
    assert isinstance(polled.error, ConflictError)


@both
def test_a_conflict_can_be_waited_for(twin: str, telegram: LocalTelegram) -> None:
    telegram.fail_next(409, times=2)
    say(telegram, 1)
    polled = poll(twin, telegram, until=1, on_conflict="wait")
    assert polled.error is None
    assert polled.control.failures == 2


@both
def test_a_poll_survives_an_outage_and_each_failure_is_an_event(
    twin: str, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.1))
    telegram.fail_next(502, times=2)
    telegram.fail_next(200, body="<html>")
    telegram.fail_next(200, body='{"ok": true, "result": [')
    texts = say(telegram, 2)
    polled = poll(twin, telegram, until=2)
    assert polled.error is None
    assert sorted(polled.handled) == texts
    assert polled.control.failures == 4
    assert [event.status_code for event in polled.events if event.kind == "failure"][:2] == [502, 502]
    waits = [event for event in polled.events if event.kind == "wait"]
    assert len(waits) == 4
    assert all(event.delay is not None and event.operation == "telegram.getUpdates" for event in waits)


@both
def test_the_retry_after_of_a_429_is_obeyed(twin: str, telegram: LocalTelegram) -> None:
    telegram.flood(1)
    say(telegram, 1)
    began = time.monotonic()
    assert poll(twin, telegram, until=1).error is None
    assert time.monotonic() - began >= 1.0


@both
def test_empty_answers_that_come_at_once_make_no_busy_loop(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.0))
    control = PollControl()
    began = time.monotonic()
    with LocalTelegram(long_polls=False) as telegram, when(lambda: len(telegram.polls) == 4, control.stop):
        assert poll(twin, telegram, until=1, timeout=30, control=control).error is None
    assert time.monotonic() - began >= 3 * 0.5


def test_the_poll_has_a_connection_of_its_own(telegram: LocalTelegram) -> None:
    control = PollControl()
    with TelegramClient(telegram.token, base_url=telegram.base_url, max_connections=1) as client:
        poller = threading.Thread(target=lambda: client.poll(lambda _: None, timeout=30, control=control))
        poller.start()
        until(lambda: telegram.is_polled)
        assert client.get_me().is_bot
        assert telegram.is_polled
        assert len(telegram.polls) == 1
        control.stop()
        poller.join(20.0)
        assert not poller.is_alive()


def test_the_async_poll_has_a_connection_of_its_own(telegram: LocalTelegram) -> None:
    async def nothing(_: Update) -> None:
        return

    async def run() -> None:
        control = PollControl()
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url, max_connections=1) as client:
            poller = asyncio.create_task(client.poll(nothing, timeout=30, control=control))
            await asyncio.to_thread(until, lambda: telegram.is_polled)
            assert (await client.get_me()).is_bot
            assert telegram.is_polled
            assert len(telegram.polls) == 1
            control.stop()
            await poller

    asyncio.run(run())


def test_a_cancelled_poll_leaves_no_task_and_loses_nothing(telegram: LocalTelegram) -> None:
    texts = say(telegram, 2)
    both_begun, begun = asyncio.Event(), list[str]()

    async def forever(update: Update) -> None:
        begun.append(text_of(update))
        if len(begun) == 2:
            both_begun.set()
        await asyncio.sleep(60)

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            poller = asyncio.create_task(client.poll(forever))
            await both_begun.wait()
            poller.cancel()
            with pytest.raises(asyncio.CancelledError):
                await poller
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())
    assert telegram.waiting == 2
    assert sorted(poll("async", telegram, until=2).handled) == texts


@both
def test_a_stop_waits_for_handlers_that_end_in_time(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 2)
    begun, may_end = list[str](), threading.Event()

    def step(text: str) -> None:
        begun.append(text)
        assert may_end.wait(20)

    bot = RunningBot(twin, "poll", telegram, step, drain=20.0)
    until(lambda: len(begun) == 2)
    bot.control.stop()
    assert bot.handled == []
    may_end.set()
    bot.join()
    assert sorted(bot.handled) == texts
    assert telegram.waiting == 0


@both
def test_a_handler_that_does_not_end_in_time_is_abandoned_and_its_update_is_delivered_again(
    twin: str, telegram: LocalTelegram
) -> None:
    texts = say(telegram, 1)
    control = PollControl()
    polled = poll(twin, telegram, until=99, seconds=20.0, on_begin=control.stop, control=control, drain=0.2)
    assert polled.handled == []
    assert telegram.waiting == 1
    assert poll(twin, telegram, until=1).handled == texts


@both
def test_a_stop_confirms_only_finished_updates(twin: str, telegram: LocalTelegram) -> None:
    texts = say(telegram, 2)
    control = PollControl()

    def stop(update: Update) -> None:
        control.stop()

    polled = poll(twin, telegram, until=99, step=stop, control=control, concurrency=1)
    assert polled.handled == texts[:1]
    assert telegram.waiting == 1


@both
def test_a_poll_whose_control_was_stopped_before_does_not_start(twin: str, telegram: LocalTelegram) -> None:
    say(telegram, 1)
    control = PollControl()
    control.stop()
    assert poll(twin, telegram, until=1, control=control).handled == []
    assert telegram.waiting == 1


@on_rows("number", [signal.SIGINT, signal.SIGTERM])
@both
def test_a_signal_ends_the_poll_cleanly(twin: str, number: signal.Signals, telegram: LocalTelegram) -> None:
    texts = say(telegram, 3)
    before = signal.getsignal(number)
    main = threading.main_thread().ident or 0

    def step(update: Update) -> None:
        if text_of(update) == texts[-1]:
            signal.pthread_kill(main, number)

    polled = poll(twin, telegram, until=99, step=step, stop_on_signals=True, timeout=10)
    assert polled.error is None
    assert sorted(polled.handled) == texts
    assert telegram.waiting == 0
    assert signal.getsignal(number) is before


@both
@stores_on_disk
def test_finished_updates_are_not_handled_again_at_the_next_start(
    twin: str, kind: str, telegram: LocalTelegram, tmp_path: Path
) -> None:
    texts = say(telegram, 6)
    step, store = fails_at("m0", 99), opener(kind, tmp_path)()
    first = poll(twin, telegram, until=99, step=step, attempts=3, on_error="stop", offset_store=store)
    assert isinstance(first.error, BrokenError)
    assert telegram.waiting == 6
    left = len(texts) - len(first.handled)
    assert left < 6
    second = poll(twin, telegram, until=left, offset_store=opener(kind, tmp_path)())
    assert sorted(first.handled + second.handled) == texts
    assert telegram.waiting == 0


@on_rows(
    "wrong", [{"concurrency": 0}, {"attempts": 0}, {"timeout": 51}, {"allowed_updates": "message"}, {"drain": -1},
              {"on_conflict": "fight"}, {"timeout": -1}, {"on_conflict": []}, {"drain": None}, {"drain": "5"},
              {"drain": float("nan")}]
)  # fmt: skip
@both
def test_a_wrong_argument_is_refused_at_once(twin: str, wrong: dict[str, Any], telegram: LocalTelegram) -> None:
    polled = poll(twin, telegram, until=1, **wrong)
    assert isinstance(polled.error, ConfigurationError)
    assert not telegram.polls
