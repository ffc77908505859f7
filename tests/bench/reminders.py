"""How long it takes to find the next of many planned reminders."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.rounds import Setting, Turns

__all__ = ["next_reminder"]

_CALLS = 300


@contextmanager
def next_reminder(setting: Setting, *, planned: int) -> Generator[Turns]:
    """CPU seconds of one look at the store, in its transaction: what is due, and when the next reminder is."""
    # Here, because the other rows measure processes that do not need it.
    from schedbot_sdk.reminders import Reminders, schema
    from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source
    from schedbot_sdk.telegram import SqliteStore

    source = Source(bot="@bot", chat_id=1, message_id=1)
    start = LocalStart(date=dt.date(2990, 1, 1), time=dt.time(12), zone="Europe/Berlin")
    daily = Event(uid="uid", title="Gym", start=start, recurrence=Recurrence(freq="daily"))
    schedule = Schedule(source=source, zone="Europe/Berlin", made_at=dt.datetime.now(dt.UTC), events=(daily,))
    number = setting.few(planned)
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder, "bot.db"))
        Reminders(store, lambda _: None, default=(dt.timedelta(minutes=15),)).plan(schedule)
        with store.transaction() as database:
            numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            database.execute(
                f"""{numbers} INSERT INTO schedbot_reminder_events
                SELECT uid || i, source, zone, sequence, event, NULL FROM schedbot_reminder_events, n""",
                (number,),
            )
            database.execute(
                f"""{numbers} INSERT INTO schedbot_reminders
                SELECT NULL, uid || i, before, i % 1000, at + i, due + i, key, 0, 0, handled_due, handled_key, gaps,
                opens_before
                FROM schedbot_reminders, n""",
                (number,),
            )

        def turn() -> tuple[float]:
            calls, now = setting.few(_CALLS), int(time.time())
            began = time.process_time()
            for _ in range(calls):
                with store.transaction() as database:
                    assert schema.first_due(database, now, [1, 2, 3]) is None
                    assert schema.next_at(database, [1, 2, 3]) is not None
            return ((time.process_time() - began) / calls,)

        yield {"schedbot_sdk": turn}
