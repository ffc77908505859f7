"""On the real clock: how a run is stopped and woken, and that one of several runs of a file is active."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.reminders.kills import FastStore
from tests.reminders.scene import Scene, Twin, event, local, schedule

from schedbot_sdk import ConfigurationError
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.assistant import SqliteAssistantStore
from schedbot_sdk.reminders import AsyncReminders, DueReminder, ReminderControl, Reminders
from schedbot_sdk.schedule import Instant, Schedule
from schedbot_sdk.telegram import FileStore, SqliteStore, WrongHandlerError

SECOND = dt.timedelta(seconds=1)
BEFORE = dt.timedelta(seconds=30)


def soon(seconds: float, number: int = 1) -> Schedule:
    """A schedule whose reminder is due in so many seconds and one or two more, in which a busy machine plans it."""
    due = dt.datetime.fromtimestamp(int(time.time() + seconds) + 2, dt.UTC)
    start = Instant(at=due + BEFORE, zone="Europe/Berlin")
    return schedule(event(start, BEFORE, uid=f"uid-{number}"), message=number, chat=number)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("the condition did not hold within 20 s")


class CountingStore(FastStore):
    """Counts its transactions."""

    number = 0

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        self.number += 1
        with super().transaction() as database:
            yield database


class Running:
    """A run in a thread of its own, and what it sent."""

    def __init__(
        self,
        twin: Twin,
        store: SqliteStore,
        send: Callable[[DueReminder], object] = lambda _: None,
        concurrency: int = 16,
    ) -> None:
        self.control = ReminderControl()
        self.sent: list[tuple[float, DueReminder]] = []
        self.error: BaseException | None = None
        self.drain = 10.0

        def send_one(due: DueReminder) -> None:
            send(due)
            self.sent.append((time.time(), due))

        async def send_async(due: DueReminder) -> None:
            await asyncio.to_thread(send_one, due)

        self.reminders = (
            Reminders(store, send_one, concurrency=concurrency)
            if twin == "sync"
            else AsyncReminders(store, send_async, concurrency=concurrency)
        )
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            if isinstance(self.reminders, Reminders):
                self.reminders.run(control=self.control, drain=self.drain)
            else:
                asyncio.run(self.reminders.run(control=self.control, drain=self.drain))
        except BaseException as error:
            self.error = error

    def plan(self, planned: Schedule) -> None:
        if isinstance(self.reminders, Reminders):
            self.reminders.plan(planned)
        else:
            asyncio.run(self.reminders.plan(planned))

    @contextmanager
    def running(self) -> Generator[Running]:
        self.thread.start()
        try:
            yield self
        finally:
            self.control.stop()
            self.thread.join(15)
        assert not self.thread.is_alive()


def test_a_plan_of_another_thread_wakes_the_run(twin: Twin, store: SqliteStore) -> None:
    with Running(twin, store).running() as bot:
        until(lambda: bot.control.is_active)
        bot.plan(soon(0.1))
        until(lambda: bool(bot.sent))
    ((at, due),) = bot.sent
    assert 0 <= at - due.due_at.timestamp() < 0.9
    assert bot.error is None


def test_a_plan_of_another_process_is_seen_within_a_second(twin: Twin, store: SqliteStore) -> None:
    with Running(twin, store).running() as bot:
        until(lambda: bot.control.is_active)
        Reminders(SqliteStore(store.path), lambda _: None).plan(soon(1.5))
        until(lambda: bool(bot.sent))
    assert 0 <= bot.sent[0][0] - bot.sent[0][1].due_at.timestamp() < 1.9


def test_a_clock_that_jumps_is_noticed(twin: Twin, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = Running(twin, store)
    bot.plan(soon(3600))
    ahead = 0.0
    monkeypatch.setattr(bot.reminders, "_runtime", Runtime(time=lambda: time.time() + ahead))
    with bot.running():
        until(lambda: bot.control.is_active)
        ahead = 3601
        until(lambda: bool(bot.sent))


def test_a_stop_returns_at_once(twin: Twin, store: SqliteStore) -> None:
    bot = Running(twin, store)
    bot.plan(soon(3600))
    with bot.running():
        until(lambda: bot.control.is_active)
        began = time.monotonic()
        bot.control.stop()
        bot.thread.join(5)
        assert time.monotonic() - began < 0.9
    assert not bot.control.is_active


def test_a_stop_waits_for_what_is_being_sent(twin: Twin, store: SqliteStore) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def send(_: DueReminder) -> None:
        begun.set()
        goes_on.wait(10)

    bot = Running(twin, store, send)
    bot.plan(soon(0))
    with bot.running():
        assert begun.wait(10)
        bot.control.stop()
        time.sleep(0.05)
        assert bot.thread.is_alive()
        goes_on.set()
    assert bot.control.sent == 1
    with Running(twin, store).running() as again:
        until(lambda: again.control.is_active and again.control.last_check_at is not None)
    assert again.sent == []


def test_what_takes_too_long_is_sent_again_by_the_next_run(twin: Twin, store: SqliteStore) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def send(_: DueReminder) -> None:
        begun.set()
        goes_on.wait(10)

    bot = Running(twin, store, send)
    bot.drain = 0.05
    bot.plan(soon(0))
    with bot.running():
        assert begun.wait(10)
        bot.control.stop()
        until(lambda: not bot.control.is_active)
        goes_on.set()
    assert bot.control.sent == 0
    with Running(twin, store).running() as again:
        until(lambda: bool(again.sent))


def test_a_cancelled_task_notes_what_was_sent(tmp_path: Path) -> None:
    store = FastStore(tmp_path / "bot.db")

    async def main() -> int:
        sent = asyncio.Event()

        async def send(_: DueReminder) -> None:
            sent.set()

        reminders = AsyncReminders(store, send)
        await reminders.plan(soon(0))
        running = asyncio.create_task(reminders.run(stop_on_signals=False))
        await sent.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        control = ReminderControl()
        again = asyncio.create_task(reminders.run(control=control))
        await asyncio.sleep(0.3)
        assert control.is_active
        control.stop()
        await again
        return control.sent

    assert asyncio.run(main()) == 0


def test_a_second_run_waits_and_takes_over(twin: Twin, store: SqliteStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with Running(twin, store).running() as first:
        until(lambda: first.control.is_active)
        with Running("sync" if twin == "async" else "async", store).running() as second:
            time.sleep(0.2)
            assert not second.control.is_active
            assert "another run of this file is active" in caplog.text
            first.control.stop()
            until(lambda: second.control.is_active)
            second.plan(soon(0))
            until(lambda: bool(second.sent))
    assert first.sent == []


def test_at_most_so_many_are_sent_at_a_time(twin: Twin, store: SqliteStore) -> None:
    at_once: list[int] = []
    under_way: set[int] = set()

    def send(due: DueReminder) -> None:
        under_way.add(due.chat_id)
        at_once.append(len(under_way))
        time.sleep(0.02)
        under_way.discard(due.chat_id)

    bot = Running(twin, store, send)
    for number in range(40):
        bot.plan(soon(0, number))
    with bot.running():
        until(lambda: len(bot.sent) == 40)
    assert 2 <= max(at_once) <= 16


def test_a_run_that_can_take_nothing_does_not_look_again_and_again(twin: Twin, tmp_path: Path) -> None:
    goes_on = threading.Event()
    store = CountingStore(tmp_path / "bot.db")
    begun: list[int] = []

    def send(due: DueReminder) -> None:
        begun.append(due.chat_id)
        goes_on.wait(10)

    bot = Running(twin, store, send, concurrency=2)
    for number in range(5):
        bot.plan(soon(0, number))
    with bot.running():
        until(lambda: len(begun) == 2)
        before = store.number
        time.sleep(0.5)
        assert store.number - before < 5
        goes_on.set()
        until(lambda: len(bot.sent) == 5)


def test_many_that_are_too_late_are_dropped_in_short_transactions(twin: Twin, tmp_path: Path) -> None:
    store = CountingStore(tmp_path / "bot.db")
    scene = Scene(twin, store)
    with store.transaction() as database:
        for number in range(500):
            planned = event(local(24, 13), uid=f"uid-{number}")
            scene.reminders.plan_in(database, schedule(planned, message=number, chat=number))
    scene.pass_time(dt.timedelta(days=1))
    before = store.number
    assert scene.run(dt.timedelta(hours=1)) == []
    assert scene.control.dropped == 500
    assert 3 <= store.number - before <= 6


def test_a_send_of_the_wrong_kind_is_refused(twin: Twin, store: SqliteStore) -> None:
    def generator(due: DueReminder) -> Generator[int]:
        yield due.chat_id

    kind: Any = {"sync": Reminders, "async": AsyncReminders}[twin]
    with pytest.raises(WrongHandlerError, match="send: pass a function without yield"):
        kind(store, generator)
    with pytest.raises(WrongHandlerError, match="send: pass a function that takes one argument"):
        kind(store, lambda: None)


def test_a_send_whose_result_must_be_awaited_ends_the_run(store: SqliteStore) -> None:
    async def send(_: DueReminder) -> None: ...

    reminders = Reminders(store, lambda due: send(due))
    reminders.plan(soon(0))
    with pytest.raises(WrongHandlerError, match="send: pass a plain function"):
        reminders.run()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"default": (-SECOND,)}, "default: pass"),
        ({"default": (dt.timedelta(days=367),)}, "default: pass"),
        ({"default": (SECOND / 2,)}, "default: pass"),
        (
            {"default": dt.timedelta(minutes=15)},
            r"default: pass a list of timedelta, such as \[timedelta\(minutes=15\)\]",
        ),
        ({"default": [30]}, "default: pass a list of timedelta"),
        ({"default": "15 minutes"}, "default: pass a list of timedelta"),
        ({"all_day_at": "09:00"}, "all_day_at: pass"),
        ({"late_limit": 3600}, "late_limit: pass"),
        ({"attempts": 2.5}, "attempts: pass a whole number"),
        ({"concurrency": "16"}, "concurrency: pass a whole number"),
        ({"all_day_at": dt.time(9, tzinfo=dt.UTC)}, "all_day_at: pass"),
        ({"late_limit": -SECOND}, "late_limit: pass"),
        ({"late_limit": dt.timedelta(days=32)}, "late_limit: pass"),
        ({"attempts": 0}, "attempts: pass"),
        ({"concurrency": 0}, "concurrency: pass"),
    ],
)
def test_wrong_options_are_refused(twin: Twin, store: SqliteStore, options: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        Scene(twin, store, **options)


def test_a_store_without_transactions_is_refused_with_the_one_to_pass(twin: Twin, tmp_path: Path) -> None:
    assistant_store = SqliteAssistantStore(str(tmp_path / "bot.db"))
    for store in (assistant_store, FileStore(str(tmp_path / "offset.json")), "bot.db"):
        with pytest.raises(ConfigurationError, match=r"store: pass a SqliteStore; .* pass its offset_store"):
            Scene(twin, store)  # type: ignore[arg-type]
    Scene(twin, assistant_store.offset_store)
