"""The decisions of a poll, shared by the four ways to run one. No threads, no event loop, no waits, no requests.

Each way to run a poll owns a dispatcher, asks it what to do next, and reports what happened.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import ConflictError, ResponseError, SchedbotError
from schedbot_sdk.options import CallEvent
from schedbot_sdk.telegram.handlers.checks import WrongHandlerError
from schedbot_sdk.telegram.handlers.log import polling_log
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.failure_policy import BACKOFF, retry_delay
from schedbot_sdk.telegram.polling.log import OutageLog, UpdateLog
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.pending_updates import PendingUpdates
from schedbot_sdk.telegram.polling.shutdown import Shutdown
from schedbot_sdk.telegram.polling.timing import Poll, PollTiming, wait_event
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.types.decode_batch import Received, UnparsedUpdate
from schedbot_sdk.telegram.types.oversized_batch import OversizedBatchError, oversized_update

__all__ = ["Dispatcher"]


class Dispatcher:
    """Decides what is fetched, what is handled next, what is retried or given up, and when the poll ends.

    Args:
        options: The options of the poll.
        progress: How far an earlier run came.
        control: Its counters are kept up to date.
        runtime: The clock and the random numbers.
        client_error: Returns the error of all calls once the client is closed; None before that.
    """

    def __init__(
        self,
        options: PollOptions,
        progress: Progress,
        control: PollControl,
        runtime: Runtime,
        client_error: Callable[[], SchedbotError | None],
    ) -> None:
        self._options = options
        self._control = control
        self._runtime = runtime
        self.shutdown: Shutdown = Shutdown(control, options.drain, runtime, client_error)
        """When the poll ends, and with which error."""
        self.pending: PendingUpdates = PendingUpdates(progress, skip=options.skip_pending)
        """The updates that are fetched and not finished."""
        self._timing = PollTiming(
            timeout=options.timeout,
            concurrency=options.concurrency,
            policy=BACKOFF,
            on_conflict=options.on_conflict,
        )
        self._outages = OutageLog(options.host)
        self._log = UpdateLog(options)
        self._is_polling = False
        self._poll_due_at = 0.0
        self._is_rejected = False
        self._handled = 0
        self.running: int = 0
        """How many updates are being handled."""

    def final_offset(self) -> int | None:
        """Return the offset to confirm to Telegram at the end; None when it knows it, or rejected the poll."""
        return None if self._is_rejected else self.pending.unconfirmed_offset

    def on_saved(self, dead_letters: tuple[DeadLetter, ...], error: Exception | None) -> bool:
        """Note that the store has these dead letters; False if it failed, which ends the poll."""
        if error is not None:
            self.shutdown.fail(error)
            return False
        self.pending.dead_letters_saved(dead_letters)
        return True

    # Fetching.

    def next_poll(self) -> Poll | None:
        """Return the poll to send now; None when it is too early, or when one is being sent."""
        if self._is_polling:
            return None
        now, offset, unfinished = self._runtime.monotonic(), self.pending.offset_to_poll, self.pending.unfinished
        wait = self._timing.seconds_to_wait(now, offset=offset, unfinished=unfinished)
        self._poll_due_at = now + wait
        if wait:
            return None
        self._is_polling = True
        return self._timing.start(now, offset=offset, unfinished=unfinished)

    def on_fetched(self, poll: Poll, result: list[Received] | SchedbotError) -> CallEvent | None:
        """Take the result of a poll. After a failure, return the event that the next poll comes later."""
        self._is_polling = False
        now, random = self._runtime.monotonic(), self._runtime.random()
        if isinstance(result, OversizedBatchError):
            if self._timing.reduce_limit(poll):
                polling_log.info("polling %s: the response is too long; requesting fewer updates", self._options.host)
                return None
            if result.update_id is None:
                self.shutdown.fail(result)
                return None
            result = [oversized_update(result.update_id)]
        if isinstance(result, SchedbotError):
            return self._on_poll_failed(poll, result, now, random)
        self._outages.succeeded(now)
        new = self.pending.add(result, poll.offset)
        self._timing.succeeded(poll, now, random, is_new=new > 0)
        self._control.last_answer_at = self._runtime.time()
        self._control.polls += 1
        self._control.received += new
        self._show_progress()
        return None

    def seconds_to_wait(self) -> float | None:
        """Return the seconds until the next poll or retry is due; None when none is. Call `next_poll` before."""
        now = self._runtime.monotonic()
        waits: list[float] = []
        if not self._is_polling:
            waits.append(max(0.0, self._poll_due_at - now))
        if self.running < self._options.concurrency and (retry_at := self.pending.queues.next_at()) is not None:
            waits.append(max(0.0, retry_at - now))
        return min(waits, default=None)

    # Handling.

    def next_item(self) -> WorkItem | None:
        """Return the next update for the handler, or with `error` set for the failure hook; None when all must wait."""
        while self.shutdown.error is None and self.running < self._options.concurrency:
            item = self.pending.queues.next(self._runtime.monotonic())
            if item is None:
                return None
            if isinstance(item.received.update, UnparsedUpdate) and item.error is None:
                item.error = _malformed(item.received.update)
                self._log.malformed(item.received.update)
            if item.error is not None and not self._options.has_hook:
                self._give_up(item, item.error)
                continue
            self.running += 1
            if item.failures == 0:
                item.first_attempt_at, item.handled_before = self._runtime.monotonic(), self._handled
            return item
        return None

    def next_loop_item(self) -> WorkItem | None:
        """Return the next update of a loop over `updates()`; one at which the loop ended too often has `error` set.

        The dispatcher cannot see what the body of a loop raises, so it counts how often in a row a loop was at the
        update. The store must have that count before the loop gets the update.
        """
        item = self.next_item()
        if item is None or item.error is not None or self._options.on_error == "stop":
            return item
        times = self.pending.times_in_loop(item)
        if times < self._options.attempts:
            self.pending.enter_loop(item)
            return item
        update_id = item.received.update_id
        self._log.loop_ended_too_often(update_id, times)
        item.error = SchedbotError(
            f"update {update_id} ended the loop over updates() {times} times", service="telegram"
        )
        item.failures = times
        self.running -= 1
        self.pending.queues.retry(item, self._runtime.monotonic())
        return self.next_loop_item()

    def on_handled(self, item: WorkItem, error: BaseException | None) -> None:
        """Note how the handler, or the failure hook, of an update ended.

        An update that failed after the client was closed stays unfinished, and is delivered again at the next start.
        """
        if isinstance(error, CancelledError):  # a task in the handler was cancelled, not the poll
            error = RuntimeError("the handler was cancelled")
        if error is not None and (not isinstance(error, Exception) or self.shutdown.is_client_closed()):
            self.abandon()
            if not isinstance(error, Exception):
                self.shutdown.fail(error)
            return
        self.running -= 1
        if error is None:
            self._control.dead += item.error is not None
            self._control.handled += item.error is None
            self._handled += item.error is None
            self.pending.finish(item)
        elif isinstance(error, WrongHandlerError):
            self.shutdown.fail(error)  # the function did nothing
        elif item.error is None:
            self._on_handler_failed(item, error)
        else:
            self._log.hook_failed(item, error)
            self._give_up(item, item.error, error)
        self._show_progress()

    def abandon(self) -> None:
        """Note that an update is no longer handled, and stays unfinished."""
        self.running -= 1

    def _on_poll_failed(self, poll: Poll, error: SchedbotError, now: float, random: float) -> CallEvent | None:
        self._control.failures += 1
        wait = self._timing.failed(error, now, random)
        if wait is None:
            self.shutdown.fail(error)
            self._is_rejected = not isinstance(error, ConflictError)
            return None
        self._outages.failed(error, now, wait=wait, duration=now - poll.sent_at)
        return wait_event(error, wait)

    def _on_handler_failed(self, item: WorkItem, error: Exception) -> None:
        now = self._runtime.monotonic()
        delay = retry_delay(
            item,
            error,
            attempts=self._options.attempts,
            now=now,
            handled=self._handled,
            random=self._runtime.random(),
        )
        if delay is not None:
            self._control.retried += 1
            self.pending.queues.retry(item, now + delay)
            self._log.retried(item, error, delay)
            return
        self._log.given_up(item, error)
        item.error = error
        if self._options.has_hook or self._options.on_error == "stop":
            self.pending.queues.retry(item, now)
        else:
            self._give_up(item, error)

    def _give_up(self, item: WorkItem, error: Exception, hook_error: Exception | None = None) -> None:
        """Make a dead letter of an update, or end the poll."""
        if self._options.on_error == "stop":
            self.shutdown.fail(hook_error or error)
            return
        self._control.dead += 1
        self.pending.finish_as_dead_letter(item, error, self._runtime.time())
        self._show_progress()

    def _show_progress(self) -> None:
        self._control.offset = self.pending.offset
        self._control.unfinished = self.pending.unfinished


def _malformed(update: UnparsedUpdate) -> ResponseError:
    return ResponseError(
        f"telegram.getUpdates: update_id {update.update_id} is malformed: {update.reason}",
        service="telegram",
        operation="telegram.getUpdates",
    )
