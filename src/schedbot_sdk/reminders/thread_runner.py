"""Runs reminders with threads: some send, and the caller's own looks at the store."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.failures import ends_the_run
from schedbot_sdk.reminders.handlers import SendReminder
from schedbot_sdk.reminders.reminder_queue import Item
from schedbot_sdk.reminders.session import CHECK_INTERVAL, Session
from schedbot_sdk.telegram.handlers.checks import check_result

__all__ = ["ThreadRunner"]


@dataclass(frozen=True, slots=True)
class _Sent:
    item: Item
    error: BaseException | None


_Event: TypeAlias = "_Sent | None"
"""None wakes the caller's thread: the run is stopped, or something was planned."""


class ThreadRunner:
    """One run of reminders.

    Args:
        session: The run's steps in the store.
        send: Sends one reminder.
        control: Stops the run.
        runtime: The clock.
        drain: Seconds that messages may take after the stop.
    """

    def __init__(
        self, session: Session, send: SendReminder, control: ReminderControl, runtime: Runtime, *, drain: float
    ) -> None:
        self._session = session
        self._send = send
        self._control = control
        self._runtime = runtime
        self._drain_limit = drain
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()  # a signal handler may put into it
        self._items: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._workers = 0
        self._busy: set[int] = set()
        self._results: list[tuple[Item, Exception | None]] = []
        self._error: BaseException | None = None

    def wake(self) -> None:
        """Look at the store now. May be called from any thread."""
        self._events.put(None)

    def run(self) -> None:
        """Send reminders until the run is stopped.

        Raises:
            Exception: The error that ended the run.
        """
        self._control.on_stop(self.wake)
        try:
            while not self._control.is_stopped and not self._session.start():
                self._wait(CHECK_INTERVAL)
            while not self._control.is_stopped and self._error is None:
                self._step()
            self._drain()
        finally:
            for _ in range(self._workers):
                self._items.put(None)
            self._session.close()
        if self._error is not None:
            raise self._error

    def _step(self) -> None:
        results, self._results = self._results, []
        for item in self._session.step(results, self._busy):
            self._busy.add(item.due.chat_id)
            if len(self._busy) > self._workers:
                self._workers += 1
                threading.Thread(target=self._work, name=f"schedbot-reminder-{self._workers}", daemon=True).start()
            self._items.put(item)
        self._wait(self._session.seconds_to_wait())

    def _wait(self, seconds: float) -> None:
        """Wait until something happens, and take all that has happened."""
        self._runtime.wait_for(self._receive, seconds, is_expecting=bool(self._busy))

    def _receive(self, seconds: float | None) -> bool:
        """Wait for an event, and take all that have come; False without one."""
        try:
            self._take(self._events.get(timeout=seconds))
        except queue.Empty:
            return False
        with suppress(queue.Empty):
            while True:
                self._take(self._events.get_nowait())
        return True

    def _take(self, event: _Event) -> None:
        if event is None:
            return
        self._busy.discard(event.item.due.chat_id)
        if event.error is None or (isinstance(event.error, Exception) and not ends_the_run(event.error)):
            self._results.append((event.item, event.error))
        else:
            self._error = self._error or event.error

    def _drain(self) -> None:
        """Let the messages that are being sent end, and note them."""
        end = self._runtime.monotonic() + self._drain_limit
        try:
            while self._busy:
                self._take(
                    self._events.get(timeout=min(max(0.0, end - self._runtime.monotonic()), threading.TIMEOUT_MAX))
                )
        except queue.Empty:
            pass
        self._session.note(self._results)

    def _work(self) -> None:
        while (item := self._items.get()) is not None:
            error: BaseException | None = None
            try:
                check_result("send", self._send(item.due))
            except BaseException as raised:  # the run decides
                error = raised
            self._events.put(_Sent(item, error))
