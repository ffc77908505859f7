"""What the bot remembers, in the SQLite file of its offset store: so it outlives a crash at any moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schedbot_sdk.schedule import Schedule
from schedbot_sdk.telegram import SqliteStore, Update

__all__ = ["Answer", "Answers"]

_PATIENCE: Final = 30.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS answers (
    chat_id INTEGER, message_id INTEGER,
    answer_id INTEGER NOT NULL, said TEXT NOT NULL, version INTEGER NOT NULL,
    schedule TEXT, made TEXT, question TEXT, history TEXT NOT NULL,
    decided TEXT NOT NULL, is_filed INTEGER NOT NULL, withdrawn TEXT,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS schedules (
    chat_id INTEGER, message_id INTEGER, schedule TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
"""
_COLUMNS: Final = "answer_id, said, version, schedule, made, question, history, decided, is_filed, withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A message of the bot as it looks now."""

    message_id: int
    said: str
    """The user's words that it answers."""
    version: int = 1
    """Goes up with every change; a button carries the version that it was shown with."""
    schedule: Schedule | None = None
    made: Schedule | None = None
    """The last schedule that was made of the user's message, although an edit since then may plan nothing."""
    question: str | None = None
    """What the bot wants to know; the user's next message is the reply."""
    history: tuple[str, ...] = ()
    """What was said before: the user's words and the bot's question, in turn."""
    decided: str = ""
    """`"confirm"` or `"cancel"`, once a button was pressed."""
    is_filed: bool = False
    """Whether the calendar file of a confirmed schedule was sent."""
    withdrawn: Schedule | None = None
    """Events that were confirmed before and are no more, until the file that takes them out of calendars was sent."""

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

    def before(self, chat_id: int, message_id: int) -> Answer | None:
        """The last answer in the chat to a message before this one."""
        with self._open() as database:
            chosen = "SELECT max(message_id) FROM answers WHERE chat_id = ? AND message_id < ?"
            (last,) = database.execute(chosen, (chat_id, message_id)).fetchone()
            return None if last is None else _read(database, chat_id, last)

    def keep(self, chat_id: int, message_id: int, answer: Answer) -> None:
        """Remember the answer to a user's message."""
        schedules = _written(answer.schedule), _written(answer.made)
        decision = answer.decided, answer.is_filed, _written(answer.withdrawn)
        values = (answer.message_id, answer.said, answer.version, *schedules, answer.question)
        with self._open() as database:
            database.execute(
                f"REPLACE INTO answers (chat_id, message_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (chat_id, message_id, *values, json.dumps(answer.history), *decision),
            )

    def decide(
        self, update: Update, chat_id: int, message_id: int, *, shown: tuple[int, int], decision: str
    ) -> Answer | None:
        """Confirm or cancel an answer, and keep or drop its schedule with it: both or neither, and once.

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
                now = answer.schedule if decision == "confirm" else None
                gone = _written(_gone(_kept(database, *place), now))
                database.execute(
                    "UPDATE answers SET decided = ?, withdrawn = ? WHERE (chat_id, message_id) = (?, ?)",
                    (decision, gone, *place),
                )
                database.execute("DELETE FROM schedules WHERE (chat_id, message_id) = (?, ?)", place)
                if decision == "confirm":
                    database.execute(
                        "INSERT INTO schedules SELECT chat_id, message_id, schedule FROM answers"
                        " WHERE (chat_id, message_id) = (?, ?)",
                        place,
                    )
        answer = self.to(*place)
        return answer if answer is not None and answer.shown == shown else None

    def note_filed(self, chat_id: int, message_id: int) -> None:
        """Remember that the calendar file of a confirmed schedule was sent."""
        with self._open() as database:
            database.execute(
                "UPDATE answers SET is_filed = 1 WHERE (chat_id, message_id) = (?, ?)", (chat_id, message_id)
            )

    def note_withdrawn(self, chat_id: int, message_id: int) -> None:
        """Remember that the file was sent which takes what is no more out of calendars."""
        with self._open() as database:
            database.execute(
                "UPDATE answers SET withdrawn = NULL WHERE (chat_id, message_id) = (?, ?)", (chat_id, message_id)
            )

    def schedules(self, chat_id: int) -> list[Schedule]:
        """The schedules that were confirmed in a chat, the oldest message first."""
        with self._open() as database:
            chosen = "SELECT schedule FROM schedules WHERE chat_id = ? ORDER BY message_id"
            rows = database.execute(chosen, (chat_id,)).fetchall()
        return [Schedule.model_validate_json(kept) for (kept,) in rows]

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database, database:
            yield database


def _read(database: sqlite3.Connection, chat_id: int, message_id: int) -> Answer | None:
    chosen = f"SELECT {_COLUMNS} FROM answers WHERE (chat_id, message_id) = (?, ?)"  # noqa: S608
    row = database.execute(chosen, (chat_id, message_id)).fetchone()
    if row is None:
        return None
    answer_id, said, version, schedule, made, question, history, decided, is_filed, withdrawn = row
    return Answer(
        message_id=answer_id,
        said=said,
        version=version,
        schedule=_schedule(schedule),
        made=_schedule(made),
        question=question,
        history=tuple(json.loads(history)),
        decided=decided,
        is_filed=bool(is_filed),
        withdrawn=_schedule(withdrawn),
    )


def _kept(database: sqlite3.Connection, chat_id: int, message_id: int) -> Schedule | None:
    chosen = "SELECT schedule FROM schedules WHERE (chat_id, message_id) = (?, ?)"
    row = database.execute(chosen, (chat_id, message_id)).fetchone()
    return None if row is None else _schedule(row[0])


def _gone(before: Schedule | None, now: Schedule | None) -> Schedule | None:
    """What was confirmed before, and is no more."""
    if before is None:
        return None
    still = {event.uid for event in now.events} if now else set[str]()
    events = tuple(event for event in before.events if event.uid not in still)
    return before.model_copy(update={"events": events}) if events else None


def _schedule(written: str | None) -> Schedule | None:
    return None if written is None else Schedule.model_validate_json(written)


def _written(schedule: Schedule | None) -> str | None:
    return None if schedule is None else schedule.model_dump_json()
