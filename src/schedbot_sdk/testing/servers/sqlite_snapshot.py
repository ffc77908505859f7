"""A copy of a SQLite file in memory, to restore the file later."""

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
    """The content of a database."""

    content: bytes | None = field(repr=False)
    """The serialized database; None if it could not be read, then nothing is restored."""
    existed: bool
    """Whether the file existed."""

    @classmethod
    def of(cls, file: Path, schema: str) -> Self:
        """Copy a file; if it is missing, an empty database with this schema."""
        existed = file.exists()
        try:
            with closing(sqlite3.connect(":memory:")) as memory:
                if existed:
                    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=0)) as source:
                        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # fails if it is not a database
                        source.backup(memory)
                else:
                    memory.execute(schema)
                return cls(memory.serialize(), existed)
        except sqlite3.Error:
            return cls(None, existed)

    def restore(self, file: Path) -> None:
        """Restore the file. If it did not exist, it stays missing, or is emptied if it exists now.

        Raises:
            sqlite3.Error: Another connection locks the file.
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
            # A backup would wait forever for a lock; this fails.
            target.execute("BEGIN IMMEDIATE")
            target.execute("ROLLBACK")
            memory.backup(target)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None)
