"""The part of a run that both twins share: its lock, its steps in the store, and how long it waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.reminders import recompute
from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.log import ReminderLog
from schedbot_sdk.reminders.options import ReminderOptions
from schedbot_sdk.reminders.reminder_queue import Item, ReminderQueue, Step
from schedbot_sdk.reminders.run_lock import RunLock
from schedbot_sdk.reminders.store import ReminderStore

__all__ = ["CHECK_INTERVAL", "Session"]

CHECK_INTERVAL: Final = 1.0
"""Seconds after which a run looks at the store again: the clock may jump, and another process may plan."""


class Session:
    """One run of reminders. Only one method runs at a time; each blocks for as long as the store does.

    Args:
        store: Keeps the reminders.
        options: The limits.
        control: Shows the state.
        runtime: The clock and the random numbers.
        check_interval: Seconds between two looks at the store.
    """

    def __init__(
        self,
        store: ReminderStore,
        options: ReminderOptions,
        control: ReminderControl,
        runtime: Runtime,
        *,
        check_interval: float,
    ) -> None:
        self._store = store
        self._options = options
        self._control = control
        self._next_at: int | None = None
        self._runtime = runtime
        self._check_interval = check_interval
        self._log = ReminderLog()
        self._queue = ReminderQueue(options, self._log)
        self._lock = RunLock(store.path)
        self._waits = False

    def start(self) -> bool:
        """Begin, and return True; False while another run of the same file is active."""
        if not self._lock.acquire():
            if not self._waits:
                self._log.waiting()
            self._waits = True
            return False
        self._recompute()
        self._control.is_active = True
        self._log.started()
        return True

    def _recompute(self) -> None:
        version = recompute.version_of(self._options)
        with self._store.transaction() as database:
            if recompute.is_current(database, version):
                return
        last: int | None = 0
        while last is not None and not self._control.is_stopped:
            with self._store.transaction() as database:
                last = recompute.recompute(database, self._options, last, int(self._runtime.time()))
                if last is None:
                    recompute.mark_current(database, version)
        self._log.recomputed(version)

    def step(self, results: Sequence[tuple[Item, Exception | None]], busy: Collection[int]) -> list[Item]:
        """Note what was sent, and return what must be sent now."""
        now = self._runtime.time()
        with self._store.transaction() as database:
            step = self._queue.step(database, now, self._runtime.random(), results, busy)
        self._count(step, now)
        return step.items

    def note(self, results: Sequence[tuple[Item, Exception | None]]) -> None:
        """Note what was sent, and take nothing. Failures are not noted: the run ends, and the next one sends again."""
        sent = [(item, error) for item, error in results if error is None]
        if sent:
            with self._store.transaction() as database:
                step = self._queue.step(database, self._runtime.time(), 0.0, sent, (), takes=False)
            self._count(step, self._runtime.time())

    def seconds_to_wait(self) -> float:
        """Return the seconds until the next look at the store, unless something happens before."""
        if self._next_at is None:
            return self._check_interval
        return min(max(0.0, self._next_at - self._runtime.time()), self._check_interval)

    def close(self) -> None:
        """End the run."""
        if self._control.is_active:
            self._control.is_active = False
            self._log.stopped(self._control)
        self._lock.release()

    def _count(self, step: Step, now: float) -> None:
        control = self._control
        self._next_at = step.next_at
        control.last_check_at = dt.datetime.fromtimestamp(now, dt.UTC)
        control.next_due_at = None if step.next_at is None else dt.datetime.fromtimestamp(step.next_at, dt.UTC)
        control.sent += step.sent
        control.late += step.late
        control.dropped += step.dropped
        control.retried += step.retried
        control.failed += step.failed
