"""Requests that go out again at once because a kept connection was closed: what they cost in an outage."""

from __future__ import annotations

import asyncio
import socketserver
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from tests._core.scripted import Twin
from typing_extensions import override

from schedbot_sdk import AsyncUsersClient, RateLimitError, RetryPolicy, SchedbotError, ServerError, UsersClient
from schedbot_sdk._core.attempts import Attempts
from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.deadline import Plan
from schedbot_sdk._core.events import CallLog
from schedbot_sdk._core.retry_quota import RetryQuota, StaleConnections
from schedbot_sdk.options import Timeouts

both = pytest.mark.parametrize("twin", ["sync", "async"])
AT_ONCE = RetryPolicy(initial_wait=0, quota=60)
GET = BaseCall(service="users", operation="getUser", method="GET", path="/users/1", idempotent=True)


def errors_of(twin: Twin, url: str, calls: int, retry: RetryPolicy) -> list[SchedbotError]:
    found: list[SchedbotError] = []

    async def ask() -> None:
        async with AsyncUsersClient(url, retry=retry) as users:
            for _ in range(calls):
                try:
                    await users.get_user(42)
                except SchedbotError as error:
                    found.append(error)

    if twin == "async":
        asyncio.run(ask())
        return found
    with UsersClient(url, retry=retry) as users:
        for _ in range(calls):
            try:
                users.get_user(42)
            except SchedbotError as error:
                found.append(error)
    return found


def new_attempts(quota: RetryQuota | None, stale: StaleConnections, now: float = 0.0) -> Attempts:
    plan = Plan(AT_ONCE, Timeouts(), 30.0, now + 60.0)
    log = CallLog(GET, monotonic=lambda: now, on_event=None, redact=str)
    return Attempts(GET, plan, log, quota=quota, stale=stale, monotonic=lambda: now, random=lambda: 0.5)


def test_the_first_resend_in_a_row_is_free_and_the_others_are_paid() -> None:
    quota, stale = RetryQuota(30, 0.0), StaleConnections()
    assert [new_attempts(quota, stale).may_resend() for _ in range(5)] == [True, True, True, False, False]
    assert not new_attempts(quota, stale).trusts_kept
    assert new_attempts(None, StaleConnections()).may_resend()


def test_a_good_answer_ends_the_row_and_one_that_asks_for_retries_does_not() -> None:
    for status in (200, 204, 400, 401, 404, 409):
        stale = StaleConnections()
        stale.in_a_row = 3
        stale.answered(status)
        assert stale.in_a_row == 0, status
    for status in (429, 500, 502, 503):
        stale = StaleConnections()
        stale.in_a_row = 3
        stale.answered(status)
        assert stale.in_a_row == 3, status


class OneAnswerEach(socketserver.ThreadingTCPServer):
    """A server that answers the first request of each connection, and closes the connection at the second."""

    allow_reuse_address = True

    def __init__(self, status: int, body: bytes = b"") -> None:
        super().__init__(("127.0.0.1", 0), OneAnswerEach.Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.response = b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body)
        self.requests = 0
        self.lock = threading.Lock()

    class Handler(socketserver.StreamRequestHandler):
        """One connection."""

        @override
        def handle(self) -> None:
            assert isinstance(self.server, OneAnswerEach)
            for response in (self.server.response, b""):
                with suppress(ConnectionError):
                    while (line := self.rfile.readline()) != b"\r\n":
                        if not line:
                            return
                    with self.server.lock:
                        self.server.requests += 1
                    self.wfile.write(response)


@contextmanager
def one_answer_each(status: int, body: bytes = b"") -> Generator[OneAnswerEach]:
    """Serve from a thread."""
    with OneAnswerEach(status, body) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


@both
@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_outage_costs_about_one_request_a_call_although_each_connection_ends_after_one_answer(
    twin: Twin, status: int
) -> None:
    calls = 200
    with one_answer_each(status) as server:
        found = errors_of(twin, server.url, calls, AT_ONCE)
        assert len(found) == calls
        assert server.requests <= calls + 1 + 60 / (5 if status == 429 else 14) + 5  # the seconds give some back
    assert isinstance(found[0], RateLimitError if status == 429 else ServerError)


def test_threads_that_meet_an_outage_together_pay_for_their_resends_too() -> None:
    with (
        one_answer_each(503) as server,
        UsersClient(server.url, retry=AT_ONCE) as users,
        ThreadPoolExecutor(8) as pool,
    ):

        def call(_: int) -> bool:
            with pytest.raises(SchedbotError):
                users.get_user(42)
            return True

        assert all(pool.map(call, range(300)))
        assert server.requests <= 300 * 1.05


@both
def test_a_server_in_order_that_closes_each_connection_loses_no_call_and_costs_no_quota(twin: Twin) -> None:
    no_retries = RetryPolicy(max_attempts=1, quota=0)
    with one_answer_each(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}') as server:
        assert errors_of(twin, server.url, 20, no_retries) == []
        assert 20 <= server.requests <= 39
