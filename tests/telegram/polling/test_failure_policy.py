"""Which failures of a handler are counted as attempts, and how long the update waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.telegram.polling.scene import Scene
from tests.telegram.polls import ANN, both, poll

from schedbot_sdk import (
    BadRequestError,
    DeadlineExceededError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    TransportError,
)
from schedbot_sdk._core import runtime
from schedbot_sdk.telegram import Update
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.testing import LocalTelegram

DOWN = ServerError("x", status_code=503)


def next_item(scene: Scene) -> WorkItem:
    item = scene.dispatcher.next_item()
    assert item is not None
    return item


def test_in_an_outage_an_update_is_retried_without_end_and_only_its_chat_waits() -> None:
    wrong: list[str] = []
    errors = [
        ServerError("x", status_code=500),
        ServiceUnavailableError("x", status_code=503),
        TransportError("x", phase="connect", request_sent=False),
        RequestTimeoutError("x", phase="read", request_sent=True),
        DeadlineExceededError("x"),
        RateLimitError("x", status_code=429),
    ]
    for error in errors:
        scene = Scene(attempts=1)
        waits = scene.fail(error, 12)
        counters = (scene.control.retried, scene.control.dead, scene.control.handled)
        if waits != [0.5, 1.0, 2.0, 4.0, 8.0, *[15.0] * 7] or counters != (12, 0, 1) or scene.shutdown.error:
            wrong.append(f"{error!r}: {waits}, {counters}, {scene.shutdown.error}")
    assert wrong == []


def test_the_wait_is_at_least_the_retry_after_of_the_server() -> None:
    assert Scene(attempts=1).fail(RateLimitError("x", status_code=429, retry_after=77.0), 2) == [77.0] * 2


def test_any_other_failure_counts_as_an_attempt() -> None:
    errors = [
        ValueError("x"),
        ResponseError("x"),
        BadRequestError("x", status_code=400),
        QuotaExceededError("x", status_code=429),
    ]
    for error in errors:
        scene = Scene(attempts=3)
        scene.fail(error, 2)
        item = next_item(scene)
        scene.dispatcher.on_handled(item, error)
        assert scene.dispatcher.next_item() is item, repr(error)
        assert item.error is error


def test_after_fifty_other_updates_it_is_not_an_outage() -> None:
    scene = Scene(attempts=2, concurrency=2)
    first = next_item(scene)
    for number in range(4, 54):
        assert first.error is None
        scene.clock.now += 2.0
        scene.receive([Received(Update(update_id=number), f"key{number}", 0)])
        scene.dispatcher.on_handled(next_item(scene), None)
        if number in {10, 52}:
            scene.dispatcher.on_handled(first, DOWN)
            assert first.attempts == 0, "fewer than 50 others are handled"
            scene.clock.now += 30.0
            assert scene.dispatcher.next_item() is first
    for attempts in (1, 2):
        scene.dispatcher.on_handled(first, DOWN)
        assert first.attempts == attempts
        scene.clock.now += 30.0
        assert scene.dispatcher.next_item() is first
    assert first.error is DOWN


def test_an_outage_lasts_ten_minutes_at_most() -> None:
    scene = Scene(attempts=1)
    scene.fail(DOWN, 2)
    scene.clock.now += 600.0
    item = next_item(scene)
    scene.dispatcher.on_handled(item, DOWN)
    assert item.error is DOWN


def test_a_delay_of_the_send_limiter_never_counts() -> None:
    scene = Scene(attempts=1)
    delayed = RateLimitError("x", status_code=429, retry_after=5.0)
    scene.fail(delayed, 2)
    scene.clock.now += 7200.0
    scene.fail(delayed, 1)
    assert scene.control.dead == 0


def test_failures_of_an_outage_leave_all_attempts() -> None:
    scene = Scene(attempts=2)
    scene.fail(ServerError("x", status_code=502), 5)
    scene.fail(ValueError("x"), 1)
    item = next_item(scene)
    assert (item.error, item.attempts) == (None, 1)


def done(error: SchedbotError) -> SchedbotError:
    error.may_have_been_done = True
    return error


def partly(error: SchedbotError) -> SchedbotError:
    error.pieces_sent = 2
    return error


def unmarked(error: SchedbotError) -> SchedbotError:
    return error


def test_an_error_after_which_something_may_have_been_done_always_counts() -> None:
    wrong: list[str] = []
    outages: list[Callable[[], SchedbotError]] = [
        lambda: TransportError("x", phase="read", request_sent=True),
        lambda: DeadlineExceededError("x"),
        lambda: ServerError("x", status_code=502),
        lambda: RateLimitError("x", status_code=429),
        lambda: RateLimitError("x", status_code=429, retry_after=1.0),  # a limiter's, at the third piece of a text
    ]
    for make in outages:
        for mark, counted in ((done, True), (partly, True), (unmarked, False)):
            scene = Scene(attempts=9)
            error = mark(make())
            scene.fail(error, 1)
            scene.fail(ServerError("x", status_code=503), 1)
            if next_item(scene).attempts != counted:
                wrong.append(f"{error!r} of {mark}")
    assert wrong == []


def status(kind: type[StatusError], code: int, service: str) -> StatusError:
    return kind("x", status_code=code, service=service, operation=f"{service}.x")


def test_an_error_400_or_403_of_telegram_is_not_retried() -> None:
    rows = [
        (status(PermissionDeniedError, 403, "telegram"), 1),
        (status(BadRequestError, 400, "telegram"), 1),
        (status(BadRequestError, 400, "chat"), 3),
        (status(PermissionDeniedError, 403, "users"), 3),
        (status(NotFoundError, 404, "telegram"), 3),
        (ValueError("x"), 3),
    ]
    wrong: list[str] = []
    for error, calls in rows:
        scene = Scene(attempts=3)
        scene.fail(error, calls - 1)
        item = next_item(scene)
        scene.dispatcher.on_handled(item, error)
        if (item.error, item.failures, scene.control.retried) != (error, calls, calls - 1):
            wrong.append(f"{error!r}: {item.failures} calls")
    assert wrong == []


@both
def test_an_outage_longer_than_the_attempts_gives_up_no_update(
    twin: str, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.02))
    left = [5]

    def step(_: Update) -> None:
        if left[0]:
            left[0] -= 1
            raise TransportError("x", phase="connect", request_sent=False)

    telegram.user_says(ANN, "x")
    polled = poll(twin, telegram, until=1, step=step, hook=True, attempts=2)
    assert (polled.handled, polled.given_up, polled.control.retried) == (["x"], [], 5)
