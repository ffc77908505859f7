"""Stores the bot's answers and schedules in the SQLite file of its offset store, so they survive a crash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schedbot_sdk.schedule import Schedule
from schedbot_sdk.telegram import SqliteStore, Update

__all__ = ["Answer", "SqliteAssistantStore", "Turn"]

_LOCK_SECONDS: Final = 30.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS turns (
    chat_id INTEGER, message_id INTEGER, place INTEGER NOT NULL, said TEXT NOT NULL, history TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS plans (
    chat_id INTEGER, message_id INTEGER,
    shown TEXT NOT NULL, version INTEGER NOT NULL, schedule TEXT, made TEXT, dialogue TEXT NOT NULL,
    decided TEXT NOT NULL, is_filed INTEGER NOT NULL, withdrawn TEXT,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS schedules (
    chat_id INTEGER, message_id INTEGER, schedule TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
"""
_COLUMNS: Final = "shown, version, schedule, made, dialogue, decided, is_filed, withdrawn"


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the user, and the dialogue that it belongs to."""

    origin_id: int
    """The id of the message that began the dialogue: this message, or the one that the bot asked about."""
    text: str
    """The text of the message."""
    history: tuple[str, ...] = ()
    """The texts before: the user's messages and the bot's questions, in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The current answer of the bot to a dialogue."""

    message_ids: tuple[int, ...]
    """The ids of the bot's messages. A long answer needs several; the last one has the buttons."""
    version: int = 1
    """Increased with every change. A button has the version of its answer."""
    schedule: Schedule | None = None
    """The schedule that the answer shows; None if it shows none."""
    last_schedule: Schedule | None = None
    """The last schedule of the dialogue. It is kept even if an edit of the message plans nothing."""
    dialogue: tuple[str, ...] = ()
    """If the bot asks a question: all texts of the dialogue, the question last. The user's next message replies."""
    decision: str = ""
    """`"confirm"` or `"cancel"` after a button was pressed; empty before."""
    file_sent: bool = False
    """Whether the calendar file of the confirmed schedule was sent."""
    removed: Schedule | None = None
    """Confirmed events that are no longer planned; None once the file that removes them from calendars was sent."""

    @property
    def shown(self) -> tuple[int, int]:
        """The message and the version that a button belongs to."""
        return self.message_ids[-1], self.version


class SqliteAssistantStore:
    """The bot's answers by chat and dialogue, and the confirmed schedules.

    Args:
        path: The SQLite file; it is created if it does not exist.

    Raises:
        ConfigurationError: The file is not a SQLite file, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path)
        """The offset store for `poll`, in the same file."""
        self._path = path
        with self._open() as database:
            database.executescript(_TABLES)

    def turn(self, chat_id: int, message_id: int) -> Turn | None:
        """Return a user's message as it was when the bot answered it."""
        query = "SELECT place, said, history FROM turns WHERE (chat_id, message_id) = (?, ?)"
        with self._open() as database:
            row = database.execute(query, (chat_id, message_id)).fetchone()
        return None if row is None else Turn(row[0], row[1], tuple(json.loads(row[2])))

    def answer_to(self, chat_id: int, origin_id: int) -> Answer | None:
        """Return the answer to the dialogue that a message began."""
        with self._open() as database:
            return _read(database, chat_id, origin_id)

    def open_question(self, chat_id: int) -> tuple[int, tuple[str, ...]] | None:
        """If the bot's last answer in a chat is a question, return the origin and the texts of its dialogue."""
        # Each saved answer gets a new row, with the highest number.
        query = "SELECT message_id, dialogue FROM plans WHERE chat_id = ? ORDER BY rowid DESC LIMIT 1"
        with self._open() as database:
            row = database.execute(query, (chat_id,)).fetchone()
        if row is None:
            return None
        origin_id, dialogue = row
        return (origin_id, tuple(json.loads(dialogue))) if dialogue != "[]" else None

    def save(self, chat_id: int, message_id: int, turn: Turn, answer: Answer) -> None:
        """Save a user's message and the answer to it."""
        schedules = _written(answer.schedule), _written(answer.last_schedule)
        decision = answer.decision, answer.file_sent, _written(answer.removed)
        values = (json.dumps(answer.message_ids), answer.version, *schedules, json.dumps(answer.dialogue), *decision)
        with self._open() as database:
            database.execute(
                "REPLACE INTO turns VALUES (?, ?, ?, ?, ?)",
                (chat_id, message_id, turn.origin_id, turn.text, json.dumps(turn.history)),
            )
            database.execute(
                f"REPLACE INTO plans (chat_id, message_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (chat_id, turn.origin_id, *values),
            )

    def decide(
        self, update: Update, chat_id: int, origin_id: int, *, shown: tuple[int, int], decision: str
    ) -> Answer | None:
        """Confirm or cancel an answer and save or delete its schedule, in one transaction and only once.

        Args:
            update: The press of the button, which may be delivered again.
            chat_id: The chat.
            origin_id: The message that began the dialogue.
            shown: The bot's message with the button, and the version of the button.
            decision: `"confirm"` or `"cancel"`; only the first decision counts.

        Returns:
            The decided answer; None if the answer has changed since the button was shown.
        """
        key = (chat_id, origin_id)
        with self.store.once(update) as database:
            answer = None if database is None else _read(database, *key)
            is_open = answer is not None and answer.schedule is not None and not answer.decision
            if database is not None and answer is not None and answer.shown == shown and is_open:
                confirmed = answer.schedule if decision == "confirm" else None
                removed = _written(_removed((_confirmed(database, *key), answer.removed), confirmed))
                database.execute(
                    "UPDATE plans SET decided = ?, withdrawn = ? WHERE (chat_id, message_id) = (?, ?)",
                    (decision, removed, *key),
                )
                database.execute("DELETE FROM schedules WHERE (chat_id, message_id) = (?, ?)", key)
                if decision == "confirm":
                    database.execute(
                        "INSERT INTO schedules SELECT chat_id, message_id, schedule FROM plans"
                        " WHERE (chat_id, message_id) = (?, ?)",
                        key,
                    )
        answer = self.answer_to(*key)
        return answer if answer is not None and answer.shown == shown else None

    def mark_file_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the calendar file of a confirmed schedule was sent."""
        with self._open() as database:
            database.execute("UPDATE plans SET is_filed = 1 WHERE (chat_id, message_id) = (?, ?)", (chat_id, origin_id))

    def mark_removal_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the file was sent that removes events from calendars."""
        with self._open() as database:
            database.execute(
                "UPDATE plans SET withdrawn = NULL WHERE (chat_id, message_id) = (?, ?)", (chat_id, origin_id)
            )

    def schedules(self, chat_id: int) -> list[Schedule]:
        """Return the confirmed schedules of a chat, the oldest message first."""
        with self._open() as database:
            query = "SELECT schedule FROM schedules WHERE chat_id = ? ORDER BY message_id"
            rows = database.execute(query, (chat_id,)).fetchall()
        return [Schedule.model_validate_json(written) for (written,) in rows]

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_LOCK_SECONDS)) as database, database:
            yield database


def _read(database: sqlite3.Connection, chat_id: int, origin_id: int) -> Answer | None:
    query = f"SELECT {_COLUMNS} FROM plans WHERE (chat_id, message_id) = (?, ?)"  # noqa: S608
    row = database.execute(query, (chat_id, origin_id)).fetchone()
    if row is None:
        return None
    shown, version, schedule, made, dialogue, decided, is_filed, withdrawn = row
    return Answer(
        message_ids=tuple(json.loads(shown)),
        version=version,
        schedule=_schedule(schedule),
        last_schedule=_schedule(made),
        dialogue=tuple(json.loads(dialogue)),
        decision=decided,
        file_sent=bool(is_filed),
        removed=_schedule(withdrawn),
    )


def _confirmed(database: sqlite3.Connection, chat_id: int, origin_id: int) -> Schedule | None:
    query = "SELECT schedule FROM schedules WHERE (chat_id, message_id) = (?, ?)"
    row = database.execute(query, (chat_id, origin_id)).fetchone()
    return None if row is None else _schedule(row[0])


def _removed(earlier: Iterable[Schedule | None], confirmed: Schedule | None) -> Schedule | None:
    """Return the events of earlier schedules (the newest first) that the confirmed one lacks; None without any."""
    schedules = [schedule for schedule in earlier if schedule is not None]
    events = {event.uid: event for schedule in reversed(schedules) for event in schedule.events}
    kept = {event.uid for event in confirmed.events} if confirmed else set[str]()
    removed = tuple(event for uid, event in events.items() if uid not in kept)
    return schedules[0].model_copy(update={"events": removed}) if removed else None


def _schedule(written: str | None) -> Schedule | None:
    return None if written is None else Schedule.model_validate_json(written)


def _written(schedule: Schedule | None) -> str | None:
    return None if schedule is None else schedule.model_dump_json()
