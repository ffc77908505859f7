"""Two processes share a store for a while: neither loses the other's progress, or waits for it without end."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.rows import on_rows
from tests.telegram.polls import ANN, both
from tests.telegram.stores.openers import opener, stores_on_disk

from schedbot_sdk import AsyncTelegramClient, ConfigurationError, TelegramClient
from schedbot_sdk.telegram import DeadLetter, FileStore, PollControl, Progress, SqliteStore, Update
from schedbot_sdk.telegram.stores.merge import ProgressMerger
from schedbot_sdk.testing import LocalTelegram

Store: TypeAlias = FileStore | SqliteStore
posix = pytest.mark.skipif(os.name != "posix", reason="permissions and locks of POSIX")


def dead_letter(number: int) -> DeadLetter:
    return DeadLetter(number, f"{number}:x", "{}", "KeyError", 1, 0.0)


@stores_on_disk
def test_an_update_that_either_of_two_processes_finished_is_finished(kind: str, tmp_path: Path) -> None:
    opened = opener(kind, tmp_path)
    opened().save(Progress(8))
    old, new = opened(), opened()
    assert old.load() == new.load() == Progress(8)
    old.save_dead_letters(Progress(8, ("9:a", "10:b")), [dead_letter(3)])
    new.save_dead_letters(Progress(8, ("11:c",)), [dead_letter(4)])
    new.save(Progress(8, ("11:c", "12:d")))
    assert set(opened().load().finished) == {"9:a", "10:b", "11:c", "12:d"}
    old.save(Progress(10, ("10:b",)))
    new.save(Progress(9, ("11:c", "12:d")))  # 9 is not finished there, but it is in the other process
    assert opened().load().offset == 10
    assert set(opened().load().finished) == {"10:b", "11:c", "12:d"}
    assert [kept.update_id for kept in opened().dead_letters()] == [3, 4]
    new.save(Progress(13))
    assert opened().load() == Progress(13)


@stores_on_disk
def test_one_process_alone_may_go_back_as_telegrams_ids_do(kind: str, tmp_path: Path) -> None:
    opened = opener(kind, tmp_path)
    store = opened()
    store.load()
    for progress in (Progress(900_000, ("900000:a",)), Progress(300), Progress(301, ("302:b",))):
        store.save(progress)
        assert opened().load() == progress


@stores_on_disk
def test_the_offset_of_a_process_that_begins_again_lower_counts(kind: str, tmp_path: Path) -> None:
    opened = opener(kind, tmp_path)
    one, another = opened(), opened()
    one.load()
    another.load()
    one.save(Progress(900_000))
    another.save(Progress(900_001))
    one.save(Progress(900_000))
    assert opened().load().offset == 900_001
    one.save(Progress(300))
    assert opened().load().offset == 300


def test_merged_progress_is_bounded() -> None:
    merge = ProgressMerger()
    merge.loaded(Progress())
    theirs = Progress(0, tuple(f"{number}:a" for number in range(1500)))
    mine = Progress(0, tuple(f"{number}:b" for number in range(1500)))
    merged = merge.merge(mine, theirs)
    assert len(merged.finished) == 2000
    assert set(mine.finished) <= set(merged.finished)


def write(path: str, kind: str, first: int, count: int) -> None:
    store: Store = FileStore(path) if kind == "file" else SqliteStore(path)
    finished = store.load().finished  # a poll goes on from there
    for number in range(first, first + count):
        finished = (*finished, f"{number}:a")
        store.save_dead_letters(Progress(1, finished), [dead_letter(number)])


@posix
@stores_on_disk
def test_two_processes_that_save_at_once_lose_nothing(kind: str, tmp_path: Path) -> None:
    path, count = tmp_path / "store", 60
    if kind == "sqlite":
        SqliteStore(path)
    context = multiprocessing.get_context("spawn")
    both_of_them = [context.Process(target=write, args=(str(path), kind, first, count)) for first in (1000, 2000)]
    for process in both_of_them:
        process.start()
    for process in both_of_them:
        process.join(120)
        assert process.exitcode == 0
    store: Store = FileStore(path) if kind == "file" else SqliteStore(path)
    expected = {number for first in (1000, 2000) for number in range(first, first + count)}
    assert {int(key.partition(":")[0]) for key in store.load().finished} == expected
    assert {kept.update_id for kept in store.dead_letters()} == expected
    if kind == "file":
        assert [one.name for one in tmp_path.iterdir()] == ["store"]


@posix
def test_a_symbolic_link_stays_one_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    target, link = tmp_path / "data" / "real.json", tmp_path / "offset.json"
    link.symlink_to(Path("data") / "real.json")
    store = FileStore(link)
    assert store.load() == Progress()  # the target is not there yet
    for number in (1, 2):
        store.save(Progress(number))
        assert link.is_symlink()
        assert FileStore(target).load() == FileStore(link).load() == Progress(number)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "offset.json"]
    assert [one.name for one in target.parent.iterdir()] == ["real.json"]


@posix
def test_a_new_file_is_its_owners_alone_and_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "offset.json"
    before = os.umask(0o022)
    try:
        FileStore(path).save(Progress(1))
        assert path.stat().st_mode & 0o777 == 0o600
        for mode in (0o600, 0o640, 0o644, 0o664):
            path.chmod(mode)
            store = FileStore(path)
            store.save(Progress(2))
            store.save_dead_letters(Progress(3), [dead_letter(1)])
            store.remove_dead_letter("1:x")
            assert path.stat().st_mode & 0o777 == mode
    finally:
        os.umask(before)


@posix
def test_a_file_keeps_its_group_and_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "offset.json"
    FileStore(path).save(Progress(1))
    owners: list[tuple[int, int]] = []

    def note(_: object, user: int, group: int) -> None:
        owners.append((user, group))

    monkeypatch.setattr(os, "chown", note)
    FileStore(path).save(Progress(2))
    assert owners == [(path.stat().st_uid, path.stat().st_gid)]

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    FileStore(path).save(Progress(3))
    assert FileStore(path).load() == Progress(3)


@posix
def test_only_temporary_files_of_killed_processes_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "off*set.json"
    (tmp_path / ".off*set.json.abc.new").write_text("{")
    others = [".offXset.json.abc.new", "off*set.json.new", ".other.json.abc.new"]
    for name in others:
        (tmp_path / name).write_text("{")
    FileStore(path).save(Progress(1))
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([*others, path.name])


def test_a_save_that_fails_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "offset.json"
    store = FileStore(path)
    store.save(Progress(1))

    def fails(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        store.save(Progress(2))
    assert [one.name for one in tmp_path.iterdir()] == ["offset.json"]
    assert FileStore(path).load() == Progress(1)


@contextmanager
def locked(store: Store, path: Path) -> Generator[None]:
    """Hold the lock of the store, as another process that writes to it."""
    if isinstance(store, SqliteStore):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    import fcntl

    number = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


@posix
@both
@on_rows(("kind", "way"), [("file", "poll"), ("sqlite", "poll"), ("sqlite", "once")])
def test_a_stop_ends_a_poll_although_another_process_holds_the_lock(
    twin: str, kind: str, way: str, telegram: LocalTelegram, tmp_path: Path
) -> None:
    path = tmp_path / "store"
    store: Store = SqliteStore(path) if kind == "sqlite" else FileStore(path)
    telegram.user_says(ANN, "hi")
    control, waits, error = PollControl(), threading.Event(), list[Exception]()
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(store, path):
            entered.set()
            leave.wait(60)

    holder = threading.Thread(target=hold)

    def handle(update: Update) -> None:
        holder.start()  # not before: the first save comes before any handler
        assert entered.wait(10)
        waits.set()
        if way == "once" and isinstance(store, SqliteStore):
            with store.once(update):
                raise AssertionError("another process writes")

    async def handle_async(update: Update) -> None:
        handle(update)  # it blocks the whole event loop

    options: dict[str, Any] = {"control": control, "offset_store": store, "drain": 0.3, "timeout": 1}

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            await client.poll(handle_async, stop_on_signals=False, **options)

    def drive() -> None:
        try:
            if twin == "async":
                asyncio.run(run())
            else:
                with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
                    client.poll(handle, stop_on_signals=False, **options)
        except Exception as raised:
            error.append(raised)

    thread = threading.Thread(target=drive)
    thread.start()
    try:
        assert waits.wait(20)
        time.sleep(0.3)
        control.stop()
        thread.join(20)  # a store waits for 30 s by itself
        assert not thread.is_alive()
    finally:
        leave.set()
        holder.join()
    assert len(error) == (way == "poll")
    assert telegram.waiting == 1


@posix
def test_after_a_poll_a_store_waits_for_its_lock_as_long_as_before(tmp_path: Path) -> None:
    path = tmp_path / "store"
    for store in (SqliteStore(path), FileStore(tmp_path / "offset.json")):
        store.limit_waits(0.05)
        with locked(store, path), pytest.raises((sqlite3.OperationalError, BlockingIOError)):
            store.save(Progress(1))
        store.limit_waits(None)
        entered = threading.Event()

        def hold(store: Store = store, entered: threading.Event = entered) -> None:
            with locked(store, path):
                entered.set()
                time.sleep(0.5)

        holder = threading.Thread(target=hold)
        holder.start()
        assert entered.wait(10)
        store.save(Progress(1))
        holder.join()
        assert store.load() == Progress(1)


@posix
def test_a_new_database_is_readable_for_its_owner_only_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    new, old = tmp_path / "new.sqlite3", tmp_path / "old.sqlite3"
    old.touch()
    old.chmod(0o640)
    for path, mode in ((new, 0o600), (old, 0o640)):
        SqliteStore(path)
        assert path.stat().st_mode & 0o777 == mode
    with pytest.raises(ConfigurationError, match="no such file or directory; pass the path"):
        SqliteStore(tmp_path / "missing" / "bot.sqlite3")


@posix
def test_a_child_that_was_forked_during_a_save_keeps_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path / "offset.json")
    children: list[int] = []

    def forks(number: int) -> None:
        if not children:
            children.append(os.fork())
            if not children[0]:
                signal.pause()

    monkeypatch.setattr(os, "fsync", forks)
    try:
        store.save(Progress(1))
        store.limit_waits(1.0)
        store.save(Progress(2))
    finally:
        os.kill(children[0], signal.SIGKILL)
        os.waitpid(children[0], 0)
    assert store.load() == Progress(2)


def test_threads_that_create_the_same_database_at_once_all_open_it(tmp_path: Path) -> None:
    for number in range(30):
        path, ready, problems = tmp_path / f"{number}.sqlite3", threading.Barrier(4), list[Exception]()

        def opens(path: Path = path, ready: threading.Barrier = ready, problems: list[Exception] = problems) -> None:
            ready.wait(10)
            try:
                SqliteStore(path)
            except ConfigurationError as error:
                problems.append(error)

        threads = [threading.Thread(target=opens) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems
