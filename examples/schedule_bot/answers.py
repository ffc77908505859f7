"""What the bot remembers, in the SQLite file of its offset store: so it outlives a crash at any moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schedbot_sdk.telegram import SqliteStore, Update

__all__ = ["Answer", "Answers"]

_PATIENCE: Final = 30.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS answers (
    chat_id INTEGER, message_id INTEGER,
    answer_id INTEGER NOT NULL, said TEXT NOT NULL, text TEXT NOT NULL, version INTEGER NOT NULL, decided TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS schedules (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, text TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A message of the bot as it looks now."""

    message_id: int
    said: str
    """The user's words that it answers."""
    text: str
    version: int
    """Goes up with every change; a button carries the version that it was shown with."""
    decided: str = ""
    """`"confirm"` or `"cancel"`, once a button was pressed."""

    @property
    def shown(self) -> tuple[int, int]:
        """What a button under it stands for: the message and its version."""
        return self.message_id, self.version


class Answers:
    """The bot's answers by chat and the user's message, and the schedules that were confirmed.

    Args:
        path: The SQLite file; it is made when there is none.

    Raises:
        ConfigurationError: It is no such file, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path)
        """Keeps the bot's progress in the same file, for `poll`."""
        self._path = path
        with self._open() as database:
            database.executescript(_TABLES)

    def to(self, chat_id: int, message_id: int) -> Answer | None:
        """The answer to a user's message."""
        with self._open() as database:
            return _read(database, chat_id, message_id)

    def keep(self, chat_id: int, message_id: int, answer: Answer) -> None:
        """Remember the answer to a user's message."""
        values = (chat_id, message_id, answer.message_id, answer.said, answer.text, answer.version, answer.decided)
        with self._open() as database:
            database.execute("REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def decide(
        self, update: Update, chat_id: int, message_id: int, *, shown: tuple[int, int], decision: str
    ) -> Answer | None:
        """Confirm or cancel an answer, and keep the schedule that was confirmed: both or neither, and once.

        Args:
            update: The press of the button, which may be delivered again.
            chat_id: The chat.
            message_id: The user's message.
            shown: The bot's message and its version, under which the button stood.
            decision: `"confirm"` or `"cancel"`; only the first one counts.

        Returns:
            The answer as it is decided now; None when it is no longer the one that was shown.
        """
        place = (chat_id, message_id)
        with self.store.once(update) as database:
            answer = None if database is None else _read(database, *place)
            if database is not None and answer is not None and answer.shown == shown and not answer.decided:
                database.execute(
                    "UPDATE answers SET decided = ? WHERE (chat_id, message_id) = (?, ?)", (decision, *place)
                )
                database.execute("DELETE FROM schedules WHERE (chat_id, message_id) = (?, ?)", place)
                if decision == "confirm":
                    database.execute("INSERT INTO schedules VALUES (?, ?, ?)", (*place, answer.text))
        answer = self.to(*place)
        return answer if answer is not None and answer.shown == shown else None

    def schedules(self) -> list[tuple[int, str]]:
        """Every confirmed schedule, by chat."""
        with self._open() as database:
            rows = database.execute("SELECT chat_id, text FROM schedules ORDER BY rowid").fetchall()
        return [(int(chat_id), str(text)) for chat_id, text in rows]

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database, database:
            yield database


def _read(database: sqlite3.Connection, chat_id: int, message_id: int) -> Answer | None:
    chosen = "SELECT answer_id, said, text, version, decided FROM answers WHERE (chat_id, message_id) = (?, ?)"
    row = database.execute(chosen, (chat_id, message_id)).fetchone()
    return None if row is None else Answer(*row)
