"""The database as a block of `SqliteStore.once` sees it: one transaction, which ends with the block and not before."""

from __future__ import annotations

import sqlite3
from typing import NoReturn, Self

from schedbot_sdk.errors import ConfigurationError

__all__ = ["BlockDatabase"]

_HINT = "SqliteStore.once: use execute in the block:"


class BlockDatabase(sqlite3.Connection):
    """Refuses at once, while nothing is committed yet, what would end the transaction."""

    def commit(self) -> NoReturn:
        """Refused: the end of the block commits.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(f"{_HINT} do not commit or roll back in it: its end commits, and an error rolls back")

    def rollback(self) -> NoReturn:
        """Refused: an error that leaves the block rolls back.

        Raises:
            ConfigurationError: Always.
        """
        self.commit()

    def executescript(self, _script: str, /) -> NoReturn:
        """Refused: it commits before it begins.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(f"{_HINT} executescript commits before it begins")

    def __enter__(self) -> Self:
        """Refused: its end would commit.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(f"{_HINT} the end of `with database:` would commit")
