"""The chat client against a mock that breaks on demand, sees every attempt and its timing, and judges the client.

It takes requests of one body for attempts at one call, and finds in them, as errors: a wait that was shorter than
`Retry-After` (`retry_after_ignored`), a repeated 400, 401, 403, 404 or 422 (`retried_non_retryable`), more than ten
attempts (`retry_storm`), a stream that ended without a `finish_reason` and was not asked for again
(`truncated_stream_accepted`); as warnings: the same for a part that is no JSON (`malformed_chunk_ignored`), waits that
are none or do not grow (`no_backoff`), no second attempt at a 408, 409, 429, 5xx or a dropped stream (`gave_up`), and
a stall of a second or more that was sat through (`no_read_timeout`). A clean verdict is neither.

It sees requests, and no exceptions: that a client raised an error instead of using half an answer it cannot know.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from tests.servers.asking import WAYS, Asker

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    Timeouts,
    TruncatedStreamError,
)
from schedbot_sdk._core import runtime

pytestmark = pytest.mark.slow

QUICK = RetryPolicy(initial_wait=0.4)
PATIENT = Timeouts(read=1.0)


@dataclass(frozen=True)
class Case:
    """What is injected, and what must come of it."""

    name: str
    behaviors: list[dict[str, Any]]
    complete: type[SchedbotError] | None = None
    stream: type[SchedbotError] | None = None
    attempts: int = 1
    only: str = ""
    warning: str = ""
    """What it warns of although the client is right."""
    may_warn: str = ""
    """The same, where that depends on whether it sees the client hang up before its stream is over."""


def fail(status: int, times: int | None = 1, **more: Any) -> dict[str, Any]:
    return {"type": "fail", "status": status, "times": times, **more}


def broken(kind: str, after: int = 2, **more: Any) -> dict[str, Any]:
    return {"type": "stream_fault", "kind": kind, "after_chunks": after, **more}


# It holds that each of these is worth a second attempt. To this client a 429 for money is none, nor a 409.
GAVE_UP = "gave_up"

CASES = [
    Case("nothing", []),
    *(Case(f"one {status}", [fail(status)], attempts=2) for status in (429, 500, 502, 503, 504, 529)),
    Case("two 503", [fail(503, times=2)], attempts=3),
    Case("two 500 without a word about waiting", [fail(500, times=2)], attempts=3),
    Case("a 429 with Retry-After", [fail(429, times=2, retry_after=0.6)], attempts=3),
    Case("a 503 with Retry-After", [fail(503, retry_after=0.6)], attempts=2),
    Case("an outage", [fail(500, times=None)], ServerError, ServerError, attempts=4),
    Case("an outage of 503", [fail(503, times=None, retry_after=0.1)], ServiceUnavailableError,
         ServiceUnavailableError, attempts=4),
    Case("an outage of 429", [fail(429, times=None, retry_after=0.1)], RateLimitError, RateLimitError, attempts=4),
    Case("no money", [fail(429, code="insufficient_quota")], QuotaExceededError, QuotaExceededError, warning=GAVE_UP),
    Case("a 400", [fail(400)], BadRequestError, BadRequestError),
    Case("a 401", [fail(401)], AuthenticationError, AuthenticationError),
    Case("a 403", [fail(403)], PermissionDeniedError, PermissionDeniedError),
    Case("a 404", [fail(404)], NotFoundError, NotFoundError),
    Case("a 408", [fail(408)], attempts=2),
    Case("a 409", [fail(409)], ConflictError, ConflictError, warning=GAVE_UP),
    Case("a 422", [fail(422)], StatusError, StatusError),
    Case("a 500 after a 429", [fail(429, retry_after=0.1), fail(500)], attempts=3),
    Case("a delay", [{"type": "delay", "seconds": 0.3}]),
    Case("a slow first token", [{"type": "slow_first_token", "seconds": 0.4}], only="stream"),
    Case("a first token that does not come", [{"type": "slow_first_token", "seconds": 2.5}],
         stream=RequestTimeoutError, attempts=2, only="stream"),
    *(
        Case(f"a stream that {what} at part {part}", [broken(kind, part, **more)], stream=error, attempts=2,
             only="stream", may_warn="malformed_chunk_ignored" if kind == "malformed" else "")
        for part in (0, 1, 3)
        for what, kind, error, more in (
            ("is dropped", "disconnect", TruncatedStreamError, {}),
            ("ends early", "truncate", TruncatedStreamError, {}),
            ("is broken", "malformed", ResponseError, {}),
            ("stalls", "stall", RequestTimeoutError, {"stall_seconds": 3.0}),
        )
    ),
]  # fmt: skip


@pytest.fixture(autouse=True)
def even_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Full jitter may shorten a later wait, which the mock takes for a constant one: here the dice are loaded."""
    monkeypatch.setattr(runtime, "SYSTEM", runtime.Runtime(random=lambda: 0.9))


@pytest.fixture
def asker(llmock_url: str) -> Asker:
    return Asker(base_url=f"{llmock_url}/v1", retry=QUICK, timeouts=PATIENT)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_clean(case: Case, way: str, llmock: httpx.Client, asker: Asker) -> None:
    asked = way.removeprefix("async ")
    if case.only not in {"", asked}:
        pytest.skip("a fault of streams")
    if case.behaviors:
        llmock.post("/scenario", json={"behaviors": case.behaviors}).raise_for_status()
    messages = [{"role": "user", "content": f"{case.name}, {way}"}]
    expected = case.complete if asked == "complete" else case.stream
    if expected is None:
        assert asker.ask(way, messages).text
    else:
        with pytest.raises(expected) as caught:
            asker.ask(way, messages)
        assert type(caught.value) is expected
        if case.only:  # a stream that had begun is the caller's to repeat, and the error says so
            assert asker.ask(way, messages).text
    verdict = llmock.get("/verdict").json()
    assert verdict["attempts"] == case.attempts
    found = {finding["code"] for finding in verdict["findings"]} - {case.may_warn}
    assert found == ({case.warning} - {""}), llmock.get("/verdict", params={"format": "text"}).text


def test_the_judge_finds_what_is_wrong(llmock: httpx.Client, llmock_url: str) -> None:
    """Or else nothing above would mean anything."""
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}], "stream": True}
    behaviors = [fail(429, retry_after=5), fail(400), broken("truncate")]
    llmock.post("/scenario", json={"behaviors": behaviors}).raise_for_status()
    for _ in range(3):
        httpx.post(f"{llmock_url}/v1/chat/completions", json=body, trust_env=False)
    verdict = llmock.get("/verdict").json()
    found = {finding["code"] for finding in verdict["findings"]}
    assert not verdict["passed"]
    assert {"retry_after_ignored", "retried_non_retryable", "truncated_stream_accepted"} <= found


@pytest.mark.parametrize("way", WAYS)
def test_calls_one_after_another_have_a_clean_verdict(way: str, llmock: httpx.Client, asker: Asker) -> None:
    faults = [[fail(429, times=3, retry_after=0.2)], [fail(500), fail(429, retry_after=0.1)], [fail(529, times=2)]]
    for number, behaviors in enumerate(faults):
        llmock.post("/scenario", json={"behaviors": behaviors}).raise_for_status()
        assert asker.ask(way, [{"role": "user", "content": f"call {number}"}]).text
    verdict = llmock.get("/verdict").json()
    assert (verdict["passed"], verdict["faults_injected"], verdict["findings"]) == (True, 7, [])


def test_each_error_status_is_its_own_error(llmock: httpx.Client, asker: Asker) -> None:
    statuses = range(400, 600)
    faults = [fail(status, retry_after=0.05, match={"model": f"model-{status}"}) for status in statuses]
    llmock.post("/scenario", json={"behaviors": faults}).raise_for_status()

    async def ask(status: int) -> tuple[int, int] | None:
        async with replace(asker, model=f"model-{status}").async_client() as chat:
            try:
                await chat.complete([{"role": "user", "content": "x"}])
            except StatusError as error:
                return error.status_code, len(error.attempts)
            return None

    async def ask_all() -> list[tuple[int, int] | None]:
        return await asyncio.gather(*(ask(status) for status in statuses))

    came = dict(zip(statuses, asyncio.run(ask_all()), strict=True))
    assert came == {status: None if status in {408, 425, 429} or status >= 500 else (status, 1) for status in statuses}
    verdict = llmock.get("/verdict").json()
    assert (verdict["passed"], verdict["faults_injected"], verdict["attempts"]) == (True, 200, 303)
    assert {finding["code"] for finding in verdict["findings"]} == {GAVE_UP}  # of 409
    assert verdict["warnings"] == 1
