"""Plans reminders, and sends them when they are due: sync and async."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.handlers import AsyncSendReminder, SendReminder
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.planner import Planner
from schedbot_sdk.reminders.store import ReminderStore
from schedbot_sdk.reminders.task_runner import TaskRunner
from schedbot_sdk.reminders.thread_runner import ThreadRunner
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.schedule.model.reminder_moment import ALL_DAY_AT
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.telegram.polling import stop_signals

__all__ = ["AsyncReminders", "Reminders"]


class Reminders(Planner):
    """Plans reminders in a store, and sends each one when it is due.

    A reminder is noted after it was sent. So a crash loses nothing, and repeats at most what was being sent.

    Args:
        store: Keeps the reminders, such as a `SqliteStore`. With a `SqliteAssistantStore`, pass its `offset_store`.
        send: Sends one reminder. An async function for `AsyncReminders`, a plain one for `Reminders`, which calls it in
            threads.
        default: How long before the start to remind of an event that has no `Event.reminders`. Empty means no reminder.
            Such a reminder is neither in the text of the schedule nor in its calendar file.
        all_day_at: The local time from which the reminders of an all-day event count.
        late_limit: A reminder that is late is still sent for so long after its moment; then it is dropped. If several
            reminders of a repeating event were missed, only the last one is sent.
        attempts: How often `send` is called with one reminder if it raises an error that is not transient.
        concurrency: The maximum number of reminders that are sent at a time, each to another chat.

    Raises:
        ConfigurationError: An argument has the wrong type or is out of range.
        WrongHandlerError: `send` has the wrong kind or other parameters.
    """

    def __init__(
        self,
        store: ReminderStore,
        send: SendReminder,
        *,
        default: Sequence[dt.timedelta] = (),
        all_day_at: dt.time = ALL_DAY_AT,
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


class AsyncReminders(Planner):
    """Plans reminders in a store, and sends each one when it is due.

    A reminder is noted after it was sent. So a crash loses nothing, and repeats at most what was being sent.

    Args:
        store: Keeps the reminders, such as a `SqliteStore`. With a `SqliteAssistantStore`, pass its `offset_store`.
        send: Sends one reminder. An async function for `AsyncReminders`, a plain one for `Reminders`, which calls it in
            threads.
        default: How long before the start to remind of an event that has no `Event.reminders`. Empty means no reminder.
            Such a reminder is neither in the text of the schedule nor in its calendar file.
        all_day_at: The local time from which the reminders of an all-day event count.
        late_limit: A reminder that is late is still sent for so long after its moment; then it is dropped. If several
            reminders of a repeating event were missed, only the last one is sent.
        attempts: How often `send` is called with one reminder if it raises an error that is not transient.
        concurrency: The maximum number of reminders that are sent at a time, each to another chat.

    Raises:
        ConfigurationError: An argument has the wrong type or is out of range.
        WrongHandlerError: `send` has the wrong kind or other parameters.
    """

    def __init__(
        self,
        store: ReminderStore,
        send: AsyncSendReminder,
        *,
        default: Sequence[dt.timedelta] = (),
        all_day_at: dt.time = ALL_DAY_AT,
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
