"""A local users service: `GET /users/{telegram_id}` from a SQLite file, with the failures of a database."""

from __future__ import annotations

import asyncio
import hmac
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from schedbot_sdk.testing.servers.error_response import ErrorResponse
from schedbot_sdk.testing.servers.local_server import LocalServer
from schedbot_sdk.testing.servers.sqlite_snapshot import SqliteSnapshot

__all__ = ["LocalUsers"]

_LOCK_TIMEOUT_SECONDS: Final = 0.2
_POSITIVE: Final = re.compile("0*[1-9][0-9]*")
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS users (
    telegram_id INTEGER PRIMARY KEY,
    username TEXT,
    first_name TEXT NOT NULL,
    last_name TEXT,
    timezone TEXT NOT NULL
)
"""
_SELECT: Final = "SELECT telegram_id, username, first_name, last_name, timezone FROM users WHERE telegram_id = ?"
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_RETRY_SECONDS: Final = 0.01
_MESSAGES: Final = {
    401: "wrong or missing token",
    404: "user not found",
    500: "internal database error",
    503: "database temporarily unavailable",
}


class LocalUsers(LocalServer):
    """Answers 200 and 404 from the file, 503 while it is locked or missing, 500 if it is not a database of users.

    Args:
        database: The SQLite file. `add` creates it if it is missing; the server never does.
        token: The required bearer token; None accepts requests without a token.
        port: The port; 0 selects a free one.
    """

    def __init__(self, database: Path, *, token: str | None = None, port: int = 0) -> None:
        super().__init__(port=port)
        self.database: Path = Path(database)
        """The SQLite file."""
        self._token = token
        self._initial: SqliteSnapshot | None = None

    @property
    def base_url(self) -> str:
        """The `base_url` for `UsersClient`."""
        return self.url

    def start(self) -> None:
        """Start the server; returns when it answers requests."""
        self._initial = SqliteSnapshot.of(self.database, _SCHEMA)
        super().start()

    def reset(self) -> None:
        """Restore the state after the start, also the users in the file.

        Raises:
            sqlite3.Error: Another connection locks the file.
        """
        super().reset()
        if self._initial is not None:
            self._initial.restore(self.database)

    def add(
        self,
        telegram_id: int,
        first_name: str,
        timezone: str,
        *,
        username: str | None = None,
        last_name: str | None = None,
    ) -> None:
        """Write a user to the file; a user with the same id is replaced."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(_SCHEMA)
            connection.execute(
                "INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?, ?)",
                (telegram_id, username, first_name, last_name, timezone),
            )

    def _routes(self) -> list[BaseRoute]:
        """The endpoint of the specification."""
        return [Route("/users/{telegram_id}", self._serve, methods=["GET"])]

    def _failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """A JSON object with `detail`."""
        return super()._failure_body(replace(error, message=error.message or _MESSAGES.get(error.status, "")))

    async def _serve(self, request: Request) -> Response:
        if self._token is not None:
            header = request.headers.get("authorization", "")
            if not hmac.compare_digest(header.encode(), f"Bearer {self._token}".encode()):
                return self._refuse(ErrorResponse(401))
        text = request.path_params["telegram_id"]
        if _POSITIVE.fullmatch(text) is None:
            return JSONResponse({"detail": "telegram_id must be a positive integer"}, status_code=422)
        result = await self._find(text)
        return self._refuse(ErrorResponse(result)) if isinstance(result, int) else JSONResponse(result)

    async def _find(self, digits: str) -> dict[str, str | int | float | None] | int:
        # The event loop waits for a lock, not a thread: a thread would delay the end of the server.
        ends_at = time.monotonic() + _LOCK_TIMEOUT_SECONDS
        while True:
            try:
                return await asyncio.to_thread(self._look_up, digits)
            except sqlite3.OperationalError:
                if time.monotonic() > ends_at:
                    return 503
            await asyncio.sleep(_RETRY_SECONDS)

    def _look_up(self, digits: str) -> dict[str, str | int | float | None] | int:
        """The user's fields, or the status of an error.

        Raises:
            sqlite3.OperationalError: Another connection locks the file.
        """
        try:
            # mode=rw: sqlite would create a missing file. Not ro: a crashed writer leaves a journal, and only a
            # connection that may write can roll it back.
            uri = f"{self.database.resolve().as_uri()}?mode=rw"
            with closing(sqlite3.connect(uri, uri=True, timeout=0)) as connection:
                connection.row_factory = sqlite3.Row
                # The digits are bound as text: sqlite converts them to a number, also if they are many.
                row: sqlite3.Row | None = connection.execute(_SELECT, (digits,)).fetchone()
        except sqlite3.Error as error:
            # The low byte of an extended code is the primary code; errors of the module itself have no code.
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _LOCKED:
                raise
            return 503 if code == sqlite3.SQLITE_CANTOPEN else 500
        if row is None:
            return 404
        result = dict(zip(row.keys(), row, strict=True))
        return 500 if any(isinstance(value, bytes) for value in result.values()) else result
