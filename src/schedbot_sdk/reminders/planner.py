"""The part of `Reminders` and `AsyncReminders` that both share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager

from schedbot_sdk._core.runtime import SYSTEM
from schedbot_sdk.reminders import planning, recompute
from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.schema import create_tables
from schedbot_sdk.reminders.session import CHECK_INTERVAL, Session
from schedbot_sdk.reminders.store import ReminderStore, checked_store
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.schedule.model.arguments import one_schedule

__all__ = ["Planner"]


class Planner:
    """The shared part: planning in a transaction, and what a run needs."""

    def __init__(self, store: ReminderStore, options: ReminderOptions) -> None:
        self._store = checked_store(store)
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
