"""A SQLite file as it was at a moment, kept in memory to be put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

__all__ = ["SqliteSnapshot"]

_LOCK_TIMEOUT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class SqliteSnapshot:
    """A whole database."""

    content: bytes | None = field(repr=False)
    """None when it could not be read: then nothing is put back."""
    existed: bool

    @classmethod
    def of(cls, file: Path, schema: str) -> Self:
        """Keep a file; for one that is missing, an empty database with this schema."""
        existed = file.exists()
        try:
            with closing(sqlite3.connect(":memory:")) as memory:
                if existed:
                    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=0)) as source:
                        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # refuses what is no database
                        source.backup(memory)
                else:
                    memory.execute(schema)
                return cls(memory.serialize(), existed)
        except sqlite3.Error:
            return cls(None, existed)

    def restore(self, file: Path) -> None:
        """Put it back; a file that was missing stays missing, or becomes empty when somebody made it since.

        Raises:
            sqlite3.Error: Somebody else keeps the file locked.
        """
        if self.content is None or not (self.existed or file.exists()):
            return
        try:
            self._write(file)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
                raise
            file.unlink()
            self._write(file)

    def _write(self, file: Path) -> None:
        with closing(sqlite3.connect(":memory:")) as memory, closing(_connect(file)) as target:
            memory.deserialize(self.content or b"")
            # A backup would wait for ever for a lock; this says so.
            target.execute("BEGIN IMMEDIATE")
            target.execute("ROLLBACK")
            memory.backup(target)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None)
