"""One table of scenarios, played to the sync and to the async client: same results, same requests, same waits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import httpx
import pytest
from tests._core.scripted import Action, Reply, Step, Twin, envelope, play, telegram_error
from tests.rows import on_rows

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    CallOptions,
    ConflictError,
    DeadlineExceededError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    RetryPolicy,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    Timeouts,
    TransportError,
    TruncatedStreamError,
)

USER = Reply(body=json.dumps({"telegram_id": 42, "first_name": "Ann", "timezone": "Europe/Berlin"}))
COMPLETION = Reply(
    body=json.dumps(
        {
            "id": "c1",
            "model": "m",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "done"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    )
)
GOOD: list[tuple[Action, Reply, object]] = [
    ("updates", Reply(body=envelope([])), []), ("user", USER, "Ann"), ("complete", COMPLETION, "done"),
]  # fmt: skip
SENT = Reply(body=envelope({"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}}))
PART = 'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
STREAM = Reply(
    headers={"content-type": "text/event-stream"},
    body=PART + 'data: {"choices":[{"index":0,"delta":{"content":"ne"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
)
NO_MONEY = json.dumps({"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}})
HTML = {"content-type": "text/html"}


@dataclass(frozen=True)
class Scenario:
    """What the server does, and what must come of it."""

    name: str
    action: Action
    steps: list[Step]
    expect: object
    waits: list[float] = field(default_factory=list[float])
    retry: RetryPolicy | None = None
    timeouts: Timeouts | None = None
    options: CallOptions | None = None
    idempotent: bool = False
    chance: float = 0.5


ACTIONS: tuple[Action, ...] = ("updates", "user", "complete", "stream", "send")
POSTS: tuple[tuple[Action, Reply, object], ...] = (
    ("complete", COMPLETION, "done"),
    ("send", SENT, 7),
    ("stream", STREAM, ["do", "ne"]),
)
LOSABLE: tuple[Action, ...] = ("complete", "stream", "send", "call set")
NOT_ANSWERS = {"HTML": "<html>login</html>", "nothing": "", "null": "null", "cut JSON": '{"ok":', "[]": "[]"}
OVERLOADED = 'data: {"error":{"code":503}}\n\n'

SCENARIOS = [
    # What is repeated, and how long is waited: half of 0.5, 1, 2 s at a chance of one half.
    Scenario("a clean success costs one request", "complete", [COMPLETION], "done"),
    *[
        Scenario(f"{status} on a GET is retried", "updates", [Reply(status), Reply(body=envelope([]))], [], [0.25])
        for status in (429, 500, 501, 502, 503, 504, 520, 529, 599)
    ],
    *[
        Scenario(f"{status} on a completion is retried", "complete", [Reply(status), COMPLETION], "done", [0.25])
        for status in (429, 500, 502, 503, 504, 529)
    ],
    *[
        Scenario(f"{status} before a stream is retried", "stream", [Reply(status), STREAM], ["do", "ne"], [0.25])
        for status in (429, 500, 503)
    ],
    Scenario("four attempts, then the last error", "user", [Reply(500)] * 4, ServerError, [0.25, 0.5, 1.0]),
    Scenario("503 keeps its own class", "user", [Reply(503)] * 4, ServiceUnavailableError, [0.25, 0.5, 1.0]),
    Scenario(
        "max_attempts=1 switches retries off", "user", [Reply(500)], ServerError, retry=RetryPolicy(max_attempts=1)
    ),
    Scenario(
        "the back-off is capped", "user", [Reply(500)] * 7, ServerError, [0.5, 1.0, 2.0, 3.0, 3.0, 3.0],
        retry=RetryPolicy(max_attempts=7, max_wait=3.0), chance=1.0,
    ),
    Scenario("full jitter may wait nothing at all", "user", [Reply(500), USER], "Ann", [0.0], chance=0.0),
    *[
        Scenario(f"{status} is final", action, [Reply(status)], kind)
        for status, kind in (
            (400, BadRequestError), (401, AuthenticationError), (403, PermissionDeniedError), (404, NotFoundError),
            (402, QuotaExceededError), (409, ConflictError), (418, StatusError), (301, StatusError),
            (304, StatusError),
        )
        for action in ACTIONS
    ],
    *[
        Scenario(f"{status} is repeated", action, [Reply(status), good], done, [0.25])
        for status in (408, 425)
        for action, good, done in GOOD
    ],
    Scenario("no money is final, although it is a 429", "complete", [Reply(429, NO_MONEY)], QuotaExceededError),
    Scenario("no money is final for a stream", "stream", [Reply(429, NO_MONEY)], QuotaExceededError),
    # The server's word.
    Scenario("Retry-After in seconds", "user", [Reply(429, headers={"Retry-After": "7"}), USER], "Ann", [7.0]),
    Scenario("Retry-After on a 503", "user", [Reply(503, headers={"Retry-After": "7"}), USER], "Ann", [7.0]),
    Scenario("Retry-After as a fraction", "user", [Reply(429, headers={"Retry-After": "1.5"}), USER], "Ann", [1.5]),
    Scenario(
        "Retry-After as an HTTP date", "user",
        [Reply(429, headers={"Retry-After": "Fri, 15 Jan 2027 08:00:09 GMT"}), USER], "Ann", [9.0],
    ),
    Scenario(
        "retry-after-ms is finer", "complete",
        [Reply(429, headers={"retry-after-ms": "300", "Retry-After": "1"}), COMPLETION], "done", [0.3],
    ),
    *[
        Scenario(
            f"a word of no wait ({retry_after}) does not shorten the back-off", "complete",
            [Reply(429, headers={"Retry-After": retry_after}), COMPLETION], "done", [0.25],
        )
        for retry_after in ("0", "0.0", "0.001", "-1", "Wed, 21 Oct 2015 07:28:00 GMT")
    ],
    Scenario(
        "Telegram's parameters.retry_after", "updates",
        [Reply(429, telegram_error(429, "Too Many Requests: retry after 5", retry_after=5)), Reply(body=envelope([]))],
        [], [5.0],
    ),
    Scenario(
        "max_wait does not shorten the server's word", "user", [Reply(429, headers={"Retry-After": "45"}), USER],
        "Ann", [45.0],
    ),
    Scenario(
        "a word longer than the time left fails at once", "user", [Reply(429, headers={"Retry-After": "61"})],
        RateLimitError,
    ),
    Scenario(
        "an unreadable Retry-After is ignored", "user",
        [Reply(429, headers={"Retry-After": "soon"}), USER], "Ann", [0.25],
    ),
    # The deadline.
    Scenario(
        "no wait begins that would pass the deadline", "user", [Reply(500)] * 3, ServerError, [0.5, 1.0],
        retry=RetryPolicy(max_attempts=9, deadline=3.0), chance=1.0,
    ),
    Scenario(
        "time spent in attempts counts", "user", [Reply(500, takes=2.9)], ServerError,
        retry=RetryPolicy(deadline=3.0),
    ),
    Scenario(
        "deadline= of a call wins", "user", [Reply(500)], ServerError, options={"deadline": 0.1},
    ),
    Scenario(
        "retry= of a call wins", "user", [Reply(500)], ServerError, options={"retry": RetryPolicy(max_attempts=1)},
    ),
    Scenario(
        "a long poll's own timeout is not taken from its budget", "updates",
        [Reply(500, takes=61.0), Reply(body=envelope([]))], [], [0.25],
    ),
    Scenario(
        "a chat call may take five minutes", "complete", [Reply(503, takes=290.0), COMPLETION], "done", [0.25],
    ),
    # Transport.
    *[
        Scenario(f"{broken.__name__} on a GET is retried", "user", [broken, USER], "Ann", [0.25])
        for broken in (
            httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.ReadError,
            httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ProxyError,
        )
    ],
    *[
        Scenario(f"{broken.__name__} before a POST was sent is retried", action, [broken, reply], expect, [0.25])
        for broken in (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
        for action, reply, expect in POSTS
    ],
    *[
        Scenario(f"{broken.__name__}: a POST whose answer was lost is not repeated", action, [broken], kind)
        for broken, kind in (
            (httpx.ReadError, TransportError), (httpx.ReadTimeout, RequestTimeoutError),
            (httpx.RemoteProtocolError, TransportError), (httpx.WriteError, TransportError),
        )
        for action in LOSABLE
    ],
    Scenario(
        "idempotent=True lets a lost POST be repeated", "complete", [httpx.ReadError, COMPLETION], "done", [0.25],
        idempotent=True,
    ),
    Scenario("call(get...) is safe to repeat", "call get", [httpx.ReadError, Reply(body=envelope(3))], 3, [0.25]),
    # Telegram's sends.
    Scenario(
        "a send is repeated on 429", "send",
        [Reply(429, telegram_error(429, "slow down", retry_after=2)), SENT], 7, [2.0],
    ),
    Scenario(
        "a send is repeated on Telegram's own 500", "send",
        [Reply(500, telegram_error(500, "Internal")), SENT], 7, [0.25],
    ),
    Scenario("a send is not repeated on a proxy's 502", "send", [Reply(502, "<html>bad gateway", HTML)], ServerError),
    Scenario(
        "a poll is repeated on a proxy's 502", "updates",
        [Reply(502, "<html>", HTML), Reply(body=envelope([]))], [], [0.25]
    ),
    Scenario(
        "a Telegram error inside a 200 has its own status", "send",
        [Reply(200, telegram_error(403, "blocked"))], PermissionDeniedError,
    ),
    # Answers that are none.
    *[
        Scenario(f"200 with {what} is a ResponseError", action, [Reply(200, body)], ResponseError)
        for what, body in NOT_ANSWERS.items()
        for action in ACTIONS
        if not (action == "stream" and what in {"nothing", "null"})
    ],
    Scenario(
        "an error inside a 200 is retried like its status", "complete",
        [Reply(200, '{"error":{"code":502}}'), COMPLETION], "done", [0.25],
    ),
    # Streams.
    Scenario("a stream gives its parts", "stream", [STREAM], ["do", "ne"]),
    Scenario("an empty stream is cut", "stream", [Reply(200)], TruncatedStreamError),
    Scenario("a stream without an end is cut", "stream", [Reply(200, PART)], TruncatedStreamError),
    Scenario(
        "an error event before the first part is retried", "stream",
        [Reply(200, OVERLOADED), STREAM], ["do", "ne"], [0.25],
    ),
    Scenario(
        "an error event after a part is final", "stream",
        [Reply(200, PART + OVERLOADED)], ServiceUnavailableError,
    ),
    Scenario("a plain completion in place of a stream is one part", "stream", [COMPLETION], ["done"]),
]  # fmt: skip


@pytest.mark.parametrize("twin", ["sync", "async"])
@on_rows("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.name} ({scenario.action})")
def test_both_twins_follow_the_table(scenario: Scenario, twin: Twin) -> None:
    follow(scenario, twin)


def follow(scenario: Scenario, twin: Twin) -> None:
    """Play a scenario, and compare what it gives."""
    outcome = play(
        twin,
        scenario.action,
        scenario.steps,
        retry=scenario.retry,
        timeouts=scenario.timeouts,
        chance=scenario.chance,
        options=scenario.options,
        idempotent=scenario.idempotent,
    )
    if isinstance(scenario.expect, type):
        assert outcome.error is not None
        assert type(outcome.error) is scenario.expect
        assert outcome.error.attempts
        assert [attempt.delay for attempt in outcome.error.attempts] == [*scenario.waits, None]
    else:
        assert outcome.error is None
        assert outcome.value == scenario.expect
    assert outcome.waits == pytest.approx(scenario.waits)
    assert len(outcome.requests) == len(scenario.steps)


@on_rows("action", ["updates", "user", "complete", "send", "stream"])
def test_both_twins_send_the_same_bytes(action: Action) -> None:
    steps: list[Step] = [Reply(404)]
    sync, asynchronous = play("sync", action, steps).requests[0], play("async", action, steps).requests[0]
    assert (sync.method, sync.url, sync.headers, sync.content) == (
        asynchronous.method,
        asynchronous.url,
        asynchronous.headers,
        asynchronous.content,
    )


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_events_report_each_attempt_failure_wait_and_success_in_order(twin: Twin) -> None:
    limits = {"x-request-id": "req-1", "x-ratelimit-remaining-requests": "0", "Retry-After": "2"}
    outcome = play(twin, "complete", [Reply(429, headers=limits, takes=1.0), httpx.ConnectError, COMPLETION])
    events = [(e.kind, e.attempt, e.status_code, e.cause, e.delay, e.elapsed) for e in outcome.events]
    assert events == [
        ("attempt", 1, None, None, None, 0.0),
        ("failure", 1, 429, "429", None, 1.0),
        ("wait", 1, 429, "429", 2.0, 1.0),
        ("attempt", 2, None, None, None, 3.0),
        ("failure", 2, None, "connect: failed", None, 3.0),
        ("wait", 2, None, "connect: failed", 0.5, 3.0),
        ("attempt", 3, None, None, None, 3.5),
        ("success", 3, 200, None, None, 3.5),
    ]
    assert {(e.service, e.operation) for e in outcome.events} == {("chat", "chat.createChatCompletion")}
    assert outcome.events[1].request_id == "req-1"
    assert outcome.events[1].rate_limits == {"x-ratelimit-remaining-requests": "0"}


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_stream_reports_its_success_at_its_end(twin: Twin) -> None:
    outcome = play(twin, "stream", [Reply(503), STREAM])
    assert [e.kind for e in outcome.events] == ["attempt", "failure", "wait", "attempt", "success"]


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_the_history_of_a_failed_call_is_on_its_error(twin: Twin) -> None:
    outcome = play(twin, "user", [Reply(500), httpx.ReadTimeout, Reply(404)])
    assert outcome.error is not None
    assert outcome.error.attempts == ((500, "500", 0.25), (None, "read: timed out", 0.5), (404, "404", None))
    assert (outcome.error.service, outcome.error.operation) == ("users", "users.getUser")


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_an_error_has_no_cause_that_would_carry_the_request(twin: Twin) -> None:
    for steps in ([Reply(500)] * 4, [httpx.ReadTimeout] * 4, [Reply(200, "junk")]):
        error = play(twin, "user", list(steps)).error
        assert error is not None
        assert error.__cause__ is None
        assert error.__context__ is None


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_an_attempt_that_the_deadline_cut_is_a_deadline_error(twin: Twin) -> None:
    slow: list[Step] = [Reply(500, takes=1.0), Reply(200, "x", takes=5.0)]
    outcome = play(twin, "user", slow, options={"deadline": 3.0})
    assert isinstance(outcome.error, DeadlineExceededError)
    assert isinstance(outcome.error, TimeoutError)
    assert [a.cause for a in outcome.error.attempts] == ["500", "read: timed out"]


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_an_attempt_over_its_own_limit_is_a_timeout_and_is_retried_on_a_get(twin: Twin) -> None:
    steps: list[Step] = [Reply(200, "x", takes=5.0), USER]
    outcome = play(twin, "user", steps, timeouts=Timeouts(attempt=2.0))
    assert outcome.error is None
    assert len(outcome.requests) == 2


@pytest.mark.parametrize(
    ("action", "connect", "read", "write"), [("updates", 5, 30, 30), ("user", 5, 30, 30), ("complete", 5, 120, 30)]
)
def test_each_service_has_its_own_read_timeout(action: Action, connect: float, read: float, write: float) -> None:
    request = play("sync", action, [Reply(404)]).requests[0]
    assert request.extensions["timeout"] == {"connect": connect, "read": read, "write": write, "pool": connect}


def test_setting_another_field_keeps_the_services_own_read_timeout() -> None:
    request = play("sync", "complete", [Reply(404)], timeouts=Timeouts(connect=1.0)).requests[0]
    assert request.extensions["timeout"] == {"connect": 1.0, "read": 120.0, "write": 30.0, "pool": 1.0}


def test_timeouts_are_cut_to_the_time_that_is_left() -> None:
    steps: list[Step] = [Reply(500, takes=4.0), Reply(404)]
    requests = play("sync", "user", steps, options={"deadline": 10.0}).requests
    assert requests[1].extensions["timeout"] == {"connect": 5.0, "read": 5.75, "write": 5.75, "pool": 5.0}
