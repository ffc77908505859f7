"""A bot in a process of its own: plans reminders of the next seconds, and writes a line for each one that it sends."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time

from schedbot_sdk.reminders import DueReminder, Reminders
from schedbot_sdk.schedule import Event, Instant, Schedule, Source
from schedbot_sdk.telegram import SqliteStore


def planned(begin: float, number: int) -> Schedule:
    """The schedule with this number: its reminder is due some seconds after the beginning."""
    source = Source(bot="@bot", chat_id=number, message_id=number + 1)
    at = dt.datetime.fromtimestamp(begin + 1 + number // 20, dt.UTC)
    return Schedule(
        source=source,
        zone="Europe/Berlin",
        made_at=at,
        events=(Event(uid=source.uid(0), title="Gym", start=Instant(at=at, zone="Europe/Berlin")),),
    )


def main(folder: str, begin: float, number: int) -> None:
    """Plan what is not planned yet, and run until everything is sent, or the process is killed."""
    store = SqliteStore(f"{folder}/bot.db")
    out = os.open(f"{folder}/sent.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(due: DueReminder) -> None:
        os.write(out, f"{due.chat_id} {due.due_at.timestamp():.0f} {time.time():.3f} {os.getpid()}\n".encode())
        time.sleep(0.005)

    reminders = Reminders(store, send, default=(dt.timedelta(),), concurrency=1)
    for each in range(number):
        with store.transaction() as database:
            reminders.plan_in(database, planned(begin, each))
    print("planned", flush=True)
    reminders.run()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
