"""What becomes of an update whose handler fails: its own fault is counted, that of a service which is away is not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.telegram.polls import ANN, both, poll

from schedbot_sdk import (
    BadRequestError,
    DeadlineExceededError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    TransportError,
)
from schedbot_sdk._core import runtime
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.telegram import PollControl, Progress, Update
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.testing import LocalTelegram


@dataclass
class Clock:
    now: float = 1000.0

    def read(self) -> float:
        return self.now


class Scene:
    """A dispatcher to which two chats have written."""

    def __init__(self, attempts: int, at_once: int = 1) -> None:
        self.clock, self.control = Clock(), PollControl()
        self.client_error: SchedbotError | None = None
        options = PollOptions(
            timeout=30,
            allowed_updates=None,
            on_conflict="stop",
            skip_pending=False,
            has_hook=True,
            attempts=attempts,
            concurrency=at_once,
        )
        runtime = Runtime(monotonic=self.clock.read, random=lambda: 0.5)
        self.dispatcher = Dispatcher(options, Progress(), self.control, runtime, lambda: self.client_error)
        updates = [Received(Update(update_id=number), f"key{number}", number % 2) for number in (1, 2, 3)]
        self.poll = self.send_poll()
        self.receive(updates)

    def send_poll(self) -> Poll:
        """Send the next poll as soon as it is due."""
        while (poll := self.dispatcher.next_poll()) is None:
            wait = self.dispatcher.seconds_to_wait()
            assert wait
            self.clock.now += wait
        return poll

    def receive(self, updates: list[Received]) -> None:
        """Answer the poll that is open, and send the next one."""
        self.dispatcher.on_fetched(self.poll, updates)
        self.poll = self.send_poll()

    def fails(self, error: Exception, times: int) -> list[float]:
        """Let the first update fail so often while the other chat is handled; the waits."""
        waits: list[float] = []
        while len(waits) < times:
            job = self.dispatcher.next_item()
            if job is None:
                wait = self.dispatcher.seconds_to_wait()
                assert wait is not None
                waits.append(wait)
                self.clock.now += wait
            elif job.received.update_id == 1 and job.error is None:
                self.dispatcher.on_handled(job, error)
            else:
                assert job.received.update_id == 2, "an update went before an earlier one of its chat"
                self.dispatcher.on_handled(job, None)
        return waits


@pytest.mark.parametrize(
    "error",
    [
        ServerError("x", status_code=500),
        ServiceUnavailableError("x", status_code=503),
        TransportError("x", phase="connect", request_sent=False),
        RequestTimeoutError("x", phase="read", request_sent=True),
        DeadlineExceededError("x"),
        RateLimitError("x", status_code=429),
    ],
)
def test_in_an_outage_an_update_is_tried_again_and_again_and_only_its_chat_waits(
    error: Exception,
) -> None:
    scene = Scene(attempts=1)
    assert scene.fails(error, 12) == pytest.approx([0.5, 1.0, 2.0, 4.0, 8.0, *[15.0] * 7])
    assert (scene.control.retried, scene.control.dead, scene.control.handled) == (12, 0, 1)
    assert scene.dispatcher.shutdown.error is None


def test_the_wait_is_no_shorter_than_told() -> None:
    assert Scene(attempts=1).fails(RateLimitError("x", status_code=429, retry_after=77.0), 2) == pytest.approx(
        [77.0] * 2
    )


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        ResponseError("x"),
        BadRequestError("x", status_code=400),
        QuotaExceededError("x", status_code=429),
    ],
)
def test_any_other_failure_is_counted(error: Exception) -> None:
    scene = Scene(attempts=3)
    scene.fails(error, 2)
    job = scene.dispatcher.next_item()
    assert job is not None
    scene.dispatcher.on_handled(job, error)
    assert scene.dispatcher.next_item() is job
    assert job.error is error


AWAY = ServerError("x", status_code=503)


def test_where_many_other_updates_are_handled_meanwhile_it_is_no_outage() -> None:
    scene = Scene(attempts=2, at_once=2)
    first = scene.dispatcher.next_item()
    assert first is not None
    for number in range(4, 54):
        assert first.error is None
        scene.clock.now += 2.0
        scene.receive([Received(Update(update_id=number), f"key{number}", 0)])
        other = scene.dispatcher.next_item()
        assert other is not None
        scene.dispatcher.on_handled(other, None)
        if number in {10, 52}:
            scene.dispatcher.on_handled(first, AWAY)
            assert first.attempts == 0, "of 50 others not all are handled"
            scene.clock.now += 30.0
            assert scene.dispatcher.next_item() is first
    for attempts in (1, 2):
        scene.dispatcher.on_handled(first, AWAY)
        assert first.attempts == attempts
        scene.clock.now += 30.0
        assert scene.dispatcher.next_item() is first
    assert first.error is AWAY


def test_an_outage_lasts_ten_minutes_at_most() -> None:
    scene = Scene(attempts=1)
    scene.fails(AWAY, 2)
    scene.clock.now += 600.0
    job = scene.dispatcher.next_item()
    assert job is not None
    scene.dispatcher.on_handled(job, AWAY)
    assert job.error is AWAY


def test_what_a_limiter_kept_back_is_never_counted() -> None:
    scene = Scene(attempts=1)
    kept_back = RateLimitError("x", status_code=429, retry_after=5.0)
    scene.fails(kept_back, 2)
    scene.clock.now += 7200.0
    scene.fails(kept_back, 1)
    assert scene.control.dead == 0


def test_an_outage_takes_none_of_the_attempts() -> None:
    scene = Scene(attempts=2)
    scene.fails(ServerError("x", status_code=502), 5)
    scene.fails(ValueError("x"), 1)
    job = scene.dispatcher.next_item()
    assert job is not None
    assert (job.error, job.attempts) == (None, 1)


@both
def test_an_outage_that_is_longer_than_the_attempts_buries_no_update(
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
    assert (polled.handled, polled.buried, polled.control.retried) == (["x"], [], 5)
