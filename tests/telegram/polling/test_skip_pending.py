"""`skip_pending`: the first poll deletes the waiting updates, and is retried like every other poll."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.telegram.polling.running import when
from tests.telegram.polls import ANN, both, poll, updates

from schedbot_sdk import AuthenticationError
from schedbot_sdk._core import runtime
from schedbot_sdk.telegram import PollControl
from schedbot_sdk.testing import LocalTelegram


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.1))


def break_the_start(telegram: LocalTelegram) -> None:
    telegram.fail_next(502)
    telegram.fail_next(409)
    telegram.fail_next(200, body="<html>")
    telegram.fail_next(200, body='{"ok": true, "result": [')
    telegram.user_says(ANN, "before")


def has_begun(telegram: LocalTelegram) -> Callable[[], bool]:
    return lambda: any(poll.offset >= 0 for poll in telegram.polls)


@both
def test_transient_failures_of_the_first_poll_are_retried(twin: str, telegram: LocalTelegram) -> None:
    break_the_start(telegram)
    with when(has_begun(telegram), lambda: telegram.user_says(ANN, "after")):
        polled = poll(twin, telegram, until=1, skip_pending=True, on_conflict="wait")
    assert polled.error is None
    assert polled.handled == ["after"]
    assert polled.control.failures == 4
    assert [poll.offset for poll in telegram.polls if poll.offset < 0] == [-1]
    assert telegram.waiting == 0


@both
def test_a_loop_retries_them_too(twin: str, telegram: LocalTelegram) -> None:
    break_the_start(telegram)
    with when(has_begun(telegram), lambda: telegram.user_says(ANN, "after")):
        assert updates(twin, telegram, leave_at=1, skip_pending=True, on_conflict="wait") == ["after"]


@both
def test_a_permanent_failure_ends_the_poll_at_once(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "before")
    telegram.fail_next(401)
    polled = poll(twin, telegram, until=1, skip_pending=True)
    assert isinstance(polled.error, AuthenticationError)
    assert telegram.waiting == 1


@both
def test_a_poll_that_could_not_skip_yet_can_be_stopped(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "before")
    telegram.fail_next(502, times=10_000)
    control = PollControl()
    with when(lambda: control.failures >= 3, control.stop):
        polled = poll(twin, telegram, until=1, skip_pending=True, control=control)
    assert (polled.error, polled.handled) == (None, [])
    assert telegram.waiting == 1


@both
def test_without_pending_updates_the_first_update_is_handled(twin: str, telegram: LocalTelegram) -> None:
    with when(has_begun(telegram), lambda: telegram.user_says(ANN, "after")):
        assert poll(twin, telegram, until=1, skip_pending=True, timeout=30).handled == ["after"]


@both
def test_a_poll_that_is_stopped_right_after_the_skip_confirms_it(twin: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "before")
    control = PollControl()
    with when(lambda: control.polls > 0, control.stop):
        polled = poll(twin, telegram, until=99, skip_pending=True, control=control)
    assert polled.handled == []
    assert telegram.waiting == 0
