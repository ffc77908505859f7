"""The SQLite store of the assistant."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.assistant.test_decide import schedule_of

from schedbot_sdk.assistant import Answer, AssistantStore, Change, PlannedEvent, SqliteAssistantStore, Turn
from schedbot_sdk.telegram import SqliteStore, read_update

PRESS = read_update(
    {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "A"}}}
)


def test_it_shares_the_file_of_the_poll_and_of_the_bots_own_tables(tmp_path: Path) -> None:
    offset_store = SqliteStore(tmp_path / "bot.sqlite3")
    store = SqliteAssistantStore(offset_store)
    assert store.offset_store is offset_store
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert all(name.startswith(("schedbot_", "sqlite_")) for name in names)


def test_what_was_saved_is_read_again_after_a_restart(tmp_path: Path) -> None:
    store: AssistantStore[sqlite3.Connection] = SqliteAssistantStore(tmp_path / "bot.sqlite3")
    shown = schedule_of(7, [("a", 7), ("b", 8)])
    answer = Answer(
        message_ids=(3, 4),
        version=2,
        language="ru",
        schedule=shown,
        replaced=(shown,),
        written=shown.events,
        removes=True,
        removed=(shown,),
        is_aside=True,
    )
    turn = Turn(7, "Привет", ("a", "b"))
    store.save(1, 8, turn, answer)
    again = SqliteAssistantStore(tmp_path / "bot.sqlite3")
    assert again.turn(1, 8) == turn
    assert again.answer_to(1, 7) == answer
    assert (again.turn(2, 8), again.answer_to(2, 7), again.schedules(1)) == (None, None, [])


def test_the_last_saved_answer_of_a_chat_is_the_open_question(tmp_path: Path) -> None:
    store = SqliteAssistantStore(tmp_path / "bot.sqlite3")
    assert store.open_question(1) is None
    question = Answer(message_ids=(2,), dialogue=("Call Bob", "When?"))
    store.save(1, 1, Turn(1, "Call Bob"), question)
    assert store.open_question(1) == (1, ("Call Bob", "When?"))
    store.save(1, 4, Turn(4, "/list"), Answer(message_ids=(5,), is_aside=True))
    assert store.open_question(1) == (1, ("Call Bob", "When?"))
    store.save(1, 5, Turn(5, "Gym"), Answer(message_ids=(6,)))
    assert store.open_question(1) is None
    store.save(1, 1, Turn(1, "Call Ann"), replace(question, version=2))
    assert store.open_question(1) == (1, ("Call Bob", "When?"))


def test_a_change_is_saved_once_for_each_update(tmp_path: Path) -> None:
    store = SqliteAssistantStore(tmp_path / "bot.sqlite3")
    answer = Answer(message_ids=(2,), schedule=schedule_of(1, [("a", 7)]))
    store.save(1, 1, Turn(1, "Gym"), answer)
    calls: list[Answer] = []

    def rule(saved: Answer, events: object) -> Change:
        calls.append(saved)
        assert events == {}
        assert saved.schedule is not None
        return Change(replace(saved, decision="confirm"), (PlannedEvent(1, saved.schedule, saved.schedule.events[0]),))

    for _ in range(2):
        decided = store.decide(PRESS, 1, 1, rule)
        assert decided is not None
        assert decided.decision == "confirm"
    assert calls == [answer]
    assert [schedule.events[0].uid for schedule in store.schedules(1)] == ["a"]
    assert [event.written for event in store.planned(1)] == [event.event for event in store.planned(1)]
    assert store.schedules(2) == []


def test_a_rule_that_fails_saves_nothing(tmp_path: Path) -> None:
    store = SqliteAssistantStore(tmp_path / "bot.sqlite3")
    store.save(1, 1, Turn(1, "Gym"), Answer(message_ids=(2,), schedule=schedule_of(1, [("a", 7)])))

    class FailingReminders:
        def plan_in(self, database: object, schedule: object) -> None:
            raise OSError("the disk is full")

        def cancel_in(self, database: object, uid: str) -> None:
            raise AssertionError(uid)

    def rule(saved: Answer, _: object) -> Change:
        assert saved.schedule is not None
        return Change(replace(saved, decision="confirm"), (PlannedEvent(1, saved.schedule),))

    with pytest.raises(OSError, match="full"):
        store.decide(PRESS, 1, 1, rule, reminders=FailingReminders())
    assert store.schedules(1) == []
    assert store.decide(PRESS, 1, 1, rule) is not None
    assert len(store.schedules(1)) == 1
