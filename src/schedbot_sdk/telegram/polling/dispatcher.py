"""The decisions of a poll, between what came from Telegram and what is handled: shared by all four ways to run one.

It knows no thread and no loop, sleeps never and sends nothing; each way to run it owns one and asks it what to do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schedbot_sdk._core.retry import backoff
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import ConflictError, ResponseError, SchedbotError, StatusError
from schedbot_sdk.options import RetryPolicy
from schedbot_sdk.telegram.polling.arguments import WrongHandlerError
from schedbot_sdk.telegram.polling.chat_queues import ChatQueues, WorkItem
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter, letter_of
from schedbot_sdk.telegram.polling.failures import is_for_good, is_kept_back, may_follow_effect, may_pass
from schedbot_sdk.telegram.polling.log import OutageLog, log_error, log_retry, polling_log
from schedbot_sdk.telegram.polling.offset import OffsetTracker, Progress
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll, PollTiming
from schedbot_sdk.telegram.polling.tracebacks import summary_of
from schedbot_sdk.telegram.types.decode_batch import Received, UnparsedUpdate
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST
from schedbot_sdk.telegram.types.oversized_batch import LongBatchError, received_of

__all__ = ["Dispatcher"]

_LONGEST_OUTAGE: Final = 600.0
"""Seconds after which a failure that may pass by itself is the update's own."""
_OTHERS: Final = 50
"""Updates handled meanwhile, after which it is, too: Telegram gives 100 from the first on that is not finished."""


class Dispatcher:
    """What is fetched, what is under way, and what comes next.

    Args:
        options: How to behave.
        progress: Where an earlier run stopped.
        control: Where to show how it is doing.
        runtime: The clock and the dice.
    """

    def __init__(self, options: PollOptions, progress: Progress, control: PollControl, runtime: Runtime) -> None:
        self._options = options
        self._control = control
        self._seam = runtime
        self._policy = RetryPolicy(initial_wait=1.0, max_wait=30.0)
        self._cursor = OffsetTracker(progress)
        self._lanes = ChatQueues()
        self._pace = PollTiming(
            timeout=options.timeout,
            concurrency=options.concurrency,
            policy=self._policy,
            on_conflict=options.on_conflict,
        )
        self._confirmed = progress.offset
        self._is_skipping = options.skip_pending
        self._under_way = 0
        self._is_refused = False
        self._successes = 0
        self._begun = progress.begun, progress.times
        self._outage = OutageLog(options.host)
        self._letters: tuple[DeadLetter, ...] = ()
        self.error: Exception | None = None
        """Why the poll must end."""

    @property
    def progress(self) -> Progress:
        """What an offset store must remember."""
        key, times = self._begun
        progress = self._cursor.progress
        return replace(progress, begun=key, times=times) if key else progress

    @property
    def letters(self) -> tuple[DeadLetter, ...]:
        """The dead letters that the store must remember with the progress; then call `kept`."""
        return self._letters

    @property
    def under_way(self) -> int:
        """How many updates are being handled."""
        return self._under_way

    def ask(self) -> Poll | float:
        """What to ask Telegram now, or how many seconds to wait first."""
        now = self._seam.monotonic()
        offset = ALL_BUT_LAST if self._is_skipping else self._cursor.offset
        return self._pace.next(now, offset=offset, unfinished=self._cursor.open)

    def confirmation(self) -> int | None:
        """The offset that Telegram must still be told at the end; None when it knows, or knows no such bot."""
        offset = self._cursor.offset
        return None if self._is_refused or offset == self._confirmed else offset

    def answered(self, ask: Poll, came: list[Received] | SchedbotError) -> float | None:
        """Take an answer, and give the seconds of a wait that follows a failure."""
        now, chance = self._seam.monotonic(), self._seam.random()
        if isinstance(came, LongBatchError):
            if self._pace.too_long(ask):
                polling_log.info("polling %s: an answer is too long; asking for fewer updates", self._options.host)
                return None
            if came.update_id is None:
                self.error = self.error or came
                return None
            came = [received_of(came.update_id)]
        if isinstance(came, SchedbotError):
            self._control.failures += 1
            wait = self._pace.failed(came, now, chance)
            if wait is None:
                self.error = self.error or came
                self._is_refused = not isinstance(came, ConflictError)
            else:
                self._outage.failed(came, now, wait=wait, held=now - ask.at)
            return wait
        self._outage.answered(now)
        if self._is_skipping:
            fresh = self._skip(came)
        else:
            self._confirmed = ask.offset
            fresh = self._cursor.arrived(came)
        self._pace.answered(ask, now, chance, is_new=bool(fresh))
        for received in fresh:
            self._lanes.add(received)
        self._control.last_answer_at = self._seam.time()
        self._control.polls += 1
        self._control.received += len(fresh)
        self._show()
        return None

    def next(self) -> WorkItem | None:
        """The next update to handle, or to hand to the hook (`job.error`); None when there is none now."""
        while self.error is None and self._under_way < self._options.concurrency:
            job = self._lanes.next(self._seam.monotonic())
            if job is None:
                return None
            if isinstance(job.received.update, UnparsedUpdate) and job.error is None:
                job.error = _malformed(job.received.update)
                words = "update %d is malformed: %s; %s"
                polling_log.error(words, job.received.update_id, job.received.update.reason, self._fate)
            if job.error is not None and not self._options.has_hook:
                self._give_up(job, job.error)
                continue
            self._under_way += 1
            if job.failures == 0:
                job.began, job.successes_before = self._seam.monotonic(), self._successes
            return job
        return None

    def begins(self, job: WorkItem) -> bool:
        """Note that a loop over `updates()` is at an update; False gives it up, as it ended the loop too often.

        What a loop's body raises is not seen here, so what is counted is how often in a row a loop was at the update.
        The store must have that before the update is given to the loop.
        """
        if job.error is not None or self._options.on_error == "stop":
            return True
        key, times = self._begun
        times = times if key == job.received.key else 0
        if times < self._options.attempts:
            self._begun = job.received.key, times + 1
            return True
        update_id = job.received.update_id
        words = "update %d is given up: it ended the loop over updates() %d times; %s"
        polling_log.error(words, update_id, times, self._fate)
        job.error = SchedbotError(f"update {update_id} ended the loop over updates() {times} times", service="telegram")
        job.failures = times
        self._under_way -= 1
        self._lanes.again(job, self._seam.monotonic())
        return False

    def wait(self) -> float | None:
        """Seconds until an update is due to be tried again; None when none is, or could not begin then."""
        at = None if self._under_way >= self._options.concurrency else self._lanes.next_at()
        return None if at is None else max(0.0, at - self._seam.monotonic())

    def ended(self, job: WorkItem, error: Exception | None) -> None:
        """Note how handling an update ended."""
        self._under_way -= 1
        if error is None:
            self._control.dead += job.error is not None
            self._control.handled += job.error is None
            self._successes += job.error is None
            self._finished(job)
        elif isinstance(error, WrongHandlerError):
            self.error = self.error or error  # nothing was done at all
        elif job.error is None:
            self._failed(job, error)
        else:
            log_error("on_failure failed with update %d; %s", error, job.received.update_id, self._end)
            if self._options.on_error == "stop":
                self.error = self.error or error
            else:
                self._give_up(job, job.error)
        self._show()

    def kept(self, letters: tuple[DeadLetter, ...]) -> None:
        """Note that a store has these dead letters."""
        self._letters = self._letters[len(letters) :]

    def left(self) -> None:
        """Note that an update was given up in the midst: it stays unfinished."""
        self._under_way -= 1

    def _skip(self, came: list[Received]) -> list[Received]:
        """Go on behind the last update; nothing of it is handled."""
        self._is_skipping = False
        if came:
            self._cursor = OffsetTracker(Progress(max(received.update_id for received in came) + 1))
        return []

    def _failed(self, job: WorkItem, error: Exception) -> None:
        now = self._seam.monotonic()
        told = error.retry_after if isinstance(error, StatusError) else None
        job.failures += 1
        job.attempts += not (is_kept_back(error) or self._is_outage(job, error, now))
        if job.attempts < self._options.attempts and not is_for_good(error):
            wait = max(backoff(self._policy, job.failures, self._seam.random()), told or 0.0)
            self._control.retried += 1
            self._lanes.again(job, now + wait)
            log_retry(job, error, wait)
            return
        words = "update %d is given up: %s (attempt %d); %s"
        log_error(words, error, job.received.update_id, summary_of(error), job.failures, self._fate)
        job.error = error
        if self._options.has_hook or self._options.on_error == "stop":
            self._lanes.again(job, now)
        else:
            self._give_up(job, error)

    def _give_up(self, job: WorkItem, error: Exception) -> None:
        """Put an update aside for good, or end the poll with its error."""
        if self._options.on_error == "stop":
            self.error = self.error or error
            return
        letter = letter_of(job.received, type(error).__name__, job.failures, self._seam.time())
        self._letters = (*self._letters, letter)
        self._control.dead += 1
        self._finished(job)
        self._show()

    def _finished(self, job: WorkItem) -> None:
        self._begun = "", 0
        self._lanes.done(job)
        self._cursor.finished(job.received.key)

    @property
    def _fate(self) -> str:
        return "on_failure gets it" if self._options.has_hook else self._end

    @property
    def _end(self) -> str:
        return "the poll ends with it" if self._options.on_error == "stop" else "it is put aside as a dead letter"

    def _is_outage(self, job: WorkItem, error: Exception, now: float) -> bool:
        """Whether a failure is no fault of the update's: it may pass by itself, and little else went well meanwhile."""
        others = self._successes - job.successes_before
        is_safe = may_pass(error) and not may_follow_effect(error)
        return is_safe and others < _OTHERS and now - job.began < _LONGEST_OUTAGE

    def _show(self) -> None:
        self._control.offset = self._cursor.offset
        self._control.unfinished = self._cursor.open


def _malformed(update: UnparsedUpdate) -> ResponseError:
    return ResponseError(
        f"telegram.getUpdates: update_id {update.update_id} is malformed: {update.reason}",
        service="telegram",
        operation="telegram.getUpdates",
    )
