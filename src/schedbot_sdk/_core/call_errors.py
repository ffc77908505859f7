"""The errors of calls without a usable response."""

from __future__ import annotations

from schedbot_sdk import errors
from schedbot_sdk._core.call import BaseCall, TransportFailure, client_closed

__all__ = ["deadline_passed", "delayed_too_long", "response_too_long", "transport_error"]


def deadline_passed(call: BaseCall) -> errors.DeadlineExceededError:
    """The error of a call whose deadline passed before anything was sent."""
    return errors.DeadlineExceededError(
        f"{call.name}: the deadline passed before the request was sent; pass a longer deadline=",
        service=call.service,
        operation=call.name,
    )


def delayed_too_long(call: BaseCall, seconds: float) -> errors.RateLimitError:
    """The error of a call that the rate limiter would delay past its deadline."""
    return errors.RateLimitError(
        f"{call.name}: not sent: the rate limiter would delay it {seconds:.1f} s, longer than the deadline allows;"
        " send it later, or pass a longer deadline=",
        status_code=429,
        retry_after=seconds,
        service=call.service,
        operation=call.name,
    )


def response_too_long(call: BaseCall, size: int) -> errors.ResponseError:
    """The error for a response of more than `max_response_size` bytes."""
    return errors.ResponseError(
        f"{call.name}: the response is longer than max_response_size (reading stopped at {size} bytes);"
        " if this is expected, create the client with a larger max_response_size",
        service=call.service,
        operation=call.name,
    )


def transport_error(
    call: BaseCall, failure: TransportFailure, *, number: int, is_past_deadline: bool
) -> errors.SchedbotError:
    """The error of an attempt that a transport failure ended.

    Args:
        call: The call.
        failure: What went wrong.
        number: The attempt's, from 1.
        is_past_deadline: Whether the deadline of the whole call has passed.
    """
    if failure.by_close:
        return client_closed(call, request_sent=failure.request_sent)
    if failure.timed_out and is_past_deadline:
        return errors.DeadlineExceededError(
            f"{call.name}: the deadline passed during attempt {number} ({failure.cause});"
            " pass a longer deadline=, or find out why the server is slow",
            service=call.service,
            operation=call.name,
        )
    kind = errors.RequestTimeoutError if failure.timed_out else errors.TransportError
    return kind(
        f"{call.name}: no usable response: {failure.cause}"
        + ("" if failure.request_sent else " (the request was not sent)")
        + (f"; {failure.hint}" if failure.hint else ""),
        phase=failure.phase,
        request_sent=failure.request_sent,
        service=call.service,
        operation=call.name,
    )
