"""Runs reminders with asyncio tasks: some send, and the caller's own looks at the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.failures import ends_the_run
from schedbot_sdk.reminders.handlers import AsyncSendReminder
from schedbot_sdk.reminders.reminder_queue import Item
from schedbot_sdk.reminders.session import CHECK_INTERVAL, Session
from schedbot_sdk.telegram.handlers.checks import awaitable_result
from schedbot_sdk.telegram.polling.stop_signals import cancel_and_wait

__all__ = ["TaskRunner"]

T = TypeVar("T")

_CANCEL_TIMEOUT = 1.0
"""Seconds that messages have to end once they are cancelled."""


class TaskRunner:
    """One run of reminders.

    Args:
        session: The run's steps in the store.
        send: Sends one reminder.
        control: Stops the run.
        runtime: The clock.
        drain: Seconds that messages may take after the stop.
    """

    def __init__(
        self, session: Session, send: AsyncSendReminder, control: ReminderControl, runtime: Runtime, *, drain: float
    ) -> None:
        self._session = session
        self._send = send
        self._control = control
        self._runtime = runtime
        self._drain_limit = drain
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._store_thread = ThreadPoolExecutor(1, "schedbot-reminders")
        self._sending: dict[asyncio.Task[None], Item] = {}
        self._results: list[tuple[Item, Exception | None]] = []
        self._error: BaseException | None = None

    def wake(self) -> None:
        """Look at the store now. May be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the run has ended
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Send reminders until the run is stopped.

        Raises:
            Exception: The error that ended the run.
        """
        self._control.on_stop(self.wake)
        try:
            while not self._control.is_stopped and not await self._call(self._session.start):
                await self._wait(CHECK_INTERVAL)
            while not self._control.is_stopped and self._error is None:
                await self._step()
            if self._sending:
                await asyncio.wait(self._sending, timeout=self._drain_limit)
                self._take()
        finally:
            await self._end()
        if self._error is not None:
            raise self._error

    async def _step(self) -> None:
        results, self._results = self._results, []
        busy = {item.due.chat_id for item in self._sending.values()}
        items = await self._call(lambda: self._session.step(results, busy))
        for item in items:
            self._sending[self._loop.create_task(self._send_one(item))] = item
        await self._wait(self._session.seconds_to_wait())

    async def _send_one(self, item: Item) -> None:
        await awaitable_result("send", self._send(item.due))

    async def _wait(self, seconds: float) -> None:
        """Wait until something happens, and take all that has happened."""
        await self._runtime.async_wait_for(self._receive, seconds, is_expecting=bool(self._sending))

    async def _receive(self, seconds: float | None) -> bool:
        """Wait until the run is woken or a message is sent, and take all that are; False without one."""
        woken = self._loop.create_task(self._woken.wait())
        try:
            await asyncio.wait({woken, *self._sending}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_and_wait(woken)
        has_come = self._woken.is_set() or any(task.done() for task in self._sending)
        self._woken.clear()
        self._take()
        return has_come

    def _take(self) -> None:
        for task in [task for task in self._sending if task.done()]:
            item = self._sending.pop(task)
            error = asyncio.CancelledError() if task.cancelled() else task.exception()
            if error is None or (isinstance(error, Exception) and not ends_the_run(error)):
                self._results.append((item, error))
            else:
                self._error = self._error or error

    async def _end(self) -> None:
        """Cancel the messages that are still being sent, and note the others."""
        for task in self._sending:
            task.cancel()
        if self._sending:
            await asyncio.wait(self._sending, timeout=_CANCEL_TIMEOUT)
        for task in [task for task in self._sending if not task.done() or task.cancelled()]:
            del self._sending[task]  # it is sent again by the next run
        self._take()
        try:
            await self._call(lambda: self._session.note(self._results))
        finally:
            closing = self._store_thread.submit(self._session.close)
            self._store_thread.shutdown(wait=False)
            await asyncio.wrap_future(closing)

    async def _call(self, function: Callable[[], T]) -> T:
        """Call a method of the session in the thread of the store, which runs one at a time, also after a cancel."""
        return await self._loop.run_in_executor(self._store_thread, function)
