"""When Telegram is polled again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DeadlineExceededError,
    NotFoundError,
    QuotaExceededError,
    RateLimitError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.telegram.polling.timing import OnConflict, Poll, PollTiming
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST

POLICY = RetryPolicy(initial_wait=1.0, max_wait=30.0)


def poll_timing(*, concurrency: int = 16, timeout: int = 30, on_conflict: OnConflict = "stop") -> PollTiming:
    return PollTiming(timeout=timeout, concurrency=concurrency, policy=POLICY, on_conflict=on_conflict)


EVENTS = st.lists(st.tuples(st.sampled_from(["new", "known", "empty", "error"]), st.floats(0, 1)), max_size=200)


@given(EVENTS, st.sampled_from([0, 1, 30]), st.integers(0, 20))
def test_there_is_never_a_busy_loop(events: list[tuple[str, float]], timeout: int, unfinished: int) -> None:
    """Every answer comes at once; the next poll is sent at once only after new updates."""
    timing, now, offset, sent_at = poll_timing(timeout=timeout), 0.0, 1, list[float]()
    for kind, random in events:
        while wait := timing.seconds_to_wait(now, offset=offset, unfinished=unfinished):
            assert wait > 0
            now += wait
        step = timing.start(now, offset=offset, unfinished=unfinished)
        if kind != "new":
            sent_at.append(now)
        if kind == "error":
            timing.failed(ServerError("x", status_code=500), now, random)
        else:
            timing.succeeded(step, now, random, is_new=kind == "new")
            offset += kind == "new"
    for begin in range(len(sent_at)):
        assert len([at for at in sent_at if sent_at[begin] <= at < sent_at[begin] + 10.0]) <= 45


def test_while_updates_are_unfinished_no_poll_is_held_open() -> None:
    timing = poll_timing()
    first = timing.start(0.0, offset=1, unfinished=0)
    assert first.timeout == 30
    timing.succeeded(first, 0.1, 0.5, is_new=True)
    assert timing.seconds_to_wait(0.2, offset=1, unfinished=3) == pytest.approx(0.8)  # the same offset: once a second
    assert timing.seconds_to_wait(0.2, offset=2, unfinished=3) == 0.0  # it moved, and little is left to do
    assert timing.start(0.2, offset=2, unfinished=3) == Poll(2, 0, 0.2)
    assert timing.seconds_to_wait(0.3, offset=3, unfinished=12) == pytest.approx(0.9)  # enough is left to do


def test_the_poll_that_skips_pending_updates_is_not_held_open() -> None:
    assert poll_timing().start(0.0, offset=ALL_BUT_LAST, unfinished=0).timeout == 0


def test_the_waits_after_early_answers_grow_until_one_has_news() -> None:
    timing, now = poll_timing(), 100.0
    waits: list[float] = []
    for is_new in (False, False, False, True, False):
        timing.succeeded(timing.start(now, offset=1, unfinished=0), now, 1.0, is_new=is_new)
        waits.append(timing.seconds_to_wait(now, offset=1, unfinished=0))
        now += waits[-1]
    assert waits == [1.5, 2.5, 4.5, 0.0, 1.5]


def test_a_lost_connection_is_replaced_at_once_and_only_once() -> None:
    timing = poll_timing()
    lost = TransportError("x", phase="read", request_sent=True)
    assert timing.failed(lost, 0.0, 1.0) == 0.0
    assert [timing.failed(lost, 0.0, 1.0) for _ in range(6)] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


@on_rows(
    ("error", "goes_on"),
    [
        (ServerError("x", status_code=502), True),
        (RateLimitError("x", status_code=429), True),
        (ResponseError("x"), True),
        (DeadlineExceededError("x"), True),
        (TransportError("x", phase="connect", request_sent=False), True),
        (AuthenticationError("x", status_code=401), False),
        (NotFoundError("x", status_code=404), False),
        (BadRequestError("x", status_code=400), False),
        (QuotaExceededError("x", status_code=402), False),
        (ConflictError("x", status_code=409), False),
        (ConfigurationError("x"), False),
    ],
)
def test_transient_failures_are_retried_indefinitely_and_others_end_the_poll(
    error: SchedbotError, goes_on: bool
) -> None:
    timing = poll_timing()
    waits = [timing.failed(error, 0.0, 0.5) for _ in range(100)]
    assert all((wait is not None) is goes_on for wait in waits)


def test_a_retry_after_of_zero_makes_no_busy_loop() -> None:
    timing = poll_timing()
    assert timing.failed(RateLimitError("x", status_code=429, retry_after=0.0), 10.0, 0.0) == pytest.approx(0.5)
    assert timing.seconds_to_wait(10.0, offset=0, unfinished=0) == pytest.approx(0.5)


def test_retry_after_is_obeyed_and_a_conflict_can_be_waited_for() -> None:
    assert poll_timing().failed(RateLimitError("x", status_code=429, retry_after=77.0), 0.0, 0.5) == 77.0
    assert poll_timing(on_conflict="wait").failed(ConflictError("x", status_code=409), 0.0, 0.5) is not None
