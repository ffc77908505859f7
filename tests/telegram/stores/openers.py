"""The stores of the SDK, for tests that hold for each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from tests.rows import on_rows

from schedbot_sdk.telegram import FileStore, MemoryStore, SqliteStore

__all__ = ["Store", "all_stores", "opener", "stores_on_disk"]

Store: TypeAlias = MemoryStore | FileStore | SqliteStore

all_stores = on_rows("kind", ["memory", "file", "sqlite"])
stores_on_disk = on_rows("kind", ["file", "sqlite"])


def opener(kind: str, folder: Path) -> Callable[[], Store]:
    """Return a function that opens the store again, as a restarted bot does; a memory store stays the same object."""
    memory = MemoryStore()
    openers: dict[str, Callable[[], Store]] = {
        "memory": lambda: memory,
        "file": lambda: FileStore(folder / "offset.json"),
        "sqlite": lambda: SqliteStore(folder / "bot.sqlite3"),
    }
    return openers[kind]
