"""One call from its first attempt to its outcome: shared by both executors, sleeps never, sends nothing."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState

from schedbot_sdk import errors
from schedbot_sdk._core.call import BaseCall, Call, StreamCall, TransportFailure, client_closed
from schedbot_sdk._core.deadline import Limits, Plan
from schedbot_sdk._core.deviations import Deviations
from schedbot_sdk._core.rate_limiter import QueuePosition, RateLimiter
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.retry import Controls, may_have_been_done, may_repeat, wait_after
from schedbot_sdk._core.retry_quota import CLEAN_SUCCESS, RetryQuota, Stale, cost_of
from schedbot_sdk.options import CallEvent, EventKind, OnEvent

__all__ = ["Run", "tell"]

T = TypeVar("T")
_log = logging.getLogger("schedbot_sdk")


class Run:
    """The memory of one call: what happened so far, what the clock says, and what tenacity is told."""

    def __init__(
        self,
        exchange: BaseCall,
        plan: Plan,
        *,
        quota: RetryQuota | None,
        stale: Stale,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        on_event: OnEvent | None,
        hide: Callable[[str], str],
        gate: RateLimiter | None,
        deviations: Deviations | None = None,
    ) -> None:
        self.exchange = exchange
        self._plan = plan
        self._quota = quota
        self._stale = stale
        self._paid = 0.0
        self._monotonic = monotonic
        self._chance = chance
        self._on_event = on_event
        self._hide = hide
        self._deviations = deviations
        self._log = _log_of(exchange.service)
        self.gate = gate
        self.place: QueuePosition = QueuePosition()
        self.pause: float = 0.0
        """Seconds before the next attempt: one that has a gate waits for them in its lane."""
        self._kept_for: float | None = None
        self._began = monotonic()
        self._number = 0
        self._history: list[errors.Attempt] = []
        self._repeat = False
        self._told: float | None = None
        self._delivered = False
        self._may_have_been_done = False
        self._is_other = False

    def is_in_time(self) -> bool:
        """Whether the deadline lets the first attempt begin; a retry whose wait would pass it is none."""
        return self._number > 0 or self._plan.allows_wait(0.0, self._began)

    def pays(self) -> bool:
        """Whether the client's quota lets the next attempt begin; the first one is free.

        A retry pays after its wait: hundreds of calls that wait side by side would keep the quota from all others.
        """
        if not self._number or self._quota is None or self._is_other:
            return True
        self._paid = self._cost()
        if self._quota.take(self._paid, self._monotonic()):
            return True
        self._log.debug("%s: not retried, as the client's retry quota is used up", self.exchange.name)
        return False

    @property
    def time_left(self) -> float:
        """Seconds until the deadline."""
        return self._plan.deadline_at - self._monotonic()

    def admitted(self, kept_for: float | None) -> bool:
        """Whether the gate let the next attempt pass, which None says; else it is not made.

        Args:
            kept_for: Seconds that the gate would have kept it, past the deadline.
        """
        self._kept_for = kept_for
        return kept_for is None

    def not_begun(self) -> errors.SchedbotError:
        """The error for a call of which nothing was sent: its time was up, or would be when the gate let it pass."""
        name, kept_for = self.exchange.name, self._kept_for
        if kept_for is not None:
            return errors.RateLimitError(
                f"{name}: nothing was sent, as the limiter would keep it for {kept_for:.1f} s, past the deadline;"
                " send it later, or pass a longer deadline=",
                status_code=429,
                retry_after=kept_for,
                service=self.exchange.service,
                operation=name,
            )
        return errors.DeadlineExceededError(
            f"{name}: the deadline passed before the request was sent; pass a longer deadline=",
            service=self.exchange.service,
            operation=name,
        )

    def _cost(self) -> float:
        return cost_of(self._history[-1].status_code)

    def begin_attempt(self) -> Limits:
        """Count an attempt, tell the user's hook, and say how long it may take."""
        self._number += 1
        self._is_other = False
        self._log.debug("%s: attempt %d", self.exchange.name, self._number)
        self._emit("attempt")
        return self._plan.limits(self._monotonic(), self)

    @property
    def trusts_kept(self) -> bool:
        """Whether the next request may use a connection that was kept."""
        return not self._stale.in_a_row

    def may_resend(self) -> bool:
        """Whether a request whose kept connection was closed may go out again: free once, then the quota pays."""
        self._stale.in_a_row += 1
        if self._stale.in_a_row == 1 or self._quota is None:
            return True
        cost = cost_of(None)
        if not self._quota.take(cost, self._monotonic()):
            return False
        self._paid += cost
        return True

    def judge(self, call: Call[T], came: Response | TransportFailure) -> T | errors.SchedbotError:
        """The outcome of an attempt: a value, or an error that knows the history."""
        if isinstance(came, TransportFailure):
            return self.broke(came)
        is_whole = came.status > 299 or not came.is_cut
        outcome = call.read(came) if is_whole else call.read_cut(came) or self.too_long(len(came.body))
        if isinstance(outcome, errors.SchedbotError):
            return self.failed(outcome, came)
        self.succeeded(came)
        if self._deviations is not None:
            self._deviations.note(outcome, service=self.exchange.service, operation=self.exchange.name)
        return outcome

    def too_long(self, size: int) -> errors.ResponseError:
        """The error for an answer of which more than `max_response_size` bytes came."""
        return errors.ResponseError(
            f"{self.exchange.name}: the answer did not end within {size} bytes, where reading stopped;"
            " if it is right, make the client with a larger max_response_size",
            service=self.exchange.service,
            operation=self.exchange.name,
        )

    def broke(self, failure: TransportFailure) -> errors.SchedbotError:
        """Note an attempt that brought no answer."""
        return self.failed(self._transport_error(failure), cause=failure.cause, was_sent=failure.request_sent)

    def _transport_error(self, failure: TransportFailure) -> errors.SchedbotError:
        name = self.exchange.name
        if failure.by_close:
            return client_closed(self.exchange, request_sent=failure.request_sent)
        if failure.timed_out and not self._plan.allows_wait(0.0, self._monotonic()):
            return errors.DeadlineExceededError(
                f"{name}: the deadline passed in the middle of attempt {self._number} ({failure.cause});"
                " pass a longer deadline=, or look why the server is slow",
                service=self.exchange.service,
                operation=name,
            )
        kind = errors.RequestTimeoutError if failure.timed_out else errors.TransportError
        return kind(
            f"{name}: no usable answer, {failure.cause}"
            + ("" if failure.request_sent else " (the request was not sent)")
            + (f"; {failure.advice}" if failure.advice else ""),
            phase=failure.phase,
            request_sent=failure.request_sent,
            service=self.exchange.service,
            operation=name,
        )

    def failed(
        self,
        error: errors.SchedbotError,
        answer: Response | None = None,
        *,
        cause: str | None = None,
        was_sent: bool = True,
    ) -> errors.SchedbotError:
        """Note a failed attempt and decide whether repeating it is allowed at all."""
        self._seal(error)
        status = error.status_code if isinstance(error, errors.StatusError) else None
        cause = cause or (type(error).__name__ if status is None else str(status))
        self._history.append(errors.Attempt(status, cause, None))
        self._told = error.retry_after if isinstance(error, errors.StatusError) else None
        if status is not None:
            self._stale.answered(status)
        if self.gate is not None and isinstance(error, errors.RateLimitError) and self._told is not None:
            self.gate.hold(self._told)
        self._repeat = not self._delivered and may_repeat(self.exchange, error, answer)
        self._may_have_been_done |= was_sent and may_have_been_done(self.exchange, error, answer)
        error.may_have_been_done = self._may_have_been_done
        error.attempts = tuple(self._history)
        self._log_failure(error, cause)
        self._emit("failure", answer, status=status, cause=cause)
        return error

    def _log_failure(self, error: errors.SchedbotError, cause: str) -> None:
        """One line without the server's words, which may repeat what a user wrote."""
        name, elapsed = self.exchange.name, self._monotonic() - self._began
        level, said = logging.DEBUG, _on_one_line(cause)
        if isinstance(error, errors.TruncatedStreamError):
            level, said = logging.WARNING, f"the stream was truncated: {said}"
        self._log.log(level, "%s: attempt %d failed after %.3f s (%s)", name, self._number, elapsed, said)

    def _seal(self, error: errors.SchedbotError) -> None:
        """Take out what a server repeated of the secrets it was sent."""
        error.args = tuple(self._hide(str(words)) for words in error.args)
        if isinstance(error, errors.StatusError):
            error.detail = self._hide(error.detail)
            error.param = self._hide(error.param)
            error.code = self._hide(error.code)
            error.type = self._hide(error.type)
            error.request_id = self._hide(error.request_id) if error.request_id else None

    def instead(self, call: StreamCall[T], error: errors.SchedbotError) -> StreamCall[T]:
        """The call to send next: in another form if the server refused this one, at once and for nothing."""
        other = None if self._delivered else call.instead(error)
        if other is None:
            return call
        self._repeat, self._is_other = True, True
        return other

    def deliver(self) -> None:
        """Note that the user has seen an item of a stream, which a new attempt would repeat."""
        self._delivered = True

    def succeeded(self, answer: Response) -> None:
        """Note that the call is done."""
        self._repeat = False
        self._stale.answered(answer.status)
        if self._quota is not None:
            self._quota.give(self._paid or CLEAN_SUCCESS, self._monotonic())
        if self._log.isEnabledFor(logging.DEBUG):
            elapsed = self._monotonic() - self._began
            self._log.debug(
                "%s: attempt %d succeeded after %.3f s (%d)", self.exchange.name, self._number, elapsed, answer.status
            )
        self._emit("success", answer, status=answer.status)

    def controls(self) -> Controls:
        """What tenacity asks after each attempt; its loop ends by itself when the outcome stands."""
        return Controls(
            retry=self._retry,
            wait=self._wait,
            stop=self._stop,
            before_sleep=self._note_wait,
            retry_error_callback=_keep_outcome,
        )

    def _retry(self, _: RetryCallState) -> bool:
        return self._repeat

    def _wait(self, _: RetryCallState) -> float:
        if self._is_other:
            return 0.0
        return wait_after(self._told, self._plan.policy, self._number, self._chance())

    def _stop(self, state: RetryCallState) -> bool:
        now = self._monotonic()
        if not self._plan.allows_wait(state.upcoming_sleep, now):
            return True
        if self._is_other:
            return False
        if self._number >= self._plan.policy.max_attempts:
            return True
        # Whoever polls asks again at once, so that without its back-off an outage would be a hot loop.
        return not (self.exchange.is_poll or self._quota is None or self._quota.affords(self._cost(), now))

    def _note_wait(self, state: RetryCallState) -> None:
        delay = state.upcoming_sleep
        self.pause = delay
        last = self._history[-1]
        self._history[-1] = last._replace(delay=delay)
        self._log.warning(
            "%s: attempt %d failed (%s); retrying in %.1f s",
            self.exchange.name,
            self._number,
            _on_one_line(last.cause),
            delay,
        )
        self._emit("wait", status=last.status_code, cause=last.cause, delay=delay)

    def _emit(
        self,
        kind: EventKind,
        answer: Response | None = None,
        *,
        status: int | None = None,
        cause: str | None = None,
        delay: float | None = None,
    ) -> None:
        if self._on_event is None:
            return
        event = CallEvent(
            kind=kind,
            service=self.exchange.service,
            operation=self.exchange.name,
            attempt=self._number,
            elapsed=self._monotonic() - self._began,
            status_code=status,
            cause=cause,
            delay=delay,
            request_id=self._hide(answer.request_id) if answer and answer.request_id else None,
            rate_limits={name: self._hide(value) for name, value in answer.rate_limits.items()} if answer else {},
        )
        tell(self._on_event, event)


def tell(on_event: OnEvent, event: CallEvent) -> None:
    """Call a user's hook; what it raises breaks nothing, and is logged."""
    try:
        on_event(event)
    except Exception:
        _log.exception("on_event failed; the call goes on")


@functools.cache
def _log_of(service: str) -> logging.Logger:
    return logging.getLogger(f"{_log.name}.{service}")


def _on_one_line(cause: str) -> str:
    return " ".join(cause.split())[:200]


def _keep_outcome(state: RetryCallState) -> object:
    return state.outcome
