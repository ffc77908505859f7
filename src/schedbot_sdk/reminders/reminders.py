"""Plans reminders, and sends them when they are due: sync and async."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from schedbot_sdk._core.runtime import SYSTEM
from schedbot_sdk.reminders import planning, recompute
from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.handlers import AsyncSendReminder, SendReminder
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.schema import create_tables
from schedbot_sdk.reminders.session import CHECK_INTERVAL, Session
from schedbot_sdk.reminders.store import ReminderStore
from schedbot_sdk.reminders.task_runner import TaskRunner
from schedbot_sdk.reminders.thread_runner import ThreadRunner
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.schedule.model.arguments import one_schedule
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.telegram.polling import stop_signals

__all__ = ["AsyncReminders", "Reminders"]


class _Planner:
    """The shared part: planning in a transaction, and what a run needs."""

    def __init__(self, store: ReminderStore, options: ReminderOptions) -> None:
        self._store = store
        self._options = options
        self._runtime = SYSTEM
        self._check_interval = CHECK_INTERVAL
        self._wakers: list[Callable[[], None]] = []
        with store.transaction() as database:
            create_tables(database)
            recompute.mark_empty(database, recompute.version_of(options))

    def plan_in(self, database: sqlite3.Connection, schedule: Schedule) -> None:
        """Plan the reminders of a schedule as `plan` does, in a transaction of the caller.

        Args:
            database: The connection that `SqliteStore.once` or `SqliteStore.transaction` yields.
            schedule: The schedule: new, edited, or the same once more.

        Raises:
            ConfigurationError: `schedule` is not a Schedule.
        """
        planning.plan(database, one_schedule("schedule", schedule), self._options, int(self._runtime.time()))
        self._wake()

    def cancel_in(self, database: sqlite3.Connection, uid: str) -> None:
        """Cancel all reminders of an event as `cancel` does, in a transaction of the caller.

        Args:
            database: The connection that `SqliteStore.once` or `SqliteStore.transaction` yields.
            uid: `Event.uid`.
        """
        planning.cancel(database, uid, int(self._runtime.time()))

    def _plan(self, schedule: Schedule) -> None:
        with self._store.transaction() as database:
            self.plan_in(database, schedule)

    def _cancel(self, uid: str) -> None:
        with self._store.transaction() as database:
            self.cancel_in(database, uid)

    def _wake(self) -> None:
        """Let the runs look at the store: their transaction begins when the one that plans has ended."""
        for wake in self._wakers.copy():
            wake()

    @contextmanager
    def _woken(self, wake: Callable[[], None]) -> Generator[None]:
        self._wakers.append(wake)
        try:
            yield
        finally:
            self._wakers.remove(wake)

    def _session(self, control: ReminderControl) -> Session:
        return Session(self._store, self._options, control, self._runtime, check_interval=self._check_interval)


class Reminders(_Planner):
    """Plans reminders in a store, and sends each one when it is due.

    A reminder is noted after it was sent. So a crash loses nothing, and repeats at most what was being sent.

    Args:
        store: Keeps the reminders, such as a `SqliteStore`.
        send: Sends one reminder. An async function for `AsyncReminders`, a plain one for `Reminders`, which calls it in
            threads.
        default: How long before the start to remind of an event that has no `Event.reminders`. Empty means no reminder.
        all_day_at: The local time from which the reminders of an all-day event count.
        late_limit: A reminder that is late is still sent for so long after its moment; then it is dropped. If several
            reminders of a repeating event were missed, only the last one is sent.
        attempts: How often `send` is called with one reminder if it raises an error that is not transient.
        concurrency: The maximum number of reminders that are sent at a time, each to another chat.

    Raises:
        ConfigurationError: An argument is out of range.
        WrongHandlerError: `send` has the wrong kind or other parameters.
    """

    def __init__(
        self,
        store: ReminderStore,
        send: SendReminder,
        *,
        default: Sequence[dt.timedelta] = (),
        all_day_at: dt.time = dt.time(9),
        late_limit: dt.timedelta = dt.timedelta(hours=6),
        attempts: int = 3,
        concurrency: int = 16,
    ) -> None:
        options = ReminderOptions.of(
            default=default,
            all_day_at=all_day_at,
            late_limit=late_limit,
            attempts=attempts,
            concurrency=concurrency,
        )
        check_function("send", send, is_plain=True, parameters=1)
        super().__init__(store, options)
        self._send: SendReminder = send

    def plan(self, schedule: Schedule) -> None:
        """Plan the reminders of a schedule, in a transaction of its own.

        The schedule replaces what was planned for its events, and for other events of the same message. An event that
        is planned already with a higher `Schedule.sequence` stays as it is. A reminder that was sent is not sent again.
        A moment that has passed when an event is planned or changed gets no reminder.

        Args:
            schedule: The schedule: new, edited, or the same once more.

        Raises:
            ConfigurationError: `schedule` is not a Schedule, or this thread is in a `once` block: there, use `plan_in`.
        """
        self._plan(schedule)

    def cancel(self, uid: str) -> None:
        """Cancel all reminders of an event, in a transaction of its own. An unknown uid is ignored.

        Args:
            uid: `Event.uid`.

        Raises:
            ConfigurationError: This thread is in a `once` block: there, use `cancel_in`.
        """
        self._cancel(uid)

    def run(self, *, control: ReminderControl | None = None, stop_on_signals: bool = True, drain: float = 10.0) -> None:
        """Send reminders when they are due, until the run is stopped.

        One run of a file is active at a time. A second one waits, in any process, and takes over when the first one
        ends. Reminders of one chat are sent in order, one at a time. SIGTERM, Ctrl-C and `control.stop()` end the run.

        If `send` raises a transient error (5xx, 429, no connection), it is called again after a wait, until
        `late_limit` has passed. After another error it is called again, at most `attempts` times. A 400 or 403 from
        Telegram is not retried. A reminder that is given up is logged.

        Args:
            control: Shows the state of the run, and stops it.
            stop_on_signals: False does not handle SIGTERM and SIGINT; only the main thread can. Signal handlers that
                were installed before are called too.
            drain: How long a message that is being sent may take after the stop, in seconds.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, not a valid bot token.
            WrongHandlerError: `send` is of the wrong kind, such as a generator function.
            Exception: Any error of the store.
        """
        control = ReminderControl() if control is None else control
        if control.is_stopped:
            return
        runner = ThreadRunner(self._session(control), self._send, control, self._runtime, drain=drain)
        with stop_signals.stop_on_signals(control, is_wanted=stop_on_signals), self._woken(runner.wake):
            runner.run()


class AsyncReminders(_Planner):
    """Plans reminders in a store, and sends each one when it is due.

    A reminder is noted after it was sent. So a crash loses nothing, and repeats at most what was being sent.

    Args:
        store: Keeps the reminders, such as a `SqliteStore`.
        send: Sends one reminder. An async function for `AsyncReminders`, a plain one for `Reminders`, which calls it in
            threads.
        default: How long before the start to remind of an event that has no `Event.reminders`. Empty means no reminder.
        all_day_at: The local time from which the reminders of an all-day event count.
        late_limit: A reminder that is late is still sent for so long after its moment; then it is dropped. If several
            reminders of a repeating event were missed, only the last one is sent.
        attempts: How often `send` is called with one reminder if it raises an error that is not transient.
        concurrency: The maximum number of reminders that are sent at a time, each to another chat.

    Raises:
        ConfigurationError: An argument is out of range.
        WrongHandlerError: `send` has the wrong kind or other parameters.
    """

    def __init__(
        self,
        store: ReminderStore,
        send: AsyncSendReminder,
        *,
        default: Sequence[dt.timedelta] = (),
        all_day_at: dt.time = dt.time(9),
        late_limit: dt.timedelta = dt.timedelta(hours=6),
        attempts: int = 3,
        concurrency: int = 16,
    ) -> None:
        options = ReminderOptions.of(
            default=default,
            all_day_at=all_day_at,
            late_limit=late_limit,
            attempts=attempts,
            concurrency=concurrency,
        )
        check_function("send", send, is_plain=False, parameters=1)
        super().__init__(store, options)
        self._send: AsyncSendReminder = send

    async def plan(self, schedule: Schedule) -> None:
        """Plan the reminders of a schedule, in a transaction of its own.

        The schedule replaces what was planned for its events, and for other events of the same message. An event that
        is planned already with a higher `Schedule.sequence` stays as it is. A reminder that was sent is not sent again.
        A moment that has passed when an event is planned or changed gets no reminder.

        Args:
            schedule: The schedule: new, edited, or the same once more.

        Raises:
            ConfigurationError: `schedule` is not a Schedule, or this thread is in a `once` block: there, use `plan_in`.
        """
        await asyncio.to_thread(self._plan, schedule)

    async def cancel(self, uid: str) -> None:
        """Cancel all reminders of an event, in a transaction of its own. An unknown uid is ignored.

        Args:
            uid: `Event.uid`.

        Raises:
            ConfigurationError: This thread is in a `once` block: there, use `cancel_in`.
        """
        await asyncio.to_thread(self._cancel, uid)

    async def run(
        self, *, control: ReminderControl | None = None, stop_on_signals: bool = True, drain: float = 10.0
    ) -> None:
        """Send reminders when they are due, until the run is stopped.

        One run of a file is active at a time. A second one waits, in any process, and takes over when the first one
        ends. Reminders of one chat are sent in order, one at a time. SIGTERM, Ctrl-C and `control.stop()` end the run.

        If `send` raises a transient error (5xx, 429, no connection), it is called again after a wait, until
        `late_limit` has passed. After another error it is called again, at most `attempts` times. A 400 or 403 from
        Telegram is not retried. A reminder that is given up is logged.

        Args:
            control: Shows the state of the run, and stops it.
            stop_on_signals: False does not handle SIGTERM and SIGINT; only the main thread can. Signal handlers that
                were installed before are called too.
            drain: How long a message that is being sent may take after the stop, in seconds.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, not a valid bot token.
            WrongHandlerError: `send` is of the wrong kind, such as a generator function.
            Exception: Any error of the store.
        """
        control = ReminderControl() if control is None else control
        if control.is_stopped:
            return
        runner = TaskRunner(self._session(control), self._send, control, self._runtime, drain=drain)
        with stop_signals.stop_on_signals(control, is_wanted=stop_on_signals), self._woken(runner.wake):
            await runner.run()
