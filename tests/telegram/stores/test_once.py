"""A block of `SqliteStore.once` is one transaction: ending it early is refused, or raises at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.rows import on_rows

from schedbot_sdk import ConfigurationError
from schedbot_sdk.telegram import Progress, SqliteStore, Update

UPDATE = Update(update_id=7)
Block = Callable[[sqlite3.Connection], object]


def database_in(folder: Path) -> Path:
    path = folder / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE notes (text TEXT UNIQUE)")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return database_in(tmp_path)


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute("SELECT text FROM notes ORDER BY text")]


def write(database: sqlite3.Connection, text: str) -> None:
    database.execute("INSERT INTO notes VALUES (?)", (text,))


def do(store: SqliteStore, block: Block) -> bool:
    """Run the block, and return whether it was run."""
    with store.once(UPDATE) as database:
        if database is None:
            return False
        block(database)
    return True


def commit(database: sqlite3.Connection) -> None:
    database.commit()


def roll_back(database: sqlite3.Connection) -> None:
    database.rollback()


def run_a_script(database: sqlite3.Connection) -> None:
    database.executescript("SELECT 1;")


def write_within(database: sqlite3.Connection) -> None:
    with database:
        write(database, "within")


@on_rows(
    ("end", "text"),
    [(commit, "commit"), (roll_back, "roll back"), (run_a_script, "executescript"), (write_within, "with database:")],
)
def test_methods_that_would_commit_are_refused_and_nothing_is_written(end: Block, text: str, tmp_path: Path) -> None:
    path = database_in(tmp_path)
    store = SqliteStore(path)

    def block(database: sqlite3.Connection) -> None:
        write(database, "before")
        end(database)

    with pytest.raises(ConfigurationError, match=text):
        do(store, block)
    assert notes(path) == []
    assert do(store, lambda database: write(database, "again"))
    assert notes(path) == ["again"]


def commits(database: sqlite3.Connection) -> None:
    write(database, "before")
    database.execute("COMMIT")
    write(database, "after")


def test_a_block_that_commits_by_a_statement_raises_and_does_not_run_again(path: Path) -> None:
    store = SqliteStore(path)
    with pytest.raises(ConfigurationError, match="do not commit"):
        do(store, commits)
    assert notes(path) == ["after", "before"]
    assert not do(store, commits)


def test_a_block_that_raises_after_a_commit_runs_again(path: Path) -> None:
    store = SqliteStore(path)

    def block(database: sqlite3.Connection) -> None:
        commits(database)
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        do(store, block)
    assert do(store, lambda database: write(database, "again"))


def test_a_block_that_begins_another_transaction_raises_and_runs_again(path: Path) -> None:
    store = SqliteStore(path)

    def block(database: sqlite3.Connection) -> None:
        database.execute("COMMIT")
        database.execute("BEGIN")
        write(database, "lost")

    with pytest.raises(ConfigurationError, match="do not commit"):
        do(store, block)
    assert notes(path) == []
    assert do(store, lambda database: write(database, "again"))


def test_a_block_that_sqlite_rolled_back_raises_and_runs_again(path: Path) -> None:
    store = SqliteStore(path)

    def block(database: sqlite3.Connection) -> None:
        write(database, "x")
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("INSERT OR ROLLBACK INTO notes VALUES ('x')")

    with pytest.raises(ConfigurationError, match="ON CONFLICT ROLLBACK"):
        do(store, block)
    assert notes(path) == []
    assert do(store, lambda database: write(database, "again"))


def test_an_open_statement_raises_its_own_error(path: Path) -> None:
    store, kept = SqliteStore(path), list[sqlite3.Cursor]()

    def leave_open(database: sqlite3.Connection) -> None:
        kept.append(database.execute("INSERT INTO notes VALUES ('a'), ('b') RETURNING text"))
        assert next(kept[0]) == ("a",)

    with pytest.raises(sqlite3.OperationalError, match="in progress"):
        do(store, leave_open)
    kept.clear()
    assert notes(path) == []
    assert do(store, lambda database: write(database, "a"))


def test_a_block_may_use_savepoints(path: Path) -> None:
    def block(database: sqlite3.Connection) -> None:
        database.execute("SAVEPOINT mine")
        write(database, "a")
        database.execute("ROLLBACK TO mine")
        write(database, "b")

    assert do(SqliteStore(path), block)
    assert notes(path) == ["b"]


def begin_another(store: SqliteStore) -> None:
    do(store, lambda _: None)


def save(store: SqliteStore) -> None:
    store.save(Progress(1))


@on_rows("inner", [begin_another, save])
def test_a_nested_block_is_refused_at_once(inner: Callable[[SqliteStore], object], tmp_path: Path) -> None:
    store = SqliteStore(database_in(tmp_path))
    with pytest.raises(ConfigurationError, match="do not nest once blocks"):
        do(store, lambda _: inner(store))
    assert do(store, lambda database: write(database, "a"))
    assert not do(store, lambda database: write(database, "b"))
