"""Each store loads what it saved, and refuses the files of other programs."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from tests.rows import on_rows
from tests.telegram.stores.openers import all_stores, opener

from schedbot_sdk import (
    ConfigurationError,
)
from schedbot_sdk.telegram import FileStore, Progress, SqliteStore, Update


class BrokenError(Exception):
    pass


@all_stores
def test_a_store_loads_what_it_saved(kind: str, tmp_path: Path) -> None:
    store = opener(kind, tmp_path)()
    assert store.load() == Progress()
    store.save(Progress(7, ("a", "b")))
    store.save(Progress(8, ("b",)))
    assert store.load() == Progress(8, ("b",))


@on_rows("text", ["", "null", "[]", "{}", '{"offset": "1", "finished": []}', "{"])
def test_a_file_that_is_not_a_stores_is_refused_and_not_overwritten(text: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match="notes"):
        FileStore(file).load()
    assert file.read_text() == text


def test_a_file_store_leaves_nothing_beside_its_file(tmp_path: Path) -> None:
    FileStore(tmp_path / "offset.json").save(Progress(1))
    assert [path.name for path in tmp_path.iterdir()] == ["offset.json"]
    assert json.loads((tmp_path / "offset.json").read_text()) == {"offset": 1, "finished": []}


def test_a_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("no database, but long enough to be looked at as one" * 20)
    with pytest.raises(ConfigurationError, match="SqliteStore"):
        SqliteStore(tmp_path / "x.sqlite3")


UPDATE = Update(update_id=7)


def notes(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as database:
        return [row[0] for row in database.execute("SELECT text FROM notes ORDER BY text")]


def write_note(store: SqliteStore, update: Update, text: str) -> bool:
    with store.once(update) as database:
        if database is None:
            return False
        database.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT)")
        database.execute("INSERT INTO notes VALUES (?)", (text,))
    return True


def test_a_write_in_a_once_block_happens_once(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    assert [write_note(SqliteStore(path), UPDATE, text) for text in ("a", "b")] == [True, False]
    assert notes(path) == ["a"]


def fail_in_block(store: SqliteStore) -> None:
    with store.once(UPDATE) as database:
        assert database is not None
        database.execute("CREATE TABLE notes (text TEXT)")
        raise BrokenError


def test_a_once_block_that_raises_is_rolled_back_and_may_run_again(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = SqliteStore(path)
    with pytest.raises(BrokenError):
        fail_in_block(store)
    assert write_note(store, UPDATE, "a")
    assert notes(path) == ["a"]


def test_once_blocks_of_many_threads_run_once_for_each_update(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = SqliteStore(path)
    write_note(store, UPDATE, "first")
    items = [Update(update_id=100 + number // 2) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(write_note, store, item, str(item.update_id)) for item in items]
    assert sum(one.result() for one in done) == 20
    assert notes(path) == [*(str(100 + number) for number in range(20)), "first"]
