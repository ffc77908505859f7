"""The retry quota: the laws of its tokens, and what they let both twins do."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import cycle, repeat
from typing import Literal, TypeAlias

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests._core.scripted import Clock, Reply, Step, Twin, play, telegram_error
from tests.rows import on_rows

from schedbot_sdk import AsyncUsersClient, ConfigurationError, RateLimitError, RetryPolicy, ServerError, UsersClient
from schedbot_sdk._core import runtime
from schedbot_sdk._core.retry_quota import RetryQuota, cost_of
from schedbot_sdk.errors import Attempt, SchedbotError

TWINS = pytest.mark.parametrize("twin", ["sync", "async"])
RETRY = cost_of(500)
HOUR = 3600.0
USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'

Deed: TypeAlias = tuple[Literal["take", "give", "wait"], float]
DEEDS = st.lists(
    st.tuples(st.sampled_from(["take", "give", "wait"]), st.integers(0, 400).map(lambda quarters: quarters / 4))
)


def tokens_in(quota: RetryQuota, now: float, capacity: int) -> float:
    """How much can be taken at once, in quarters of a token; takes it."""
    quarters = 0
    while quota.take(0.25, now):
        quarters += 1
        assert quarters <= 4 * capacity, "it holds more than its capacity"
    return quarters / 4


@given(capacity=st.integers(0, 100), deeds=DEEDS)
def test_tokens_are_only_spent_that_were_there_came_back_or_grew_with_time(capacity: int, deeds: list[Deed]) -> None:
    quota, began, now = RetryQuota(capacity, 50.0), 50.0, 50.0
    spent = earned = 0.0
    expected = float(capacity)
    for kind, number in deeds:
        if kind == "wait":
            now += number
            expected = min(capacity, expected + number)
        elif kind == "give":
            quota.give(number, now)
            earned += number
            expected = min(capacity, expected + number)
        else:
            assert quota.affords(number, now) is (number <= expected)
            assert quota.take(number, now) is (number <= expected)
            if number <= expected:
                spent += number
                expected -= number
        assert spent <= capacity + earned + (now - began)
        assert 0 <= expected <= capacity
    assert tokens_in(quota, now, capacity) == expected


@given(capacity=st.integers(1, 100), back=st.floats(0, 100))
def test_a_clock_that_a_thread_read_too_early_neither_takes_nor_earns(capacity: int, back: float) -> None:
    quota = RetryQuota(capacity, 1000.0)
    assert quota.take(capacity, 1000.0 - back)
    assert not quota.take(1.0, 1000.0)
    assert quota.take(1.0, 1001.0)


def test_threads_together_spend_no_more_than_there_is() -> None:
    quota, taken = RetryQuota(7 * 500, 0.0), [0] * 8
    start = threading.Barrier(len(taken))

    def spend(number: int) -> None:
        start.wait(5)
        for _ in range(3000):
            if quota.take(7.0, 0.0):
                taken[number] += 1
                if taken[number] % 2:
                    quota.give(7.0, 0.0)
                    taken[number] -= 1
                    taken[number] += quota.take(7.0, 0.0)

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(len(taken))]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    finally:
        sys.setswitchinterval(before)
    assert sum(taken) == 500


@pytest.mark.parametrize("wrong", [-1, 1.5, "500", True])
@on_rows("make", [RetryPolicy])
def test_an_invalid_quota_is_refused(make: Callable[..., object], wrong: object) -> None:
    with pytest.raises(ConfigurationError, match=r"pass a whole number.*None retries without"):
        make(quota=wrong)


# Through the clients. `chance` is 0, so that retries wait for nothing and only the acts move the clock.

Act: TypeAlias = float | RetryPolicy | None
"""Seconds that pass, or one call: with a policy of its own, or with the client's (None)."""


def requests_per_call(
    twin: Twin, statuses: Iterator[int], acts: Sequence[Act], retry: RetryPolicy | None = None
) -> list[int]:
    """Play the acts on one client, and count what each call sends."""
    clock, sent, counts = Clock(chance=0.0), 0, list[int]()

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        status = next(statuses)
        return httpx.Response(status, content=USER if status == 200 else b"")

    async def run() -> None:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(transport=transport) as async_http:
            asynchronous = AsyncUsersClient("http://u.test", retry=retry, http_client=async_http)
            users = UsersClient("http://u.test", retry=retry, http_client=httpx.Client(transport=transport))
            for act in acts:
                before = sent
                if isinstance(act, int | float):
                    clock.now += act
                    continue
                with suppress(SchedbotError):
                    await asynchronous.get_user(42, retry=act) if twin == "async" else users.get_user(42, retry=act)
                counts.append(sent - before)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "SYSTEM", clock.runtime())
        asyncio.run(run())
    return counts


@TWINS
@pytest.mark.parametrize(("status", "retries"), [(500, 35), (503, 35), (429, 100)])
def test_an_outage_costs_a_client_the_retries_of_its_quota_and_no_more(twin: Twin, status: int, retries: int) -> None:
    calls = 200
    assert sum(requests_per_call(twin, repeat(status), [None] * calls)) == calls + retries


@TWINS
def test_none_switches_the_quota_off(twin: Twin) -> None:
    assert requests_per_call(twin, repeat(500), [None] * 200, RetryPolicy(quota=None)) == [4] * 200


@TWINS
def test_a_quota_of_nothing_never_retries(twin: Twin) -> None:
    acts: Sequence[Act] = [None, HOUR, None]
    assert requests_per_call(twin, cycle([429, 200]), acts, RetryPolicy(quota=0)) == [1, 1]
    assert requests_per_call(twin, repeat(503), acts, RetryPolicy(quota=0)) == [1, 1]


@TWINS
def test_one_call_without_a_quota_retries_and_leaves_the_clients_as_it_is(twin: Twin) -> None:
    free = RetryPolicy(quota=None)
    # Two retries' worth: the free call neither spends it nor, when it succeeds, adds to what is left.
    statuses = iter([500] * 4 + [500, 200] * 20 + [500] * 4)
    acts: Sequence[Act] = [free] + [free] * 20 + [None, None]
    assert requests_per_call(twin, statuses, acts, RetryPolicy(quota=28)) == [4] + [2] * 20 + [3, 1]


@TWINS
def test_another_number_for_one_call_does_not_make_another_quota(twin: Twin) -> None:
    acts: Sequence[Act] = [RetryPolicy(quota=500), RetryPolicy()]
    assert requests_per_call(twin, repeat(500), acts, RetryPolicy(quota=0)) == [1, 1]
    assert requests_per_call(twin, repeat(500), [RetryPolicy(quota=0)], RetryPolicy(quota=None)) == [4]


@TWINS
def test_a_retry_that_succeeds_has_its_cost_back(twin: Twin) -> None:
    for failure in (500, 429):
        assert requests_per_call(twin, cycle([failure, 200]), [None] * 300) == [2] * 300


@TWINS
def test_retries_that_failed_before_the_one_that_succeeded_are_spent(twin: Twin) -> None:
    statuses = iter([500, 500, 200, 500, 500])
    assert requests_per_call(twin, statuses, [None, None], RetryPolicy(quota=28)) == [3, 2]
    throttled = iter([500, 429, 200, 500])
    assert requests_per_call(twin, throttled, [None, None], RetryPolicy(quota=28 - 14 + 13)) == [3, 1]


@TWINS
@on_rows("successes, requests", [(13, 1), (14, 2)])
def test_a_clean_success_earns_one_token(twin: Twin, successes: int, requests: int) -> None:
    statuses = iter([500, 500] + [200] * successes + [500, 500])
    counts = requests_per_call(twin, statuses, [None] * (successes + 2), RetryPolicy(quota=14))
    assert counts == [2] + [1] * successes + [requests]


@TWINS
@on_rows("seconds, requests", [(13.9, 1), (14.0, 2)])
def test_a_second_earns_one_token(twin: Twin, seconds: float, requests: int) -> None:
    assert requests_per_call(twin, repeat(500), [None, seconds, None], RetryPolicy(quota=14)) == [2, requests]


@TWINS
def test_an_hour_after_an_outage_a_quiet_bot_has_its_retries_back(twin: Twin) -> None:
    outage: list[Act] = [None] * 100
    counts = requests_per_call(twin, repeat(500), [*outage, HOUR, *outage])
    assert counts == ([4] * 11 + [3] + [1] * 88) * 2


@TWINS
def test_without_quota_the_last_error_is_raised_as_it_is(twin: Twin) -> None:
    outcome = play(twin, "user", [Reply(500)], retry=RetryPolicy(quota=0))
    assert type(outcome.error) is ServerError
    assert outcome.error.attempts == (Attempt(500, "500", None),)
    assert outcome.waits == []
    assert [event.kind for event in outcome.events] == ["attempt", "failure"]


@TWINS
@pytest.mark.parametrize("action", ["complete", "stream"])
def test_a_stream_and_a_post_have_the_same_quota(twin: Twin, action: Literal["complete", "stream"]) -> None:
    outcome = play(twin, action, [Reply(500), Reply(500)], retry=RetryPolicy(quota=14))
    assert type(outcome.error) is ServerError
    assert len(outcome.requests) == 2


@TWINS
def test_a_poll_without_quota_waits_its_back_off_before_it_fails(twin: Twin) -> None:
    outcome = play(twin, "updates", [Reply(500)], retry=RetryPolicy(quota=0))
    assert type(outcome.error) is ServerError
    assert outcome.error.attempts == (Attempt(500, "500", None),)
    assert outcome.waits == [0.25]
    assert [event.kind for event in outcome.events] == ["attempt", "failure", "wait"]


@TWINS
def test_a_poll_without_quota_waits_as_long_as_the_server_said(twin: Twin) -> None:
    steps: list[Step] = [Reply(429, telegram_error(429, "Too Many Requests", retry_after=7))]
    outcome = play(twin, "updates", steps, retry=RetryPolicy(quota=4))
    assert type(outcome.error) is RateLimitError
    assert outcome.waits == [7.0]


@TWINS
def test_a_poll_without_quota_begins_no_wait_that_would_pass_the_deadline(twin: Twin) -> None:
    outcome = play(twin, "updates", [Reply(500)], retry=RetryPolicy(quota=0), options={"deadline": 0.2})
    assert type(outcome.error) is ServerError
    assert outcome.waits == []
