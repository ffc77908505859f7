"""Runs a poll with threads. One thread fetches, some handle updates, and the caller's own runs the dispatcher."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import Final, TypeAlias

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.telegram.handlers.types import FailureHook, Handler
from schedbot_sdk.telegram.polling.arguments import check_arguments
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.checkpoint import Checkpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.fetcher import UpdateFetcher
from schedbot_sdk.telegram.polling.handlers import handle
from schedbot_sdk.telegram.polling.log import log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import stop_on_signals
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["ThreadRunner"]

_JOIN_TIMEOUT: Final = 5.0
"""Seconds that the fetching thread has to end."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    poll: Poll
    result: list[Received] | SchedbotError


@dataclass(frozen=True, slots=True)
class _Handled:
    item: WorkItem
    error: BaseException | None


_Event: TypeAlias = "_Fetched | _Handled | BaseException | None"
"""An exception ends the poll; None wakes the dispatcher's thread when the poll is stopped."""


class ThreadRunner:
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
        fetcher: UpdateFetcher,
        store: OffsetStore,
        options: PollOptions,
        *,
        handler: Handler,
        hook: FailureHook | None,
        control: PollControl,
        runtime: Runtime,
    ) -> None:
        check_arguments(store, control, hook, is_plain=True)
        check_function("handler", handler, is_plain=True, parameters=1)
        self._fetcher = fetcher
        self._checkpoint = Checkpoint(store)
        self._options = options
        self._handler = handler
        self._hook = hook
        self._control = control
        self._runtime = runtime
        self._dispatcher: Dispatcher
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._polls: queue.SimpleQueue[Poll | None] = queue.SimpleQueue()
        self._items: queue.SimpleQueue[WorkItem | None] = queue.SimpleQueue()
        self._workers = 0

    def run(self, *, by_signals: bool) -> None:
        """Fetch and handle updates until the poll is stopped.

        Raises:
            Exception: The error that ended the poll.
        """
        if self._control.is_stopped:
            return
        with stop_on_signals(self._control, is_wanted=by_signals):
            try:
                self._poll()
            finally:
                self._checkpoint.close()
                self._fetcher.close()
            if self._dispatcher.shutdown.error is not None:
                raise self._dispatcher.shutdown.error

    def _poll(self) -> None:
        progress = self._checkpoint.load(self._options)
        self._dispatcher = Dispatcher(self._options, progress, self._control, self._runtime, self._fetcher.client_error)
        self._control.on_stop(self._on_stop)
        fetching = threading.Thread(target=self._fetch, name="schedbot-poll", daemon=True)
        fetching.start()
        try:
            while not self._dispatcher.shutdown.is_due():
                self._step()
            self._fetcher.close()
            self._drain()
        finally:
            self._fetcher.close()
            self._polls.put(None)
            for _ in range(self._workers):
                self._items.put(None)
            log_stopped(self._options.host, self._control)
        fetching.join(_JOIN_TIMEOUT)

    def _on_stop(self) -> None:
        """Called from any thread, and from signal handlers."""
        self._dispatcher.shutdown.begin_drain()
        self._checkpoint.limit_waits(self._options.drain)
        self._events.put(None)

    def _step(self) -> None:
        # Saved before the next handler starts, so that after a crash few updates are handled twice.
        if not self._checkpoint.save(self._dispatcher):
            return
        while item := self._dispatcher.next_item():
            if self._dispatcher.running > self._workers:
                self._workers += 1
                threading.Thread(target=self._work, name=f"schedbot-handler-{self._workers}", daemon=True).start()
            self._items.put(item)
        if self._dispatcher.shutdown.error is not None:
            return
        if poll := self._dispatcher.next_poll():
            self._polls.put(poll)
        self._receive(self._dispatcher.seconds_to_wait())

    def _receive(self, seconds: float | None) -> None:
        """Wait for an event, then take all that are there."""
        try:
            self._take(self._events.get(timeout=None if seconds is None else min(seconds, threading.TIMEOUT_MAX)))
            while True:
                self._take(self._events.get_nowait())
        except queue.Empty:
            return

    def _take(self, event: _Event) -> None:
        if isinstance(event, _Handled):
            self._dispatcher.on_handled(event.item, event.error)
        elif isinstance(event, _Fetched):
            if wait := self._dispatcher.on_fetched(event.poll, event.result):
                self._fetcher.report(wait)
        elif event is not None:
            self._dispatcher.shutdown.fail(event)

    def _drain(self) -> None:
        """Let the handlers end, save, and confirm what the store has."""
        while self._dispatcher.running:
            try:
                event = self._events.get(timeout=min(self._dispatcher.shutdown.drain_seconds(), threading.TIMEOUT_MAX))
            except queue.Empty:
                break
            if isinstance(event, _Handled):
                self._take(event)
        if self._checkpoint.save(self._dispatcher) and (offset := self._dispatcher.final_offset()) is not None:
            self._fetcher.confirm(offset)

    def _fetch(self) -> None:
        while (poll := self._polls.get()) is not None:
            try:
                self._events.put(_Fetched(poll, self._fetcher.fetch(poll)))
            except BaseException as error:  # raised by `run`
                self._events.put(error)

    def _work(self) -> None:
        while (item := self._items.get()) is not None:
            error: BaseException | None = None
            try:
                handle(item, self._handler, self._hook)
            except BaseException as raised:  # the dispatcher decides
                error = raised
            self._events.put(_Handled(item, error))
