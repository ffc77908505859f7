"""The decisions of a poll, between what came from Telegram and what is handled: shared by all four ways to run one.

It knows no thread and no loop, sleeps never and sends nothing; each way to run it owns one and asks it what to do.
"""

from __future__ import annotations

from typing import Final

from schedbot_sdk._core.retry import backoff
from schedbot_sdk._core.seam import Seam
from schedbot_sdk.errors import ConflictError, RateLimitError, ResponseError, SchedbotError, StatusError
from schedbot_sdk.options import RetryPolicy
from schedbot_sdk.telegram.polling.batch import Received, UnparsedUpdate
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.cursor import Cursor, Progress
from schedbot_sdk.telegram.polling.given import WrongHandlerError
from schedbot_sdk.telegram.polling.lanes import Job, Lanes
from schedbot_sdk.telegram.polling.pace import ALL_BUT_LAST, Ask, Pace, may_pass
from schedbot_sdk.telegram.polling.poll_options import PollOptions

__all__ = ["Desk"]

_LONGEST_OUTAGE: Final = 600.0
"""Seconds after which a failure that may pass by itself is the update's own."""
_OTHERS: Final = 50
"""Updates handled meanwhile, after which it is, too: Telegram gives 100 from the first on that is not finished."""


class Desk:
    """What is fetched, what is under way, and what comes next.

    Args:
        options: How to behave.
        progress: Where an earlier run stopped.
        control: Where to show how it is doing.
        seam: The clock and the dice.
    """

    def __init__(self, options: PollOptions, progress: Progress, control: PollControl, seam: Seam) -> None:
        self._options = options
        self._control = control
        self._seam = seam
        self._policy = RetryPolicy(initial_wait=1.0, max_wait=30.0)
        self._cursor = Cursor(progress)
        self._lanes = Lanes()
        self._pace = Pace(
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
        self.error: Exception | None = None
        """Why the poll must end."""

    @property
    def progress(self) -> Progress:
        """What an offset store must remember."""
        return self._cursor.progress

    @property
    def under_way(self) -> int:
        """How many updates are being handled."""
        return self._under_way

    def ask(self) -> Ask | float:
        """What to ask Telegram now, or how many seconds to wait first."""
        now = self._seam.monotonic()
        offset = ALL_BUT_LAST if self._is_skipping else self._cursor.offset
        return self._pace.next(now, offset=offset, unfinished=self._cursor.open)

    def confirmation(self) -> int | None:
        """The offset that Telegram must still be told at the end; None when it knows, or knows no such bot."""
        offset = self._cursor.offset
        return None if self._is_refused or offset == self._confirmed else offset

    def answered(self, ask: Ask, came: list[Received] | SchedbotError) -> float | None:
        """Take an answer, and give the seconds of a wait that follows a failure."""
        now, chance = self._seam.monotonic(), self._seam.random()
        if isinstance(came, SchedbotError):
            self._control.failures += 1
            wait = self._pace.failed(came, now, chance)
            if wait is None:
                self.error = self.error or came
                self._is_refused = not isinstance(came, ConflictError)
            return wait
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

    def next(self) -> Job | None:
        """The next update to handle, or to bury (`job.error`); None when there is none now."""
        if self.error is not None or self._under_way >= self._options.concurrency:
            return None
        job = self._lanes.next(self._seam.monotonic())
        if job is None:
            return None
        update = job.received.update
        if isinstance(update, UnparsedUpdate) and job.error is None:
            job.error = ResponseError(
                f"telegram.getUpdates: update_id {update.update_id} is malformed: {update.reason};"
                " pass on_failure= to put such updates aside and go on",
                service="telegram",
                operation="telegram.getUpdates",
            )
        if job.error is not None and not self._options.has_hook:
            self.error = job.error
            return None
        self._under_way += 1
        if job.failures == 0:
            job.began, job.successes_before = self._seam.monotonic(), self._successes
        return job

    def wait(self) -> float | None:
        """Seconds until an update is due to be tried again; None when none is, or could not begin then."""
        at = None if self._under_way >= self._options.concurrency else self._lanes.next_at()
        return None if at is None else max(0.0, at - self._seam.monotonic())

    def ended(self, job: Job, error: Exception | None) -> None:
        """Note how handling an update ended."""
        self._under_way -= 1
        if error is None:
            self._control.dead += job.error is not None
            self._control.handled += job.error is None
            self._successes += job.error is None
            self._lanes.done(job)
            self._cursor.finished(job.received.key)
        elif job.error is not None or isinstance(error, WrongHandlerError):
            self.error = self.error or error  # the hook itself failed, or nothing was done at all
        else:
            self._failed(job, error)
        self._show()

    def left(self) -> None:
        """Note that an update was given up in the midst: it stays unfinished."""
        self._under_way -= 1

    def _skip(self, came: list[Received]) -> list[Received]:
        """Go on behind the last update; nothing of it is handled."""
        self._is_skipping = False
        if came:
            self._cursor = Cursor(Progress(max(received.update_id for received in came) + 1))
        return []

    def _failed(self, job: Job, error: Exception) -> None:
        now = self._seam.monotonic()
        told = error.retry_after if isinstance(error, StatusError) else None
        job.failures += 1
        job.attempts += not (self._is_kept_back(error) or self._is_outage(job, error, now))
        if job.attempts < self._options.attempts:
            wait = max(backoff(self._policy, job.failures, self._seam.random()), told or 0.0)
            self._control.retried += 1
        else:
            job.error, wait = error, 0.0
        self._lanes.again(job, now + wait)

    def _is_kept_back(self, error: Exception) -> bool:
        """Whether a limiter had no place for what the handler sent: nothing was tried."""
        return isinstance(error, RateLimitError) and error.retry_after is not None and not error.attempts

    def _is_outage(self, job: Job, error: Exception, now: float) -> bool:
        """Whether a failure is no fault of the update's: it may pass by itself, and little else went well meanwhile."""
        others = self._successes - job.successes_before
        return may_pass(error) and others < _OTHERS and now - job.began < _LONGEST_OUTAGE

    def _show(self) -> None:
        self._control.offset = self._cursor.offset
        self._control.unfinished = self._cursor.open
