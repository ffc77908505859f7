"""An update that cannot be handled becomes a dead letter: the poll continues, and the update can be replayed."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from tests.rows import on_rows
from tests.telegram.polls import ANN, BORIS, both, poll, text_of, updates
from tests.telegram.stores.openers import Store, all_stores, opener, stores_on_disk

from schedbot_sdk import AsyncTelegramClient, ConfigurationError, TelegramClient
from schedbot_sdk.telegram import (
    AsyncHandler,
    DeadLetter,
    FileStore,
    MemoryStore,
    PollControl,
    Progress,
    SqliteStore,
    UnparsedUpdate,
    Update,
    WrongHandlerError,
)
from schedbot_sdk.testing import LocalTelegram

DEAD_LETTER = DeadLetter(7, "7:x", '{"update_id": 7, "poll": {"id": "1"}}', "KeyError", 3, 1.5)
MALFORMED = {"update_id": 7, "message": {"text": "private words"}}


class HandlerError(Exception):
    pass


def fails(text: str) -> Callable[[Update], None]:
    def step(update: Update) -> None:
        if text_of(update) == text:
            raise HandlerError(text)

    return step


def dead_letter(number: int) -> DeadLetter:
    return DeadLetter(number, f"{number}:x", json.dumps({"update_id": number, "poll": {}}), "KeyError", 1, 0.0)


@both
@all_stores
def test_an_update_whose_handler_always_fails_becomes_a_dead_letter_and_the_poll_continues(
    twin: str, kind: str, telegram: LocalTelegram, tmp_path: Path
) -> None:
    stored = opener(kind, tmp_path)
    telegram.user_says(ANN, "bad")
    telegram.user_says(ANN, "after it")
    telegram.user_says(BORIS, "beside it")
    control = PollControl()
    seen: list[str] = []

    def step(update: Update) -> None:
        fails("bad")(update)
        seen.append(text_of(update))
        if len(seen) == 2:
            control.stop()

    polled = poll(twin, telegram, until=99, step=step, attempts=2, offset_store=stored(), control=control)
    assert polled.error is None
    assert sorted(seen) == ["after it", "beside it"]
    assert telegram.waiting == 0
    assert (control.dead, control.handled, control.retried) == (1, 2, 1)
    (kept,) = stored().dead_letters()
    assert isinstance(kept.update, Update)
    assert text_of(kept.update) == "bad"
    assert (kept.reason, kept.attempts, kept.update_id) == ("HandlerError", 2, kept.update.update_id)
    assert kept.key == kept.update.dedupe_key
    assert kept.time > 1_600_000_000
    assert "bad" not in repr(kept)


@both
def test_an_unreadable_update_becomes_a_dead_letter_unchanged_and_poll_and_loop_continue(
    twin: str, telegram: LocalTelegram
) -> None:
    for way in ("poll", "updates"):
        store = MemoryStore()
        telegram.restart_ids(100)
        telegram.push_update(MALFORMED)
        telegram.user_says(ANN, "next")
        if way == "poll":
            assert poll(twin, telegram, until=1, offset_store=store).handled == ["next"]
        else:
            assert updates(twin, telegram, leave_at=1, offset_store=store) == ["next"]
        (kept,) = store.dead_letters()
        assert json.loads(kept.raw) == MALFORMED
        assert (kept.reason, kept.attempts) == ("ResponseError", 0)
        assert isinstance(kept.update, UnparsedUpdate)


@both
def test_a_hook_that_fails_does_not_end_the_poll_and_the_update_becomes_a_dead_letter(
    twin: str, telegram: LocalTelegram
) -> None:
    store, control = MemoryStore(), PollControl()
    handled: list[str] = []

    def handle(update: Update) -> None:
        fails("bad")(update)
        handled.append(text_of(update))
        control.stop()

    async def handle_async(update: Update) -> None:
        handle(update)

    def on_failure(*_: object) -> None:
        raise OSError("the hook's own trouble")

    telegram.user_says(ANN, "bad")
    telegram.user_says(ANN, "good")
    run(twin, telegram, handle, handle_async, attempts=1, on_failure=on_failure, offset_store=store, control=control)
    assert handled == ["good"]
    assert [kept.reason for kept in store.dead_letters()] == ["HandlerError"]


@both
def test_with_on_error_stop_a_hook_that_fails_ends_the_poll(twin: str, telegram: LocalTelegram) -> None:
    def on_failure(*_: object) -> None:
        raise OSError("disk full")

    async def handle_async(_: Update) -> None:
        raise HandlerError

    def handle(_: Update) -> None:
        raise HandlerError

    telegram.user_says(ANN, "bad")
    with pytest.raises(OSError, match="disk full"):
        run(twin, telegram, handle, handle_async, attempts=1, on_failure=on_failure, on_error="stop")
    assert telegram.waiting == 1


def run(twin: str, telegram: LocalTelegram, handle: Any, handle_async: Any, **options: Any) -> None:
    """Poll until the handler stops it, or it ends."""

    async def run_async() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(handle_async, timeout=1, stop_on_signals=False, **options)

    if twin == "async":
        asyncio.run(run_async())
        return
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        client.poll(handle, timeout=1, stop_on_signals=False, **options)


class UsersStore:
    """A store without dead letters."""

    def __init__(self) -> None:
        self.progress = Progress()

    def load(self) -> Progress:
        return self.progress

    def save(self, progress: Progress) -> None:
        self.progress = progress


@both
def test_a_users_store_without_dead_letters_works_with_a_warning_at_the_start(
    twin: str, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.user_says(ANN, "bad")
    telegram.user_says(ANN, "good")
    store = UsersStore()
    polled = poll(twin, telegram, until=1, step=fails("bad"), attempts=1, offset_store=store)
    assert (polled.error, polled.handled, telegram.waiting) == (None, ["good"], 0)
    (message,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "UsersStore" in message
    assert "on_failure" in message
    caplog.clear()
    poll(twin, telegram, until=0, hook=True, offset_store=store, limit=0.2)
    poll(twin, telegram, until=0, on_error="stop", offset_store=store, limit=0.2)
    assert [record for record in caplog.records if record.levelno == logging.WARNING] == []


class FailingStore(MemoryStore):
    """Cannot save dead letters."""

    def save_dead_letters(self, progress: Progress, dead_letters: Any) -> None:
        raise OSError("disk full")


@both
def test_the_offset_moves_only_when_the_dead_letter_is_saved(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "bad")
    store = FailingStore()
    polled = poll(twin, telegram, until=9, step=fails("bad"), attempts=1, offset_store=store)
    assert isinstance(polled.error, OSError)
    assert telegram.waiting == 1
    assert store.load().finished == ()


@both
@all_stores
def test_replay_removes_the_updates_that_it_handles_and_keeps_those_that_fail_again(
    twin: str, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored = opener(kind, tmp_path)
    store = stored()
    unread = DeadLetter(9, "9:unparsed", json.dumps(MALFORMED), "ResponseError", 0, 0.0)
    store.save_dead_letters(Progress(10), [dead_letter(7), unread, dead_letter(8)])
    seen: list[int] = []

    def handle(update: Update) -> None:
        seen.append(update.update_id)
        if update.update_id == 8:
            raise HandlerError("secret words")

    async def handle_async(update: Update) -> None:
        await asyncio.sleep(0)
        handle(update)

    count = store.replay(handle) if twin == "sync" else asyncio.run(store.replay_async(handle_async))
    assert (count, seen) == (1, [7, 8])
    left = stored().dead_letters()
    assert [(kept.update_id, kept.reason, kept.attempts) for kept in left] == [
        (9, "ResponseError", 0),
        (8, "HandlerError", 2),
    ]
    assert left[1].time > 1_600_000_000
    assert stored().load() == Progress(10)
    assert "secret words" not in caplog.text
    assert "test_dead_letters.py" in caplog.text
    store.remove_dead_letter("8:x")
    store.remove_dead_letter("no letter")
    assert [kept.update_id for kept in stored().dead_letters()] == [9]


@all_stores
def test_replay_refuses_a_function_of_the_other_twin_and_removes_nothing(kind: str, tmp_path: Path) -> None:
    store = opener(kind, tmp_path)()
    store.save_dead_letters(Progress(10), [dead_letter(7)])

    async def handle_async(_: Update) -> None:
        raise AssertionError

    def handle(_: Update) -> None:
        return

    with pytest.raises(WrongHandlerError):
        store.replay(handle_async)
    with pytest.raises(WrongHandlerError):
        asyncio.run(store.replay_async(cast("AsyncHandler", handle)))
    assert len(store.dead_letters()) == 1


@all_stores
def test_a_dead_letter_replaces_one_of_its_key_and_memory_keeps_the_last_hundred(kind: str, tmp_path: Path) -> None:
    stored = opener(kind, tmp_path)
    store = stored()
    store.save_dead_letters(Progress(1), [dead_letter(number) for number in range(150)])
    store.save_dead_letters(Progress(2), [DEAD_LETTER, DEAD_LETTER])
    store.save_dead_letters(Progress(2), [dead_letter(149)])
    kept = stored().dead_letters()
    others = range(50, 150) if isinstance(store, MemoryStore) else range(150)
    expected = [number for number in others if number != 7]
    assert [one.update_id for one in kept if one.key != "7:x"] == (expected[1:] if len(kept) == 100 else expected)
    assert [one for one in kept if one.key == "7:x"] == [DEAD_LETTER]


def test_files_from_before_dead_letters_can_be_read(tmp_path: Path) -> None:
    file, base = tmp_path / "offset.json", tmp_path / "bot.sqlite3"
    file.write_text('{"offset": 7, "finished": ["a"]}')
    with closing(sqlite3.connect(base)) as database, database:
        database.execute("CREATE TABLE schedbot_progress (id INTEGER PRIMARY KEY, offset INTEGER, finished TEXT)")
        database.execute("INSERT INTO schedbot_progress VALUES (1, 7, '[\"a\"]')")
    for store in (FileStore(file), SqliteStore(base)):
        assert store.load() == Progress(7, ("a",))
        assert store.dead_letters() == []
        store.save_dead_letters(Progress(8), [DEAD_LETTER])
        assert store.dead_letters() == [DEAD_LETTER]


@on_rows("dead_letters", ["1", "[1]", "[{}]", '[{"update_id": "x"}]', "{}[", '{"a": 1}'])
def test_a_file_with_invalid_dead_letters_is_refused(dead_letters: str, tmp_path: Path) -> None:
    file = tmp_path / "offset.json"
    file.write_text(f'{{"offset": 7, "finished": [], "dead_letters": {dead_letters}}}')
    with pytest.raises(ConfigurationError, match=r"offset\.json"):
        FileStore(file).load()


@both
@stores_on_disk
def test_an_update_at_which_the_loop_always_ends_becomes_a_dead_letter(
    twin: str, kind: str, telegram: LocalTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = opener(kind, tmp_path)
    for text in ("fine", "bad", "last"):
        telegram.user_says(ANN, text)
    seen: list[str] = []
    for _ in range(4):
        with suppress(HandlerError):
            start_loop(twin, telegram, seen, opened(), until="last")
    assert seen == ["fine", "bad", "bad", "bad", "last"]
    (kept,) = opened().dead_letters()
    assert (kept.attempts, isinstance(kept.update, Update)) == (3, True)
    assert "is given up" in caplog.text
    assert "bad" not in caplog.text
    assert telegram.waiting == 1  # "last", at which the loop was left


@both
def test_a_loop_left_at_another_update_starts_counting_again_and_never_counts_with_on_error_stop(
    twin: str, telegram: LocalTelegram
) -> None:
    store = MemoryStore()
    for number in range(3):
        telegram.user_says(ANN, f"m{number}")
    seen = [text for _ in range(2) for text in updates(twin, telegram, leave_at=1, offset_store=store)]
    seen += updates(twin, telegram, leave_at=2, offset_store=store)
    seen += [
        text for _ in range(9) for text in updates(twin, telegram, leave_at=1, offset_store=store, on_error="stop")
    ]
    assert seen == ["m0", "m0", "m0", *["m1"] * 10]
    assert store.dead_letters() == []


def start_loop(twin: str, telegram: LocalTelegram, seen: list[str], store: Store, until: str) -> None:
    def body(update: Update) -> bool:
        seen.append(text_of(update))
        fails("bad")(update)
        return text_of(update) == until

    async def run_async() -> None:
        async with (
            AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client,
            aclosing(client.updates(timeout=1, offset_store=store)) as loop,
        ):
            async for update in loop:
                if body(update):
                    break

    if twin == "async":
        asyncio.run(run_async())
        return
    with (
        TelegramClient(telegram.token, base_url=telegram.base_url) as client,
        closing(client.updates(timeout=1, offset_store=store)) as loop,
    ):
        for update in loop:
            if body(update):
                break


@both
def test_on_error_accepts_two_values(twin: str, telegram: LocalTelegram) -> None:
    for wrong in ("ignore", None, [1]):
        polled = poll(twin, telegram, until=0, on_error=wrong)
        assert isinstance(polled.error, ConfigurationError)
        assert "on_error" in str(polled.error)


def test_dead_letters_can_be_read_while_a_poll_adds_some() -> None:
    store, is_over = MemoryStore(), threading.Event()

    def read() -> None:
        while not is_over.is_set():
            store.dead_letters()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(2000):
            store.save_dead_letters(Progress(number), [dead_letter(number)])
    finally:
        is_over.set()
        reader.join()
    assert len(store.dead_letters()) == 100


@both
def test_a_handler_that_is_cancelled_from_within_fails_like_any_other(twin: str, telegram: LocalTelegram) -> None:
    def step(update: Update) -> None:
        if text_of(update) == "bad":
            raise asyncio.CancelledError

    telegram.user_says(ANN, "bad")
    telegram.user_says(ANN, "next")
    store = MemoryStore()
    polled = poll(twin, telegram, until=1, step=step, attempts=1, offset_store=store, control=PollControl())
    assert (polled.error, polled.handled) == (None, ["next"])
    assert [(letter.reason, letter.attempts) for letter in store.dead_letters()] == [("RuntimeError", 1)]
