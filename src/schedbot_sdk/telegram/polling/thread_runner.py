"""A poll over threads: one fetches, some handle, and the caller's own decides: it owns the desk, and waits for mail."""

from __future__ import annotations

import queue
import threading
from asyncio import CancelledError
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.polling.arguments import check_done, check_function, check_given
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.checkpoint import Checkpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.handlers import FailureHook, Handler
from schedbot_sdk.telegram.polling.log import log_started, log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import stopped_by_signals
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.telegram.types.update import Update

__all__ = ["Source", "ThreadRunner"]

_LAST_WORD: Final = 5.0
"""Seconds that the thread which fetches has to end."""


class Source(Protocol):
    """Where updates come from."""

    def closed(self) -> SchedbotError | None:
        """The error of all calls once the client is closed; None before that."""
        ...

    def fetch(self, ask: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        ...

    def waits(self, came: SchedbotError, seconds: float) -> None:
        """Tell the user's hook that the next try comes later."""
        ...

    def confirm(self, offset: int) -> None:
        """Tell Telegram what is finished, as well as that is possible now."""
        ...

    def close(self) -> None:
        """End what is being asked, from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class _Answer:
    ask: Poll
    came: list[Received] | SchedbotError | BaseException


@dataclass(frozen=True, slots=True)
class _Ended:
    job: WorkItem
    error: BaseException | None


_Mail: TypeAlias = "_Answer | _Ended | None"


class ThreadRunner:
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
        source: Source,
        store: OffsetStore,
        options: PollOptions,
        *,
        handler: Handler,
        hook: FailureHook | None,
        control: PollControl,
        runtime: Runtime,
    ) -> None:
        check_given(store, control)
        check_function("handler", handler, is_plain=True, takes=1)
        if hook is not None:
            check_function("on_failure", hook, is_plain=True, takes=2)
        self._source = source
        self._keeper = Checkpoint(store)
        self._handler = handler
        self._hook = hook
        self._control = control
        self._options = options
        self._seam = runtime
        self._mail: queue.SimpleQueue[_Mail] = queue.SimpleQueue()
        self._asks: queue.SimpleQueue[Poll | None] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[WorkItem | None] = queue.SimpleQueue()
        self._fetching = threading.Thread(target=self._fetch, name="schedbot-poll", daemon=True)
        self._workers = 0
        self._is_asking = False
        self._drained_at: float | None = None
        """When handlers must have ended, once it was told to stop."""
        self._fault: BaseException | None = None

    def run(self, *, by_signals: bool) -> None:
        """Fetch and handle until it is stopped.

        Raises:
            Exception: What ended it otherwise.
        """
        if not self._control.is_stopped:
            self._run(by_signals=by_signals)

    def _run(self, *, by_signals: bool) -> None:
        with stopped_by_signals(self._control, is_wanted=by_signals):
            try:
                self._poll()
            finally:
                self._keeper.close()
                self._source.close()
            if error := self._trouble():
                raise error

    def _poll(self) -> None:
        self._desk = Dispatcher(self._options, self._keeper.load(), self._control, self._seam)
        log_started(self._options.host, self._desk.progress.offset)
        self._keeper.warn(self._options)
        self._control.on_stop(self._told)
        self._fetching.start()
        try:
            while not self._is_over():
                self._step()
            self._source.close()
            self._finish()
        finally:
            self._source.close()
            self._asks.put(None)
            for _ in range(self._workers):
                self._jobs.put(None)
            log_stopped(self._options.host, self._control)
        self._fetching.join(_LAST_WORD)

    def _told(self) -> None:
        """Be told to stop: from any thread, or a signal handler."""
        self._drained_at = self._seam.monotonic() + self._options.drain
        self._keeper.hurry(self._options.drain)
        self._mail.put(None)

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

    def _step(self) -> None:
        # Before anything new begins, so that after a crash no more comes again than is handled at a time.
        if not self._save():
            return
        while job := self._desk.next():
            if self._desk.under_way > self._workers:
                self._workers += 1
                threading.Thread(target=self._work, name=f"schedbot-handler-{self._workers}", daemon=True).start()
            self._jobs.put(job)
        if self._desk.error:
            return
        waits = [self._desk.wait(), None if self._is_asking else self._ask()]
        self._receive(min((wait for wait in waits if wait is not None), default=None))

    def _ask(self) -> float | None:
        ask = self._desk.ask()
        if not isinstance(ask, Poll):
            return ask
        self._is_asking = True
        self._asks.put(ask)
        return None

    def _save(self) -> bool:
        """Whether the store has what is finished. One that fails ends the poll."""
        error = self._keeper.save(self._desk)
        self._fault = self._trouble() or error
        return error is None

    def _receive(self, seconds: float | None) -> None:
        """Wait for mail, then take all that is there."""
        try:
            self._take(self._mail.get(timeout=None if seconds is None else min(seconds, threading.TIMEOUT_MAX)))
            while True:
                self._take(self._mail.get_nowait())
        except queue.Empty:
            return

    def _take(self, mail: _Mail) -> None:
        if isinstance(mail, _Ended):
            self._ended(mail.job, mail.error)
        elif isinstance(mail, _Answer):
            self._is_asking = False
            if isinstance(mail.came, list | SchedbotError):
                wait = self._desk.answered(mail.ask, mail.came)
                if wait is not None and isinstance(mail.came, SchedbotError):
                    self._source.waits(mail.came, wait)
            else:
                self._fault = mail.came

    def _finish(self) -> None:
        """Let the handlers end, remember what they did, and tell Telegram."""
        until = self._drained_at
        if until is None:
            until = self._seam.monotonic() + self._options.drain
        while self._desk.under_way:
            left = max(0.0, until - self._seam.monotonic())
            try:
                mail = self._mail.get(timeout=min(left, threading.TIMEOUT_MAX))
            except queue.Empty:
                break
            if isinstance(mail, _Ended):
                self._take(mail)
        # Telegram is never told what the store does not have.
        if self._save() and (offset := self._desk.confirmation()) is not None:
            self._source.confirm(offset)

    def _fetch(self) -> None:
        while (ask := self._asks.get()) is not None:
            try:
                came: list[Received] | SchedbotError | BaseException = self._source.fetch(ask)
            except BaseException as error:  # it is raised where the poll was begun
                came = error
            self._mail.put(_Answer(ask, came))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            error: BaseException | None = None
            try:
                self._handle(job)
            except CancelledError:  # of an event loop in the handler, not of this poll
                error = RuntimeError("the handler was cancelled")
            except BaseException as raised:  # it is decided upon where the poll was begun
                error = raised
            self._mail.put(_Ended(job, error))

    def _handle(self, job: WorkItem) -> None:
        update = job.received.update
        if job.error is None and isinstance(update, Update):
            check_done("handler", self._handler(update))
        elif job.error is not None and self._hook is not None:
            check_done("on_failure", self._hook(update, job.error))
