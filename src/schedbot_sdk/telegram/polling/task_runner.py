"""A poll over tasks of asyncio: one fetches, some handle, and the caller's own decides and owns the desk."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.polling.arguments import awaited, check_function, check_given, maybe_awaited
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.checkpoint import AsyncCheckpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.handlers import AsyncFailureHook, AsyncHandler
from schedbot_sdk.telegram.polling.log import log_started, log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import cancelled, stopped_by_signals, told_to_stop
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncSource", "TaskRunner"]

_LAST_WORD: Final = 1.0
"""Seconds that handlers have to end once they are cancelled."""


class AsyncSource(Protocol):
    """Where updates come from."""

    def closed(self) -> SchedbotError | None:
        """The error of all calls once the client is closed; None before that."""
        ...

    async def fetch(self, ask: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        ...

    def waits(self, came: SchedbotError, seconds: float) -> None:
        """Tell the user's hook that the next try comes later."""
        ...

    async def confirm(self, offset: int) -> None:
        """Tell Telegram what is finished, as well as that is possible now."""
        ...

    async def close(self) -> None:
        """Close the poll's own connection."""
        ...


class TaskRunner:
    """One poll, from its first question to its confirmation.

    Args:
        source: Where updates come from.
        store: Where progress is kept.
        options: How to behave.
        handler: What handles an update.
        hook: Where updates go that cannot be handled.
        control: What stops it.
        runtime: The clock and the dice.
    """

    def __init__(
        self,
        source: AsyncSource,
        store: OffsetStore,
        options: PollOptions,
        *,
        handler: AsyncHandler,
        hook: AsyncFailureHook | None,
        control: PollControl,
        runtime: Runtime,
    ) -> None:
        check_given(store, control)
        check_function("handler", handler, is_plain=False, takes=1)
        if hook is not None:
            check_function("on_failure", hook, is_plain=False, takes=2)
        self._source = source
        self._store = store
        self._handler = handler
        self._hook = hook
        self._control = control
        self._seam = runtime
        self._options = options
        self._asking: tuple[Poll, asyncio.Task[list[Received] | SchedbotError]] | None = None
        self._handling: dict[asyncio.Task[None], WorkItem] = {}
        self._drained_at: float | None = None
        """When handlers must have ended, once it was told to stop."""
        self._fault: BaseException | None = None

    async def run(self, *, by_signals: bool) -> None:
        """Fetch and handle until it is stopped.

        Raises:
            Exception: What ended it otherwise.
        """
        if not self._control.is_stopped:
            await self._run(by_signals=by_signals)

    async def _run(self, *, by_signals: bool) -> None:
        self._keeper = AsyncCheckpoint(self._store)
        with stopped_by_signals(self._control, is_wanted=by_signals):
            try:
                await self._poll()
            finally:
                self._keeper.close()
                await self._source.close()
            if error := self._trouble():
                raise error

    async def _poll(self) -> None:
        self._desk = Dispatcher(self._options, await self._keeper.load(), self._control, self._seam)
        log_started(self._options.host, self._desk.progress.offset)
        self._keeper.warn(self._options)
        told = told_to_stop(self._control, self._told)
        try:
            while not self._is_over():
                await self._step(told)
            await self._end_asking()
            await self._finish()
        except asyncio.CancelledError:
            self._told()
            await self._give_up()
            await self._note()
            raise
        finally:
            await self._give_up()
            await cancelled(told)
            log_stopped(self._options.host, self._control)

    def _told(self) -> None:
        """Be told to stop: from any thread, or a signal handler."""
        self._drained_at = self._seam.monotonic() + self._options.drain
        self._keeper.hurry(self._options.drain)

    def _trouble(self) -> BaseException | None:
        """Why it must end."""
        return self._fault or self._desk.error

    def _is_over(self) -> bool:
        """Whether it was told to stop, or must end."""
        if not self._control.is_stopped:
            self._fault = self._trouble() or self._source.closed()
        return self._control.is_stopped or self._fault is not None

    def _ended(self, job: WorkItem, error: BaseException | None) -> None:
        """Take the end of a handler. What failed since the client was closed is not finished, and comes again."""
        if error is None or (isinstance(error, Exception) and not self._source.closed()):
            self._desk.ended(job, error)
            return
        self._desk.left()
        if not isinstance(error, Exception):
            self._fault = error

    async def _step(self, told: asyncio.Task[None]) -> None:
        # Before anything new begins, so that after a crash no more comes again than is handled at a time.
        if not await self._save():
            return
        loop = asyncio.get_running_loop()
        while job := self._desk.next():
            self._handling[loop.create_task(self._handle(job))] = job
        if self._desk.error:
            return
        waits = [self._desk.wait(), None if self._asking else self._ask()]
        seconds = min((wait for wait in waits if wait is not None), default=None)
        tasks: set[asyncio.Task[object]] = {told, *self._handling}
        if self._asking:
            tasks.add(self._asking[1])
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self._take()

    def _ask(self) -> float | None:
        ask = self._desk.ask()
        if not isinstance(ask, Poll):
            return ask
        self._asking = ask, asyncio.get_running_loop().create_task(self._source.fetch(ask))
        return None

    async def _save(self) -> bool:
        """Whether the store has what is finished. One that fails ends the poll."""
        error = await self._keeper.save(self._desk)
        self._fault = self._trouble() or error
        return error is None

    def _take(self) -> None:
        """Take what has come."""
        self._take_handled()
        if self._asking and self._asking[1].done():
            ask, asking = self._asking
            self._asking = None
            if error := asking.exception():
                self._fault = error
                return
            came = asking.result()
            wait = self._desk.answered(ask, came)
            if wait is not None and isinstance(came, SchedbotError):
                self._source.waits(came, wait)

    def _take_handled(self) -> None:
        for task in [task for task in self._handling if task.done()]:
            self._take_ended(task)

    def _take_ended(self, task: asyncio.Task[None]) -> None:
        job = self._handling.pop(task)
        error = RuntimeError("the handler was cancelled") if task.cancelled() else task.exception()
        self._ended(job, error)

    async def _finish(self) -> None:
        """Let the handlers end, remember what they did, and tell Telegram."""
        if self._handling:
            left = self._options.drain
            if self._drained_at is not None:
                left = max(0.0, self._drained_at - self._seam.monotonic())
            await asyncio.wait(self._handling, timeout=left)
        await self._give_up()  # before the note: what ended during it would be missing there
        await self._note()

    async def _note(self) -> None:
        """Remember what is finished, and tell Telegram. It is never told what the store does not have."""
        if await self._save() and (offset := self._desk.confirmation()) is not None:
            await self._source.confirm(offset)

    async def _end_asking(self) -> None:
        if self._asking:
            await cancelled(self._asking[1])
            self._asking = None

    async def _give_up(self) -> None:
        """End what goes on. What came to its end before that, or all the same, has ended."""
        await self._end_asking()
        self._take_handled()
        for task in self._handling:
            task.cancel()
        if self._handling:
            await asyncio.wait(self._handling, timeout=_LAST_WORD)
        for task, job in self._handling.items():
            if task.done() and not task.cancelled() and task.exception() is None:
                self._desk.ended(job, None)
            else:
                self._desk.left()
        self._handling.clear()

    async def _handle(self, job: WorkItem) -> None:
        update = job.received.update
        if job.error is None and isinstance(update, Update):
            await awaited("handler", self._handler(update))
        elif job.error is not None and self._hook is not None:
            await maybe_awaited("on_failure", self._hook(update, job.error))
