"""Which refusals are repeated: by status, by `x-should-retry`, and never where an effect could come twice."""

from __future__ import annotations

import pytest
from tests._core.scripted import Reply, Step, Twin, play, telegram_error

from schedbot_sdk import RetryPolicy, StatusError
from schedbot_sdk.errors import ConflictError, QuotaExceededError

both = pytest.mark.parametrize("twin", ["sync", "async"])
AT_ONCE = RetryPolicy(initial_wait=0)
YES, NO = {"x-should-retry": "true"}, {"x-should-retry": "FALSE "}
PAGE = "<html>a proxy's page</html>"


@both
def test_408_and_425_are_retried_for_get_requests_and_completions(twin: Twin) -> None:
    for status in (408, 425):
        for action in ("updates", "user", "complete", "stream", "call get"):
            outcome = play(twin, action, [Reply(status)] * 4, retry=AT_ONCE)
            assert len(outcome.requests) == 4, (status, action)


@both
def test_a_server_may_ask_for_a_retry_of_a_final_error(twin: Twin) -> None:
    for status in (400, 401, 404, 409, 418):
        outcome = play(twin, "complete", [Reply(status, headers=YES)] * 4, retry=AT_ONCE)
        assert isinstance(outcome.error, StatusError)
        assert (outcome.error.status_code, len(outcome.requests)) == (status, 4)
    assert len(play(twin, "complete", [Reply(409)], retry=AT_ONCE).requests) == 1
    assert len(play(twin, "user", [Reply(301, headers=YES)], retry=AT_ONCE).requests) == 1


@both
def test_a_server_may_forbid_a_retry(twin: Twin) -> None:
    for status in (408, 425, 429, 500, 503):
        for action in ("user", "complete", "stream"):
            assert len(play(twin, action, [Reply(status, headers=NO)], retry=AT_ONCE).requests) == 1, (status, action)
    assert len(play(twin, "user", [Reply(503, headers={"x-should-retry": "maybe"})] * 4, retry=AT_ONCE).requests) == 4


@both
def test_no_money_left_is_final_whatever_the_header_says(twin: Twin) -> None:
    steps: list[Step] = [Reply(429, '{"error": {"code": "insufficient_quota"}}', YES)]
    assert isinstance(play(twin, "complete", steps, retry=AT_ONCE).error, QuotaExceededError)


@both
def test_a_send_that_something_in_between_refused_is_never_repeated_on_its_word(twin: Twin) -> None:
    for status in (400, 404, 408, 409, 500, 502, 504):
        outcome = play(twin, "send", [Reply(status, PAGE, YES)], retry=AT_ONCE)
        assert isinstance(outcome.error, StatusError)
        assert len(outcome.requests) == 1, status
        assert outcome.error.may_have_been_done is (status == 408 or status >= 500), status


@both
def test_a_send_that_telegram_itself_refused_may_be_repeated(twin: Twin) -> None:
    for status in (408, 425, 500):
        assert len(play(twin, "send", [Reply(status, telegram_error(status, "no"))] * 4, retry=AT_ONCE).requests) == 4


@both
def test_a_poll_that_another_one_pushed_out_is_not_repeated(twin: Twin) -> None:
    steps: list[Step] = [Reply(409, telegram_error(409, "Conflict: terminated by other getUpdates request"), YES)]
    outcome = play(twin, "updates", steps, retry=AT_ONCE)
    assert isinstance(outcome.error, ConflictError)
    assert len(outcome.requests) == 1
