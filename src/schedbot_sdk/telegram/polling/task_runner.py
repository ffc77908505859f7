"""Runs a poll with asyncio tasks. One task fetches, some handle updates, and the caller's own runs the dispatcher."""

from __future__ import annotations

import asyncio
from typing import Final

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.telegram.handlers.types import AsyncFailureHook, AsyncHandler
from schedbot_sdk.telegram.polling.arguments import check_arguments
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.checkpoint import AsyncCheckpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.fetcher import AsyncUpdateFetcher
from schedbot_sdk.telegram.polling.handlers import handle_async
from schedbot_sdk.telegram.polling.log import log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import cancel_and_wait, stop_on_signals, stop_task
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["TaskRunner"]

_CANCEL_TIMEOUT: Final = 1.0
"""Seconds that handlers have to end once they are cancelled."""


class TaskRunner:
    """One poll, from its first request to its confirmation.

    Args:
        fetcher: Fetches updates.
        store: Keeps the progress.
        options: The options of the poll.
        handler: Handles an update.
        hook: Called with updates that are given up.
        control: Stops the poll.
        runtime: The clock and the random numbers.
    """

    def __init__(
        self,
        fetcher: AsyncUpdateFetcher,
        store: OffsetStore,
        options: PollOptions,
        *,
        handler: AsyncHandler,
        hook: AsyncFailureHook | None,
        control: PollControl,
        runtime: Runtime,
    ) -> None:
        check_arguments(store, control, hook, is_plain=False)
        check_function("handler", handler, is_plain=False, parameters=1)
        self._fetcher = fetcher
        self._store = store
        self._options = options
        self._handler = handler
        self._hook = hook
        self._control = control
        self._runtime = runtime
        self._checkpoint: AsyncCheckpoint
        self._dispatcher: Dispatcher
        self._fetching: tuple[Poll, asyncio.Task[list[Received] | SchedbotError]] | None = None
        self._handling: dict[asyncio.Task[None], WorkItem] = {}

    async def run(self, *, by_signals: bool) -> None:
        """Fetch and handle updates until the poll is stopped.

        Raises:
            Exception: The error that ended the poll.
        """
        if self._control.is_stopped:
            return
        self._checkpoint = AsyncCheckpoint(self._store)
        with stop_on_signals(self._control, is_wanted=by_signals):
            try:
                await self._poll()
            finally:
                self._checkpoint.close()
                await self._fetcher.close()
            if self._dispatcher.shutdown.error is not None:
                raise self._dispatcher.shutdown.error

    async def _poll(self) -> None:
        progress = await self._checkpoint.load(self._options)
        self._dispatcher = Dispatcher(self._options, progress, self._control, self._runtime, self._fetcher.client_error)
        stopped = stop_task(self._control, self._on_stop)
        try:
            while not self._dispatcher.shutdown.is_due():
                await self._step(stopped)
            await self._cancel_fetching()
            if self._handling:
                await asyncio.wait(self._handling, timeout=self._dispatcher.shutdown.drain_seconds())
            await self._cancel_all()  # before the save: what ends during it would be missing there
            await self._save_and_confirm()
        except asyncio.CancelledError:
            self._on_stop()
            await self._cancel_all()
            await self._save_and_confirm()
            raise
        finally:
            await self._cancel_all()
            await cancel_and_wait(stopped)
            log_stopped(self._options.host, self._control)

    def _on_stop(self) -> None:
        """Called from any thread, and from signal handlers."""
        self._dispatcher.shutdown.begin_drain()
        self._checkpoint.limit_waits(self._options.drain)

    async def _step(self, stopped: asyncio.Task[None]) -> None:
        # Saved before the next handler starts, so that after a crash few updates are handled twice.
        if not await self._checkpoint.save(self._dispatcher):
            return
        loop = asyncio.get_running_loop()
        while item := self._dispatcher.next_item():
            self._handling[loop.create_task(handle_async(item, self._handler, self._hook))] = item
        if self._dispatcher.shutdown.error is not None:
            return
        if poll := self._dispatcher.next_poll():
            self._fetching = poll, loop.create_task(self._fetcher.fetch(poll))
        tasks: set[asyncio.Task[object]] = {stopped, *self._handling}
        if self._fetching:
            tasks.add(self._fetching[1])
        seconds = self._dispatcher.seconds_to_wait()
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self._take_handled()
        self._take_fetched()

    def _take_fetched(self) -> None:
        if self._fetching is None or not self._fetching[1].done():
            return
        poll, task = self._fetching
        self._fetching = None
        if error := task.exception():
            self._dispatcher.shutdown.fail(error)
        elif event := self._dispatcher.on_fetched(poll, task.result()):
            self._fetcher.report(event)

    def _take_handled(self) -> None:
        for task in [task for task in self._handling if task.done()]:
            item = self._handling.pop(task)
            self._dispatcher.on_handled(item, asyncio.CancelledError() if task.cancelled() else task.exception())

    async def _save_and_confirm(self) -> None:
        """Save, and confirm what the store has."""
        if await self._checkpoint.save(self._dispatcher) and (offset := self._dispatcher.final_offset()) is not None:
            await self._fetcher.confirm(offset)

    async def _cancel_fetching(self) -> None:
        if self._fetching:
            await cancel_and_wait(self._fetching[1])
            self._fetching = None

    async def _cancel_all(self) -> None:
        """Cancel what still runs. A handler that ends without an error, before or in spite of that, counts as ended."""
        await self._cancel_fetching()
        self._take_handled()
        for task in self._handling:
            task.cancel()
        if self._handling:
            await asyncio.wait(self._handling, timeout=_CANCEL_TIMEOUT)
        for task, item in self._handling.items():
            if task.done() and not task.cancelled() and task.exception() is None:
                self._dispatcher.on_handled(item, None)
            else:
                self._dispatcher.abandon()
        self._handling.clear()
