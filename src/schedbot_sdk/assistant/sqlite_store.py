"""Keeps what the assistant remembers in the SQLite file of the bot's offset store, so that it survives a crash."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from schedbot_sdk.assistant import sqlite_tables
from schedbot_sdk.assistant.planned import together
from schedbot_sdk.assistant.records import Answer, Change, PlannedEvent, Turn
from schedbot_sdk.assistant.store import DecisionRule, ReminderPlanner
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.telegram import SqliteStore, Update

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SqliteAssistantStore"]

_LOCK_SECONDS: Final = 30.0


class SqliteAssistantStore:
    """An `AssistantStore` in an SQLite file, which may also be the file of the poll's progress and of the bot's tables.

    The names of its tables begin with `schedbot_assistant_`.

    Args:
        store: The path of the file, which is created if it does not exist; or the bot's `SqliteStore`.

    Raises:
        ConfigurationError: The file is not an SQLite file, or cannot be opened.
    """

    def __init__(self, store: str | os.PathLike[str] | SqliteStore) -> None:
        self.offset_store: SqliteStore = store if isinstance(store, SqliteStore) else SqliteStore(store)
        """The offset store for `poll`, in the same file."""
        with self._open() as database:
            for statement in sqlite_tables.TABLES:
                database.execute(statement)

    def turn(self, chat_id: int, message_id: int) -> Turn | None:
        """Return a user's message as it was when it was answered; None if it was not answered."""
        with self._open() as database:
            return sqlite_tables.read_turn(database, chat_id, message_id)

    def answer_to(self, chat_id: int, origin_id: int) -> Answer | None:
        """Return the answer to the dialogue that a message began."""
        with self._open() as database:
            return sqlite_tables.read_answer(database, chat_id, origin_id)

    def open_question(self, chat_id: int) -> tuple[int, tuple[str, ...]] | None:
        """If the answer that was saved last in a chat is a question, return the origin and texts of its dialogue.

        An answer that `is_aside` does not count.
        """
        query = (
            "SELECT origin_id FROM schedbot_assistant_answers WHERE chat_id = ? AND NOT is_aside"
            " ORDER BY number DESC LIMIT 1"
        )
        with self._open() as database:
            for (origin_id,) in database.execute(query, (chat_id,)):
                answer = sqlite_tables.read_answer(database, chat_id, int(origin_id))
                return (int(origin_id), answer.dialogue) if answer is not None and answer.dialogue else None
        return None

    def save(self, chat_id: int, message_id: int, turn: Turn, answer: Answer) -> None:
        """Save a user's message and the answer to its dialogue, in one transaction."""
        with self._open() as database:
            sqlite_tables.write_turn(database, chat_id, message_id, turn)
            sqlite_tables.write_answer(database, chat_id, turn.origin_id, answer)

    def decide(
        self,
        update: Update,
        chat_id: int,
        origin_id: int,
        rule: DecisionRule,
        *,
        reminders: ReminderPlanner[sqlite3.Connection] | None = None,
    ) -> Answer | None:
        """In one transaction, give the answer to a rule and save the change that it returns; once for each update.

        Args:
            update: The press of the button, which may be delivered again.
            chat_id: The chat.
            origin_id: The message that began the dialogue.
            rule: Decides about the answer.
            reminders: Plans and cancels the reminders of the changed events, in the same transaction.

        Returns:
            The answer after the change; None if the dialogue has no answer.
        """
        with self.offset_store.once(update) as database:
            answer = None if database is None else sqlite_tables.read_answer(database, chat_id, origin_id)
            if database is not None and answer is not None:
                events = sqlite_tables.read_events(database, chat_id, origin_id, answer)
                change = rule(answer, events)
                if change is not None:
                    sqlite_tables.update_decision(database, chat_id, origin_id, change.answer)
                    for event in change.events:
                        sqlite_tables.write_event(database, chat_id, event)
                    if reminders is not None:
                        _plan_reminders(database, chat_id, change, reminders)
        return self.answer_to(chat_id, origin_id)

    def mark_file_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the calendar file of a confirmed answer was sent."""
        self._mark("file_sent = 1", chat_id, origin_id)

    def mark_removal_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the file was sent that removes events from calendars."""
        self._mark("removed = '[]'", chat_id, origin_id)

    def planned(self, chat_id: int) -> list[PlannedEvent]:
        """Return the planned events of a chat, the oldest message first."""
        with self._open() as database:
            return sqlite_tables.read_planned(database, chat_id)

    def schedules(self, chat_id: int) -> list[Schedule]:
        """Return the planned events of a chat, each in a schedule of its own, the oldest message first."""
        return [event.schedule for event in self.planned(chat_id)]

    def _mark(self, value: str, chat_id: int, origin_id: int) -> None:
        with self._open() as database:
            database.execute(
                f"UPDATE schedbot_assistant_answers SET {value} WHERE (chat_id, origin_id) = (?, ?)",  # noqa: S608  # constants
                (chat_id, origin_id),
            )

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """Open the file for one transaction."""
        import sqlite3  # here, because few bots need it

        with closing(sqlite3.connect(self.offset_store.path, timeout=_LOCK_SECONDS)) as database, database:
            yield database


def _plan_reminders(
    database: sqlite3.Connection, chat_id: int, change: Change, reminders: ReminderPlanner[sqlite3.Connection]
) -> None:
    for event in change.events:
        if not event.is_planned:
            reminders.cancel_in(database, event.uid)
    # All events of a message together: reminders that are planned for a message replace its earlier ones.
    for origin_id in sorted({event.origin_id for event in change.events}):
        schedule = together(sqlite_tables.read_dialogue_events(database, chat_id, origin_id))
        if schedule is not None:
            reminders.plan_in(database, schedule)
