"""The tables of `SqliteAssistantStore`, and how their rows are read and written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from schedbot_sdk.assistant.records import Answer, PlannedEvent, Turn
from schedbot_sdk.schedule import Event, Schedule

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "TABLES",
    "read_answer",
    "read_dialogue_events",
    "read_events",
    "read_planned",
    "read_turn",
    "update_decision",
    "write_answer",
    "write_event",
    "write_turn",
]

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS schedbot_assistant_turns (
        chat_id INTEGER, message_id INTEGER, origin_id INTEGER NOT NULL, text TEXT NOT NULL, history TEXT NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    )""",
    """CREATE TABLE IF NOT EXISTS schedbot_assistant_answers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL, origin_id INTEGER NOT NULL,
        message_ids TEXT NOT NULL, version INTEGER NOT NULL, language TEXT NOT NULL,
        schedule TEXT, replaced TEXT NOT NULL, written TEXT NOT NULL, removes INTEGER NOT NULL,
        dialogue TEXT NOT NULL, decision TEXT NOT NULL,
        file_sent INTEGER NOT NULL, removed TEXT NOT NULL, is_aside INTEGER NOT NULL,
        UNIQUE (chat_id, origin_id)
    )""",
    """CREATE TABLE IF NOT EXISTS schedbot_assistant_events (
        chat_id INTEGER, uid TEXT, origin_id INTEGER NOT NULL, is_planned INTEGER NOT NULL, schedule TEXT NOT NULL,
        written TEXT,
        PRIMARY KEY (chat_id, uid)
    )""",
    """CREATE INDEX IF NOT EXISTS schedbot_assistant_events_by_origin
        ON schedbot_assistant_events (chat_id, origin_id)""",
)
_ANSWER: Final = (
    "message_ids, version, language, schedule, replaced, written, removes, dialogue, decision, file_sent, removed,"
    " is_aside"
)


def read_turn(database: sqlite3.Connection, chat_id: int, message_id: int) -> Turn | None:
    """Return a user's message; None if it was not saved."""
    row = database.execute(
        "SELECT origin_id, text, history FROM schedbot_assistant_turns WHERE (chat_id, message_id) = (?, ?)",
        (chat_id, message_id),
    ).fetchone()
    return None if row is None else Turn(row[0], row[1], tuple(json.loads(row[2])))


def write_turn(database: sqlite3.Connection, chat_id: int, message_id: int, turn: Turn) -> None:
    """Insert or replace a user's message."""
    database.execute(
        "REPLACE INTO schedbot_assistant_turns VALUES (?, ?, ?, ?, ?)",
        (chat_id, message_id, turn.origin_id, turn.text, json.dumps(turn.history)),
    )


def read_answer(database: sqlite3.Connection, chat_id: int, origin_id: int) -> Answer | None:
    """Return the answer to a dialogue; None if it has no answer."""
    query = f"SELECT {_ANSWER} FROM schedbot_assistant_answers WHERE (chat_id, origin_id) = (?, ?)"  # noqa: S608  # constants
    row = database.execute(query, (chat_id, origin_id)).fetchone()
    if row is None:
        return None
    message_ids, version, language, schedule, replaced, written, removes, dialogue, decision, *others = row
    file_sent, removed, is_aside = others
    return Answer(
        message_ids=tuple(json.loads(message_ids)),
        version=version,
        language=language,
        schedule=None if schedule is None else Schedule.model_validate_json(schedule),
        replaced=_schedules(replaced),
        written=tuple(Event.model_validate_json(each) for each in json.loads(written)),
        removes=bool(removes),
        dialogue=tuple(json.loads(dialogue)),
        decision=decision,
        file_sent=bool(file_sent),
        removed=_schedules(removed),
        is_aside=bool(is_aside),
    )


def write_answer(database: sqlite3.Connection, chat_id: int, origin_id: int, answer: Answer) -> None:
    """Insert or replace an answer. The new row has the highest number."""
    database.execute(
        f"REPLACE INTO schedbot_assistant_answers (chat_id, origin_id, {_ANSWER})"  # noqa: S608  # constants
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            chat_id,
            origin_id,
            json.dumps(answer.message_ids),
            answer.version,
            answer.language,
            _json(answer.schedule),
            _as_json(answer.replaced),
            _as_json(answer.written),
            answer.removes,
            json.dumps(answer.dialogue),
            answer.decision,
            answer.file_sent,
            _as_json(answer.removed),
            answer.is_aside,
        ),
    )


def update_decision(database: sqlite3.Connection, chat_id: int, origin_id: int, answer: Answer) -> None:
    """Save the decision of an answer. Its row keeps its number: a decision is not a new answer."""
    database.execute(
        "UPDATE schedbot_assistant_answers SET schedule = ?, decision = ?, removed = ?"
        " WHERE (chat_id, origin_id) = (?, ?)",
        (_json(answer.schedule), answer.decision, _as_json(answer.removed), chat_id, origin_id),
    )


def read_events(database: sqlite3.Connection, chat_id: int, origin_id: int, answer: Answer) -> dict[str, PlannedEvent]:
    """Return by uid the events of a dialogue and those of an answer's schedule, also the removed ones."""
    uids = [event.uid for event in answer.schedule.events] if answer.schedule else []
    events = _events(
        database,
        "chat_id = ? AND (origin_id = ? OR uid IN (SELECT value FROM json_each(?)))",
        (chat_id, origin_id, json.dumps(uids)),
    )
    return {event.uid: event for event in events}


def read_dialogue_events(database: sqlite3.Connection, chat_id: int, origin_id: int) -> list[PlannedEvent]:
    """Return the events of a dialogue, also the removed ones."""
    return _events(database, "(chat_id, origin_id) = (?, ?)", (chat_id, origin_id))


def read_planned(database: sqlite3.Connection, chat_id: int) -> list[PlannedEvent]:
    """Return the planned events of a chat, the oldest message first."""
    return _events(database, "chat_id = ? AND is_planned", (chat_id,))


def write_event(database: sqlite3.Connection, chat_id: int, event: PlannedEvent) -> None:
    """Insert an event, or replace the one with its uid."""
    database.execute(
        "INSERT INTO schedbot_assistant_events VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, uid) DO UPDATE SET"
        " origin_id = excluded.origin_id, is_planned = excluded.is_planned, schedule = excluded.schedule,"
        " written = excluded.written",
        (chat_id, event.uid, event.origin_id, event.is_planned, _json(event.schedule), _json(event.written)),
    )


def _events(database: sqlite3.Connection, condition: str, values: tuple[int | str, ...]) -> list[PlannedEvent]:
    rows = database.execute(
        f"SELECT origin_id, schedule, written, is_planned FROM schedbot_assistant_events WHERE {condition}"  # noqa: S608  # constants
        " ORDER BY origin_id, rowid",
        values,
    )
    return [
        PlannedEvent(
            origin_id,
            Schedule.model_validate_json(schedule),
            None if written is None else Event.model_validate_json(written),
            bool(is_planned),
        )
        for origin_id, schedule, written, is_planned in rows
    ]


def _schedules(text: str) -> tuple[Schedule, ...]:
    return tuple(Schedule.model_validate_json(each) for each in json.loads(text))


def _json(value: Schedule | Event | None) -> str | None:
    return None if value is None else value.model_dump_json()


def _as_json(values: Iterable[Schedule | Event]) -> str:
    return json.dumps([value.model_dump_json() for value in values], ensure_ascii=False)
