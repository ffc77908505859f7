"""The database connection that a block of `SqliteStore.once` gets: its transaction ends with the block, not before."""

from __future__ import annotations

import sqlite3
from typing import NoReturn, Self

from schedbot_sdk.errors import ConfigurationError

__all__ = ["BlockConnection"]

_HINT = "SqliteStore.once: use execute in the block:"


class BlockConnection(sqlite3.Connection):
    """Refuses, before anything is committed, whatever would end the transaction."""

    def commit(self) -> NoReturn:
        """Refuse: the end of the block commits.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(
            f"{_HINT} do not commit or roll back; the block commits at its end, and rolls back on an error"
        )

    def rollback(self) -> NoReturn:
        """Refuse: an error that leaves the block rolls back.

        Raises:
            ConfigurationError: Always.
        """
        self.commit()

    def executescript(self, _script: str, /) -> NoReturn:
        """Refuse: it commits before it begins.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(f"{_HINT} executescript commits before it begins")

    def __enter__(self) -> Self:
        """Refuse: the end of the `with` block would commit.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(f"{_HINT} the end of `with database:` would commit")
