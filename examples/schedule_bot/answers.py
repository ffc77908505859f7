"""What the bot remembers, in the SQLite file of its offset store: so it outlives a crash at any moment."""

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

__all__ = ["Answer", "Answers", "Turn"]

_PATIENCE: Final = 30.0
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
    """What a message of the user says, and what it is about."""

    place: int
    """The message that began it: this one, or the one about which the bot asked what this one replies."""
    said: str
    history: tuple[str, ...] = ()
    """What was said before: the user's words and the bot's question, in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the bot's answer to a message, and to the replies that belong to it, looks now."""

    message_ids: tuple[int, ...]
    """The bot's messages: several where one is too short for it, of which the last one has the buttons."""
    version: int = 1
    """Goes up with every change; a button carries the version that it was shown with."""
    schedule: Schedule | None = None
    made: Schedule | None = None
    """The last schedule that was made of the user's message, although an edit since then may plan nothing."""
    dialogue: tuple[str, ...] = ()
    """Where the bot asks something, all that was said, its question last; the user's next message is the reply."""
    decided: str = ""
    """`"confirm"` or `"cancel"`, once a button was pressed."""
    is_filed: bool = False
    """Whether the calendar file of a confirmed schedule was sent."""
    withdrawn: Schedule | None = None
    """Events that were confirmed before and are no more, until the file that takes them out of calendars was sent."""

    @property
    def shown(self) -> tuple[int, int]:
        """What a button under it stands for: the message and its version."""
        return self.message_ids[-1], self.version


class Answers:
    """The bot's answers by chat and the user's message that they are about, and the schedules that were confirmed.

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

    def turn(self, chat_id: int, message_id: int) -> Turn | None:
        """What a user's message said when it was answered."""
        chosen = "SELECT place, said, history FROM turns WHERE (chat_id, message_id) = (?, ?)"
        with self._open() as database:
            row = database.execute(chosen, (chat_id, message_id)).fetchone()
        return None if row is None else Turn(row[0], row[1], tuple(json.loads(row[2])))

    def to(self, chat_id: int, place: int) -> Answer | None:
        """The answer to a user's message and what belongs to it."""
        with self._open() as database:
            return _read(database, chat_id, place)

    def asked(self, chat_id: int) -> tuple[int, tuple[str, ...]] | None:
        """If the bot's last answer in the chat is a question: the message that it is about, and all that was said."""
        # Each answer that is kept has a new row, with the highest number.
        chosen = "SELECT message_id, dialogue FROM plans WHERE chat_id = ? ORDER BY rowid DESC LIMIT 1"
        with self._open() as database:
            row = database.execute(chosen, (chat_id,)).fetchone()
        if row is None:
            return None
        place, dialogue = row
        return (place, tuple(json.loads(dialogue))) if dialogue != "[]" else None

    def keep(self, chat_id: int, message_id: int, turn: Turn, answer: Answer) -> None:
        """Remember a user's message and the answer to it."""
        schedules = _written(answer.schedule), _written(answer.made)
        decision = answer.decided, answer.is_filed, _written(answer.withdrawn)
        values = (json.dumps(answer.message_ids), answer.version, *schedules, json.dumps(answer.dialogue), *decision)
        with self._open() as database:
            database.execute(
                "REPLACE INTO turns VALUES (?, ?, ?, ?, ?)",
                (chat_id, message_id, turn.place, turn.said, json.dumps(turn.history)),
            )
            database.execute(
                f"REPLACE INTO plans (chat_id, message_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (chat_id, turn.place, *values),
            )

    def decide(
        self, update: Update, chat_id: int, place: int, *, shown: tuple[int, int], decision: str
    ) -> Answer | None:
        """Confirm or cancel an answer, and keep or drop its schedule with it: both or neither, and once.

        Args:
            update: The press of the button, which may be delivered again.
            chat_id: The chat.
            place: The user's message that the answer is about.
            shown: The bot's message and its version, under which the button stood.
            decision: `"confirm"` or `"cancel"`; only the first one counts.

        Returns:
            The answer as it is decided now; None when it is no longer the one that was shown.
        """
        key = (chat_id, place)
        with self.store.once(update) as database:
            answer = None if database is None else _read(database, *key)
            is_open = answer is not None and answer.schedule is not None and not answer.decided
            if database is not None and answer is not None and answer.shown == shown and is_open:
                now = answer.schedule if decision == "confirm" else None
                gone = _written(_gone((_kept(database, *key), answer.withdrawn), now))
                database.execute(
                    "UPDATE plans SET decided = ?, withdrawn = ? WHERE (chat_id, message_id) = (?, ?)",
                    (decision, gone, *key),
                )
                database.execute("DELETE FROM schedules WHERE (chat_id, message_id) = (?, ?)", key)
                if decision == "confirm":
                    database.execute(
                        "INSERT INTO schedules SELECT chat_id, message_id, schedule FROM plans"
                        " WHERE (chat_id, message_id) = (?, ?)",
                        key,
                    )
        answer = self.to(*key)
        return answer if answer is not None and answer.shown == shown else None

    def note_filed(self, chat_id: int, place: int) -> None:
        """Remember that the calendar file of a confirmed schedule was sent."""
        with self._open() as database:
            database.execute("UPDATE plans SET is_filed = 1 WHERE (chat_id, message_id) = (?, ?)", (chat_id, place))

    def note_withdrawn(self, chat_id: int, place: int) -> None:
        """Remember that the file was sent which takes what is no more out of calendars."""
        with self._open() as database:
            database.execute("UPDATE plans SET withdrawn = NULL WHERE (chat_id, message_id) = (?, ?)", (chat_id, place))

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


def _read(database: sqlite3.Connection, chat_id: int, place: int) -> Answer | None:
    chosen = f"SELECT {_COLUMNS} FROM plans WHERE (chat_id, message_id) = (?, ?)"  # noqa: S608
    row = database.execute(chosen, (chat_id, place)).fetchone()
    if row is None:
        return None
    shown, version, schedule, made, dialogue, decided, is_filed, withdrawn = row
    return Answer(
        message_ids=tuple(json.loads(shown)),
        version=version,
        schedule=_schedule(schedule),
        made=_schedule(made),
        dialogue=tuple(json.loads(dialogue)),
        decided=decided,
        is_filed=bool(is_filed),
        withdrawn=_schedule(withdrawn),
    )


def _kept(database: sqlite3.Connection, chat_id: int, place: int) -> Schedule | None:
    chosen = "SELECT schedule FROM schedules WHERE (chat_id, message_id) = (?, ?)"
    row = database.execute(chosen, (chat_id, place)).fetchone()
    return None if row is None else _schedule(row[0])


def _gone(before: Iterable[Schedule | None], now: Schedule | None) -> Schedule | None:
    """What calendars have of schedules that were confirmed before, the newest first, and is no more."""
    had = [schedule for schedule in before if schedule is not None]
    events = {event.uid: event for schedule in reversed(had) for event in schedule.events}
    still = {event.uid for event in now.events} if now else set[str]()
    gone = tuple(event for uid, event in events.items() if uid not in still)
    return had[0].model_copy(update={"events": gone}) if gone else None


def _schedule(written: str | None) -> Schedule | None:
    return None if written is None else Schedule.model_validate_json(written)


def _written(schedule: Schedule | None) -> str | None:
    return None if schedule is None else schedule.model_dump_json()
