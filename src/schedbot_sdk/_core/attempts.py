"""The attempts of one call, for both executors: counts them and decides about retries; never sleeps or sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState

from schedbot_sdk import errors
from schedbot_sdk._core.call import BaseCall, Call, StreamCall, TransportFailure
from schedbot_sdk._core.call_errors import deadline_passed, delayed_too_long, response_too_long, transport_error
from schedbot_sdk._core.deadline import Limits, Plan
from schedbot_sdk._core.deviations import Deviations
from schedbot_sdk._core.events import CallLog
from schedbot_sdk._core.rate_limiter import QueuePosition, RateLimiter
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.retry import Controls, may_have_been_done, may_repeat, wait_after
from schedbot_sdk._core.retry_quota import CLEAN_SUCCESS, RetryQuota, StaleConnections, cost_of

__all__ = ["Attempts"]

T = TypeVar("T")


class Attempts:
    """How many attempts a call has made, how they ended, and whether another one follows.

    Args:
        call: The call.
        plan: Its limits.
        log: Its events.
        quota: The client's retry quota; None for a call without one.
        stale: The client's stale connections.
        monotonic: The clock of `plan`.
        random: Gives a number in [0, 1) for each back-off.
        rate_limiter: Delays attempts; None for a client without one.
        deviations: The deviations that the client has met; None to ignore them.
    """

    def __init__(
        self,
        call: BaseCall,
        plan: Plan,
        log: CallLog,
        *,
        quota: RetryQuota | None,
        stale: StaleConnections,
        monotonic: Callable[[], float],
        random: Callable[[], float],
        rate_limiter: RateLimiter | None = None,
        deviations: Deviations | None = None,
    ) -> None:
        self.call = call
        self._plan = plan
        self._log = log
        self._quota = quota
        self._stale = stale
        self._paid = 0.0
        self._monotonic = monotonic
        self._random = random
        self._deviations = deviations
        self.rate_limiter = rate_limiter
        self.position: QueuePosition = QueuePosition()
        self.pause: float = 0.0
        """Seconds before the next attempt; a call with a rate limiter waits for them there."""
        self._limiter_delay: float | None = None
        self._number = 0
        self._history: list[errors.Attempt] = []
        self._may_retry = False
        self._retry_after: float | None = None
        self._delivered = False
        self._may_have_been_done = False
        self._is_fallback = False

    def is_in_time(self) -> bool:
        """Whether the deadline lets the first attempt begin; no retry begins whose wait would pass it."""
        return self._number > 0 or self._plan.allows_wait(0.0, self._log.began)

    def pays(self) -> bool:
        """Whether the client's quota lets the next attempt begin; the first one is free.

        A retry pays after its wait: hundreds of calls that wait at once would take the quota from all others.
        """
        if not self._number or self._quota is None or self._is_fallback:
            return True
        self._paid = self._cost()
        if self._quota.take(self._paid, self._monotonic()):
            return True
        self._log.quota_used_up()
        return False

    @property
    def time_left(self) -> float:
        """Seconds until the deadline."""
        return self._plan.deadline_at - self._monotonic()

    def is_admitted(self, delay: float | None) -> bool:
        """Whether the rate limiter lets the next attempt begin.

        Args:
            delay: None if it does, or the seconds of a wait that would pass the deadline.
        """
        self._limiter_delay = delay
        return delay is None

    def not_attempted(self) -> errors.SchedbotError:
        """The error of a call that sent nothing: its deadline passed, or would pass in the rate limiter."""
        delay = self._limiter_delay
        return deadline_passed(self.call) if delay is None else delayed_too_long(self.call, delay)

    def _cost(self) -> float:
        return cost_of(self._history[-1].status_code)

    def begin(self) -> Limits:
        """Count an attempt, and return its time limits."""
        self._number += 1
        self._is_fallback = False
        self._log.attempt(self._number)
        return self._plan.limits(self._monotonic(), self)

    @property
    def trusts_kept(self) -> bool:
        """Whether the next request may use a kept connection."""
        return not self._stale.in_a_row

    def may_resend(self) -> bool:
        """Whether a request whose kept connection was closed may be sent again: once for free, then the quota pays."""
        self._stale.in_a_row += 1
        if self._stale.in_a_row == 1 or self._quota is None:
            return True
        cost = cost_of(None)
        if not self._quota.take(cost, self._monotonic()):
            return False
        self._paid += cost
        return True

    def on_response(self, call: Call[T], response: Response) -> T | errors.SchedbotError:
        """Return the outcome of an attempt: a value, or an error with the history."""
        is_whole = response.status > 299 or not response.is_cut
        if is_whole:
            outcome = call.read(response)
        else:
            outcome = call.read_cut(response) or response_too_long(call, len(response.body))
        if isinstance(outcome, errors.SchedbotError):
            return self.on_error(outcome, response)
        self.on_success(response)
        if self._deviations is not None:
            self._deviations.note(outcome, service=self.call.service, operation=self.call.name)
        return outcome

    def on_transport_failure(self, failure: TransportFailure) -> errors.SchedbotError:
        """Note an attempt without a usable response."""
        is_past_deadline = not self._plan.allows_wait(0.0, self._monotonic())
        error = transport_error(self.call, failure, number=self._number, is_past_deadline=is_past_deadline)
        return self.on_error(error, cause=failure.cause, was_sent=failure.request_sent)

    def on_error(
        self,
        error: errors.SchedbotError,
        response: Response | None = None,
        *,
        cause: str | None = None,
        was_sent: bool = True,
    ) -> errors.SchedbotError:
        """Note a failed attempt and decide whether a retry is allowed at all."""
        self._log.redact(error)
        status = error.status_code if isinstance(error, errors.StatusError) else None
        cause = cause or (type(error).__name__ if status is None else str(status))
        self._history.append(errors.Attempt(status, cause, None))
        self._retry_after = error.retry_after if isinstance(error, errors.StatusError) else None
        if status is not None:
            self._stale.answered(status)
        if self.rate_limiter is not None and isinstance(error, errors.RateLimitError) and self._retry_after is not None:
            self.rate_limiter.hold(self._retry_after)
        self._may_retry = not self._delivered and may_repeat(self.call, error, response)
        self._may_have_been_done |= was_sent and may_have_been_done(self.call, error, response)
        error.may_have_been_done = self._may_have_been_done
        error.attempts = tuple(self._history)
        self._log.failure(self._number, error, response, status=status, cause=cause)
        return error

    def fallback_call(self, call: StreamCall[T], error: errors.SchedbotError) -> StreamCall[T]:
        """The call to send next: in another form if the server refused this one, at once and for free."""
        fallback = None if self._delivered else call.fallback_call(error)
        if fallback is None:
            return call
        self._may_retry, self._is_fallback = True, True
        return fallback

    def on_item(self) -> None:
        """Note that the user has received an item of a stream, which a retry would repeat."""
        self._delivered = True

    def on_success(self, response: Response) -> None:
        """Note that the call succeeded."""
        self._may_retry = False
        self._stale.answered(response.status)
        if self._quota is not None:
            self._quota.give(self._paid or CLEAN_SUCCESS, self._monotonic())
        self._log.success(self._number, response)

    def controls(self) -> Controls:
        """Return the functions that tenacity calls after each attempt; its loop ends when the outcome is final."""
        return Controls(
            retry=self._retry,
            wait=self._wait,
            stop=self._stop,
            before_sleep=self._before_sleep,
            retry_error_callback=_keep_outcome,
        )

    def _retry(self, _: RetryCallState) -> bool:
        return self._may_retry

    def _wait(self, _: RetryCallState) -> float:
        if self._is_fallback:
            return 0.0
        return wait_after(self._retry_after, self._plan.policy, self._number, self._random())

    def _stop(self, state: RetryCallState) -> bool:
        now = self._monotonic()
        if not self._plan.allows_wait(state.upcoming_sleep, now):
            return True
        if self._is_fallback:
            return False
        if self._number >= self._plan.policy.max_attempts:
            return True
        # A poll is sent again at once, so that it needs its back-off to avoid a busy loop in an outage.
        return not (self.call.is_poll or self._quota is None or self._quota.affords(self._cost(), now))

    def _before_sleep(self, state: RetryCallState) -> None:
        self.pause = state.upcoming_sleep
        failed = self._history[-1]
        self._history[-1] = failed._replace(delay=self.pause)
        self._log.wait(self._number, failed, self.pause)


def _keep_outcome(state: RetryCallState) -> object:
    return state.outcome
