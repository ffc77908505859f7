"""The chat client against a mock that breaks on demand, sees every attempt and its timing, and judges the client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from schedbot_sdk import (
    AsyncChatClient,
    BadRequestError,
    ChatClient,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    StatusError,
    Timeouts,
    TransportError,
    TruncatedStreamError,
)
from schedbot_sdk._core import seam

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
    warnings: frozenset[str] = field(default_factory=frozenset[str])
    """What it warns of although the client is right."""


def fail(status: int, times: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "fail", "status": status, "times": times, **more}


def broken(kind: str, after: int = 2, **more: Any) -> dict[str, Any]:
    return {"type": "stream_fault", "kind": kind, "after_chunks": after, **more}


# Four attempts are the policy, and all of them failed; and what is no money is not asked for twice.
GAVE_UP = frozenset({"gave_up"})

CASES = [
    Case("nothing", []),
    *(Case(f"one {status}", [fail(status)], attempts=2) for status in (429, 500, 502, 503, 504, 529)),
    Case("two 503", [fail(503, times=2)], attempts=3),
    Case("a 429 with Retry-After", [fail(429, times=2, retry_after=0.6)], attempts=3),
    Case("a 503 with Retry-After", [fail(503, retry_after=0.6)], attempts=2),
    Case("an outage", [fail(500, times=9)], ServerError, ServerError, attempts=4, warnings=GAVE_UP),
    Case("an outage of 429", [fail(429, times=9, retry_after=0.1)], RateLimitError, RateLimitError, attempts=4,
         warnings=GAVE_UP),
    Case("no money", [fail(429, code="insufficient_quota")], QuotaExceededError, QuotaExceededError, warnings=GAVE_UP),
    Case("a 400", [fail(400)], BadRequestError, BadRequestError),
    Case("a 403", [fail(403)], PermissionDeniedError, PermissionDeniedError),
    Case("a 422", [fail(422)], StatusError, StatusError),
    Case("a delay", [{"type": "delay", "seconds": 0.3}]),
    Case("a slow first token", [{"type": "slow_first_token", "seconds": 0.4}], only="stream"),
    Case("a stream that is dropped", [broken("disconnect")], stream=TruncatedStreamError, attempts=2, only="stream"),
    Case("a stream that ends early", [broken("truncate")], stream=TruncatedStreamError, attempts=2, only="stream"),
    Case("a stream with a broken part", [broken("malformed")], stream=ResponseError, attempts=2, only="stream"),
    Case("a stream that stalls", [broken("stall", stall_seconds=3.0)], stream=RequestTimeoutError, attempts=2,
         only="stream"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def even_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Full jitter may shorten a later wait, which the mock takes for a constant one: here the dice are loaded."""
    monkeypatch.setattr(seam, "SYSTEM", seam.Seam(random=lambda: 0.9))


@pytest.fixture
def llmock(llmock_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{llmock_url}/_llmock", trust_env=False) as admin:
        admin.post("/reset").raise_for_status()
        yield admin


def sync(url: str, asked: str, messages: list[dict[str, str]]) -> str:
    with ChatClient("sk-any", base_url=f"{url}/v1", model="gpt-4o", retry=QUICK, timeouts=PATIENT) as chat:
        if asked == "complete":
            return chat.complete(messages).text
        with chat.stream(messages) as stream:
            for _ in stream:
                pass
        return stream.completion().text


def asynchronous(url: str, asked: str, messages: list[dict[str, str]]) -> str:
    async def ask() -> str:
        async with AsyncChatClient(
            "sk-any", base_url=f"{url}/v1", model="gpt-4o", retry=QUICK, timeouts=PATIENT
        ) as chat:
            if asked == "complete":
                return (await chat.complete(messages)).text
            async with chat.stream(messages) as stream:
                async for _ in stream:
                    pass
            return stream.completion().text

    return asyncio.run(ask())


TWINS = {"sync": sync, "async": asynchronous}
ASKED = [(case, asked) for case in CASES for asked in ("complete", "stream") if case.only in {"", asked}]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize(("case", "asked"), ASKED, ids=lambda value: getattr(value, "name", value))
def test_the_verdict_is_clean(case: Case, asked: str, twin: str, llmock: httpx.Client, llmock_url: str) -> None:
    if case.behaviors:
        llmock.post("/scenario", json={"behaviors": case.behaviors}).raise_for_status()
    messages = [{"role": "user", "content": f"{case.name}, {asked}, {twin}"}]
    expected = case.complete if asked == "complete" else case.stream
    if expected is None:
        assert TWINS[twin](llmock_url, asked, messages)
    else:
        with pytest.raises(expected) as caught:
            TWINS[twin](llmock_url, asked, messages)
        assert type(caught.value) is expected
        if case.only:  # a stream that had begun is the caller's to repeat, and the error says so
            assert TWINS[twin](llmock_url, asked, messages)
    verdict = llmock.get("/verdict").json()
    assert verdict["attempts"] == case.attempts
    found = {finding["code"] for finding in verdict["findings"]}
    assert found <= case.warnings, llmock.get("/verdict", params={"format": "text"}).text


def test_one_call_after_another_under_all_faults_together_has_a_clean_verdict(
    llmock: httpx.Client, llmock_url: str
) -> None:
    faults = [[fail(429, times=3, retry_after=0.2)], [fail(500), fail(429, retry_after=0.1)], [fail(529, times=2)]]
    for number, behaviors in enumerate(faults):
        llmock.post("/scenario", json={"behaviors": behaviors}).raise_for_status()
        messages = [{"role": "user", "content": f"call {number}"}]
        assert TWINS["sync" if number % 2 else "async"](llmock_url, "complete", messages)
    verdict = llmock.get("/verdict").json()
    assert (verdict["passed"], verdict["faults_injected"], verdict["findings"]) == (True, 7, [])


class Invoice(BaseModel):
    number: str
    lines: list[str]
    paid: bool


def test_structured_output_passes_its_own_validation(llmock: httpx.Client, llmock_url: str) -> None:
    with ChatClient("sk-any", base_url=f"{llmock_url}/v1", model="gpt-4o") as chat:
        parsed = chat.parse([{"role": "user", "content": "an invoice"}], returns=Invoice)
    assert (parsed.mode, parsed.tries) == ("json_schema", 1)
    assert llmock.get("/verdict").json()["findings"] == []


def test_a_tool_call_is_whole_in_answers_and_in_streams(llmock: httpx.Client, llmock_url: str) -> None:
    call = {"name": "plan", "arguments": {"day": "friday", "hours": [9, 17]}}
    llmock.post("/scenario", json={"behaviors": [{"type": "reply", "tool_calls": [call], "times": 2}]})
    tools = [{"type": "function", "function": {"name": "plan", "parameters": {"type": "object"}}}]
    messages = [{"role": "user", "content": "plan"}]
    with ChatClient("sk-any", base_url=f"{llmock_url}/v1", model="gpt-4o") as chat:
        whole = chat.complete(messages, tools=tools)
        with chat.stream(messages, tools=tools) as stream:
            for _ in stream:
                pass
    for answer in (whole, stream.completion()):
        (made,) = answer.choices[0].message.tool_calls or []
        assert made.function
        assert (made.function.name, made.function.arguments.replace(" ", "")) == (
            "plan",
            '{"day":"friday","hours":[9,17]}',
        )
        assert answer.finish_reason == "tool_calls"


def test_a_server_that_is_gone_is_a_transport_error() -> None:
    began = time.monotonic()
    with pytest.raises(TransportError):
        sync("http://127.0.0.1:9", "complete", [{"role": "user", "content": "x"}])
    assert time.monotonic() - began < 10
