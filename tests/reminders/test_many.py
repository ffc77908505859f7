"""A hundred thousand planned reminders: the next one is found by an index, and memory stays small."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from tests.reminders.scene import HOUR, NOON, Scene, event, local, schedule
from tests.schedule.plans import ZONES

from schedbot_sdk.reminders import schema
from schedbot_sdk.schedule import LocalStart, Recurrence, Schedule
from schedbot_sdk.telegram import SqliteStore

MANY = 100_000
DAY = dt.timedelta(days=1)


def many(number: int) -> Iterator[Schedule]:
    """Daily, weekly and single events of 30 zones and 1,000 chats."""
    rules = (None, Recurrence(freq="daily"), Recurrence(freq="weekly"), Recurrence(freq="monthly"))
    for each in range(number):
        day = dt.date(2026, 11, 26) + each % 300 * DAY
        start = LocalStart(date=day, time=dt.time(each % 24, each % 60), zone=ZONES[each % 30])
        yield schedule(event(start, HOUR, uid=f"uid-{each}", rule=rules[each % 4]), message=each, chat=each % 1000)


def test_the_next_reminder_is_found_by_an_index(scene: Scene, store: SqliteStore) -> None:
    scene.plan(schedule(event(local(24, 13))))
    with store.transaction() as database:
        for query, values in ((schema.NEXT_DUE, (0, "[]")), (schema.NEXT_AT, ("[]",))):
            plan = [str(row[3]) for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)]
            assert "USING COVERING INDEX schedbot_reminders_at" in plan[0]
            assert not [
                line
                for line in plan
                if "TEMP B-TREE" in line or ("SCAN schedbot_reminders " in line and "INDEX" not in line)
            ]


def test_a_chat_with_many_reminders_that_are_due_does_not_delay_another(scene: Scene, store: SqliteStore) -> None:
    with store.transaction() as database:
        for number in range(500):
            planned = schedule(event(local(24, 13), uid=f"uid-{number}"), message=number, chat=1)
            scene.reminders.plan_in(database, planned)
        scene.reminders.plan_in(database, schedule(event(local(24, 13, 1), uid="other"), message=999, chat=2))
    scene.pass_time(2 * HOUR)
    chats = [one.due.chat_id for one in scene.run(HOUR)]
    assert chats.index(2) < 3


@pytest.mark.slow
def test_a_hundred_thousand_reminders_need_little_memory_and_time(store: SqliteStore) -> None:
    scene = Scene("sync", store)
    with store.transaction() as database:
        for each in many(MANY):
            scene.reminders.plan_in(database, each)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        sent = scene.run(2 * DAY)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(sent) > 100
    assert peak - before < 10_000_000
    with store.transaction() as database:
        assert database.execute("SELECT COUNT(*) FROM schedbot_reminders").fetchone() == (MANY,)
        began = time.perf_counter()
        for _ in range(100):
            schema.first_due(database, int(NOON.timestamp()) + 10 * 86_400, [1, 2, 3])
            schema.next_at(database, [1, 2, 3])
        took = (time.perf_counter() - began) / 100
    assert took < 0.001
    print(f"peak {(peak - before) / 1e6:.1f} MB for {len(sent)} sends; the next one in {took * 1e6:.0f} µs")
