"""Errors of `send`: transient ones are retried, permanent ones are not, and some end the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.reminders.scene import HOUR, MINUTE, Scene, event, local, schedule

from schedbot_sdk import (
    Attempt,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.reminders import DueReminder
from schedbot_sdk.schedule import Recurrence

DAY = dt.timedelta(days=1)
TELEGRAM = "telegram"


def down() -> SchedbotError:
    return TransportError("no route", phase="connect", request_sent=False, service=TELEGRAM)


def failing(scene: Scene, errors: list[Exception]) -> list[float]:
    """Let the first calls of `send` raise these errors; returns the list of the moments of all calls."""
    calls: list[float] = []

    def before_send(_: DueReminder) -> None:
        calls.append(scene.clock.now)
        if len(calls) <= len(errors):
            raise errors[len(calls) - 1]

    scene.before_send = before_send
    return calls


TRANSIENT: list[Callable[[], SchedbotError]] = [
    down,
    lambda: ServerError("502", status_code=502, service=TELEGRAM),
    lambda: RateLimitError("429", status_code=429, retry_after=0.0, service=TELEGRAM),
    lambda: DeadlineExceededError("too slow", service=TELEGRAM),
]


@pytest.mark.parametrize("make", TRANSIENT)
def test_after_a_transient_error_it_is_sent_again_however_often(
    scene: Scene, make: Callable[[], SchedbotError]
) -> None:
    calls = failing(scene, [make() for _ in range(50)])
    scene.plan(schedule(event(local(24, 13))))
    (sent,) = scene.run(DAY)
    assert len(calls) == 51
    assert sent.due.is_late
    assert (scene.control.retried, scene.control.sent, scene.control.failed) == (50, 1, 0)


def test_the_waits_grow_and_are_bounded(scene: Scene) -> None:
    calls = failing(scene, [down() for _ in range(12)])
    scene.plan(schedule(event(local(24, 13))))
    scene.run(DAY)
    waits = [after - before for before, after in pairwise(calls)]
    assert waits[:3] == [1, 2, 3]
    assert max(waits) == 16
    assert sorted(waits) == waits


def test_a_wait_is_as_long_as_telegram_asks_for(scene: Scene) -> None:
    attempts = (Attempt(429, "429", None),)
    error = RateLimitError("429", status_code=429, retry_after=100.0, service=TELEGRAM, attempts=attempts)
    calls = failing(scene, [error])
    scene.plan(schedule(event(local(24, 13))))
    scene.run(DAY)
    assert 100 <= calls[1] - calls[0] <= 101


def test_an_outage_longer_than_the_limit_drops_it(scene: Scene) -> None:
    calls = failing(scene, [down() for _ in range(100_000)])
    scene.plan(schedule(event(local(24, 13))))
    assert scene.run(DAY) == []
    assert scene.control.dropped == 1
    assert 6 * 3600 - 17 <= calls[-1] - calls[0] <= 6 * 3600


def test_a_message_that_may_have_been_sent_is_sent_at_most_three_times(scene: Scene) -> None:
    errors = [down() for _ in range(5)]
    for error in errors:
        error.may_have_been_done = True
    calls = failing(scene, list(errors))
    scene.plan(schedule(event(local(24, 13))))
    assert scene.run(DAY) == []
    assert (len(calls), scene.control.failed) == (3, 1)


def test_another_error_is_retried_twice_and_the_next_occurrence_comes(scene: Scene) -> None:
    calls = failing(scene, [KeyError("x") for _ in range(3)])
    scene.plan(schedule(event(local(24, 13), rule=Recurrence(freq="daily"))))
    (sent,) = scene.run(1.5 * DAY)
    assert sent.due.occurrence.start.day == 25
    assert (len(calls), scene.control.retried, scene.control.failed) == (4, 2, 1)


def test_the_failures_are_counted_across_restarts(scene: Scene) -> None:
    calls = failing(scene, [KeyError("x") for _ in range(9)])
    scene.plan(schedule(event(local(24, 13))))
    for _ in range(6):
        scene.open()
        scene.run(30 * MINUTE)
    assert len(calls) == 3


@pytest.mark.parametrize(
    "error",
    [
        PermissionDeniedError("blocked", status_code=403, service=TELEGRAM),
        BadRequestError("chat not found", status_code=400, service=TELEGRAM),
    ],
)
def test_a_refusal_of_telegram_is_not_retried(
    scene: Scene, error: SchedbotError, caplog: pytest.LogCaptureFixture
) -> None:
    calls = failing(scene, [error])
    scene.plan(schedule(event(local(24, 13), rule=Recurrence(freq="daily"))))
    (sent,) = scene.run(1.5 * DAY)
    assert sent.due.occurrence.start.day == 25
    assert (len(calls), scene.control.failed) == (2, 1)
    assert "a reminder of event uid-1 is given up" in caplog.text


def test_the_reminders_of_a_group_move_with_it(scene: Scene) -> None:
    error = BadRequestError("upgraded", status_code=400, migrate_to_chat_id=-100, service=TELEGRAM)
    failing(scene, [error])
    scene.plan(schedule(event(local(24, 13)), chat=-7))
    scene.plan(schedule(event(local(24, 14), uid="uid-2"), chat=-7, message=2))
    scene.plan(schedule(event(local(24, 14), uid="uid-3"), chat=8, message=3))
    assert [one.due.chat_id for one in scene.run(DAY)] in ([-100, -100, 8], [-100, 8, -100])


@pytest.mark.parametrize(
    "error",
    [
        AuthenticationError("401", status_code=401, service=TELEGRAM),
        NotFoundError("404", status_code=404, service=TELEGRAM),
        ConfigurationError("telegram.sendMessage: the client is closed", service=TELEGRAM),
    ],
)
def test_an_error_about_the_whole_bot_ends_the_run_and_loses_nothing(scene: Scene, error: SchedbotError) -> None:
    failing(scene, [error])
    scene.plan(schedule(event(local(24, 13))))
    with pytest.raises(type(error)):
        scene.run(DAY)
    assert len(scene.run(HOUR)) == 1


def test_an_interrupt_in_send_ends_the_run_and_loses_nothing(scene: Scene) -> None:
    def interrupt(_: DueReminder) -> None:
        raise SystemExit(3)

    scene.before_send = interrupt
    scene.plan(schedule(event(local(24, 13))))
    with pytest.raises(SystemExit):
        scene.run(DAY)
    scene.before_send = lambda _: None
    assert len(scene.run(HOUR)) == 1


def test_other_chats_do_not_wait_for_one_that_fails(scene: Scene) -> None:
    def refuse(due: DueReminder) -> None:
        if due.chat_id == 1:
            raise down()

    scene.before_send = refuse
    for chat in (1, 2):
        for number in range(5):
            planned = event(local(24, 13, number), uid=f"uid-{chat}-{number}")
            scene.plan(schedule(planned, message=number, chat=chat))
    sent = scene.run(HOUR)
    assert [one.due.chat_id for one in sent] == [2] * 5
    assert {one.delay for one in sent} == {0}
