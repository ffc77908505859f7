"""A store that fails ends the poll: handlers end, the store is tried once more, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.rows import on_rows
from tests.telegram.polls import ANN, BORIS, both, poll, text_of, updates

from schedbot_sdk import AsyncTelegramClient, ConfigurationError, TelegramClient
from schedbot_sdk.telegram import FileStore, MemoryStore, PollControl, Progress, SqliteStore, Update
from schedbot_sdk.testing import LocalTelegram

TIMEOUT = 20.0


class FailingStore(MemoryStore):
    """Fails so many times, after it has saved an offset."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times
        self.has_failed = threading.Event()

    def save(self, progress: Progress) -> None:
        if self._left and self.load().offset:
            self._left -= 1
            self.has_failed.set()
            raise OSError("disk full")
        super().save(progress)


class MappingStore(dict[str, Progress]):
    """A store that is empty, and so false, at first."""

    def load(self) -> Progress:
        return self.get("progress", Progress())

    def save(self, progress: Progress) -> None:
        self["progress"] = progress


def say_two(telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "quick")
    telegram.user_says(BORIS, "slow")


def poll_while_it_fails(twin: str, telegram: LocalTelegram, store: FailingStore) -> tuple[list[str], Exception | None]:
    """Let one handler end only after the store has failed; return what was handled, and how the poll ended."""
    handled: list[str] = []

    def handle(update: Update) -> None:
        if text_of(update) == "slow":
            store.has_failed.wait(TIMEOUT)
        handled.append(text_of(update))

    async def handle_async(update: Update) -> None:
        await asyncio.to_thread(handle, update)

    async def run_async() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(handle_async, offset_store=store, drain=TIMEOUT)

    try:
        if twin == "async":
            asyncio.run(run_async())
        else:
            with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
                client.poll(handle, offset_store=store, drain=TIMEOUT)
    except Exception as error:
        return handled, error
    return handled, None


@both
@on_rows(("times", "waiting"), [(99, 2), (1, 0)])
def test_when_the_store_fails_handlers_end_it_is_tried_once_more_and_only_saved_offsets_are_confirmed(
    twin: str, times: int, waiting: int, telegram: LocalTelegram
) -> None:
    store = FailingStore(times)
    say_two(telegram)
    handled, error = poll_while_it_fails(twin, telegram, store)
    assert isinstance(error, OSError)
    assert handled == ["quick", "slow"]
    assert telegram.waiting == waiting


@both
def test_an_error_of_the_store_at_the_stop_is_raised(twin: str, telegram: LocalTelegram) -> None:
    control = PollControl()
    telegram.user_says(ANN, "x")
    polled = poll(
        twin, telegram, until=99, step=lambda _: control.stop(), control=control, offset_store=FailingStore(99)
    )
    assert isinstance(polled.error, OSError)
    assert telegram.waiting == 1


@both
@on_rows(("times", "waiting"), [(99, 2), (1, 1)])
def test_a_loop_whose_store_fails_ends_and_confirms_only_what_was_saved(
    twin: str, times: int, waiting: int, telegram: LocalTelegram
) -> None:
    say_two(telegram)
    with pytest.raises(OSError, match="disk full"):
        updates(twin, telegram, leave_at=2, offset_store=FailingStore(times))
    assert telegram.waiting == waiting


@both
def test_a_store_that_is_empty_and_so_false_is_used(twin: str, telegram: LocalTelegram) -> None:
    store = MappingStore()
    say_two(telegram)
    poll(twin, telegram, until=2, offset_store=store)
    offset = store["progress"].offset
    telegram.user_says(ANN, "more")
    store.clear()
    updates(twin, telegram, leave_at=1, offset_store=store)
    assert offset > 0
    telegram.user_says(ANN, "and more")
    updates(twin, telegram, leave_at=2, offset_store=store)
    assert store["progress"].offset > offset


@both
def test_an_unreadable_store_raises_before_pending_updates_are_skipped(
    twin: str, telegram: LocalTelegram, tmp_path: Path
) -> None:
    telegram.user_says(ANN, "x")
    store = FileStore(tmp_path / "missing" / "offset.json")
    polled = poll(twin, telegram, until=1, offset_store=store, skip_pending=True)
    assert isinstance(polled.error, ConfigurationError)
    with pytest.raises(ConfigurationError):
        updates(twin, telegram, leave_at=1, offset_store=store, skip_pending=True)
    assert telegram.polls == []


@on_rows(
    ("offset", "finished"), [(7, "no JSON"), (7, "{}"), (7, "1"), (7, b"\xff"), ("x", "[]"), (-1, "[]"), (1.5, "[]")]
)
def test_a_damaged_row_in_the_database_is_refused(offset: object, finished: object, tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = SqliteStore(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO schedbot_progress VALUES (1, ?, ?)", (offset, finished))
    with pytest.raises(ConfigurationError, match="schedbot_progress"):
        store.load()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no directories to flush")
def test_a_file_store_flushes_its_file_and_then_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[bool] = []
    fsync = os.fsync

    def watch(number: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(number).st_mode))
        assert (tmp_path / "offset.json").exists() is flushed[-1]
        fsync(number)

    monkeypatch.setattr(os, "fsync", watch)
    FileStore(tmp_path / "offset.json").save(Progress(1))
    assert flushed == [False, True]
