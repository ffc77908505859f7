"""Many reminders that are due at once stay within the limits of a `SendLimiter`."""

from __future__ import annotations

import datetime as dt
import threading
import time

from tests.reminders.kills import FastStore
from tests.reminders.scene import NOON, event, schedule

from schedbot_sdk import TelegramClient
from schedbot_sdk.reminders import DueReminder, ReminderControl, Reminders, reminder_text
from schedbot_sdk.schedule import Instant
from schedbot_sdk.telegram import Rate, SendLimiter
from schedbot_sdk.testing import LocalTelegram
from schedbot_sdk.testing.servers import Person

NUMBER = 30


def test_many_reminders_at_once_are_sent_at_the_rate_of_the_limiter(store: FastStore) -> None:
    control = ReminderControl()
    arrived: list[float] = []
    limiter = SendLimiter(overall=Rate(10, 0.5))
    with LocalTelegram() as server:
        for chat in range(1, NUMBER + 1):
            server.user_says(Person(chat, "Ann"), "hello")
        with TelegramClient(server.token, base_url=server.base_url, limiter=limiter) as telegram:

            def send(due: DueReminder) -> None:
                piece = reminder_text(due, now=NOON)
                telegram.send_text(due.chat_id, piece.text, entities=piece.entities)
                arrived.append(time.monotonic())

            reminders = Reminders(store, send)
            soon = dt.datetime.fromtimestamp(int(time.time()) + 2, dt.UTC)
            start = Instant(at=soon, zone="Europe/Berlin")
            for chat in range(1, NUMBER + 1):
                planned = event(start, dt.timedelta(), uid=f"uid-{chat}")
                reminders.plan(schedule(planned, message=chat, chat=chat))
            running = threading.Thread(target=reminders.run, kwargs={"control": control})
            running.start()
            ends_at = time.monotonic() + 30
            while control.sent < NUMBER and time.monotonic() < ends_at:
                time.sleep(0.02)
            control.stop()
            running.join()
    assert control.sent == len(arrived) == NUMBER
    assert arrived[-1] - arrived[0] > 0.9  # 10 at once, and 10 more in each half second
