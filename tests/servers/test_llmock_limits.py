"""Limits that a mock server holds as real ones do: tokens a minute, a context window; and one that fails at random."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from tests.servers.asking import WAYS, Asker
from tests.servers.conftest import running_llmock

from schedbot_sdk import BadRequestError, CallEvent, ChatClient, RateLimitError, RetryPolicy, SchedbotError, Timeouts
from schedbot_sdk.chat import ChatCompletion

pytestmark = pytest.mark.slow

ASK = [{"role": "user", "content": "plan my week"}]


@pytest.fixture(scope="module")
def limited() -> Iterator[str]:
    """A server with 100 tokens a second, 6,000 of them at once, and a window of 200."""
    with running_llmock("--tpm", "6000", "--context-window", "200") as url:
        yield url


def verdict_of(url: str) -> dict[str, object]:
    verdict: dict[str, object] = httpx.get(f"{url}/_llmock/verdict", trust_env=False).json()
    return verdict


def test_a_quota_that_is_spent_is_waited_for(limited: str) -> None:
    events: list[CallEvent] = []
    with ChatClient("sk-thrifty", base_url=f"{limited}/v1", model="gpt-4o", on_event=events.append) as chat:
        chat.complete(ASK, max_tokens=5900)
        assert chat.complete(ASK, max_tokens=150).text
    waits = [event.delay for event in events if event.kind == "wait"]
    assert waits
    assert all(delay and 0 < delay < 3 for delay in waits)
    (first, last) = [event.rate_limits for event in events if event.kind == "success"]
    assert first["x-ratelimit-limit-tokens"] == "6000"
    assert int(first["x-ratelimit-remaining-tokens"]) < 150
    assert "x-ratelimit-reset-tokens" in last
    assert verdict_of(limited)["findings"] == []


def test_a_quota_that_returns_too_late_is_an_error_at_once(limited: str) -> None:
    with ChatClient("sk-greedy", base_url=f"{limited}/v1", model="gpt-4o") as chat:
        chat.complete(ASK, max_tokens=5900)
        with pytest.raises(RateLimitError, match="tokens per minute") as caught:
            chat.complete(ASK, max_tokens=3000, deadline=5)
    assert caught.value.retry_after
    assert caught.value.retry_after > 20
    assert len(caught.value.attempts) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_dialogue_that_is_too_long_is_refused_with_its_words(way: str, limited: str) -> None:
    with pytest.raises(BadRequestError, match="maximum context length is 200 tokens"):
        Asker(base_url=f"{limited}/v1", api_key=f"sk-{way.replace(' ', '-')}").ask(
            way, [{"role": "user", "content": "long " * 400}]
        )


def test_a_server_that_fails_at_random_gives_every_answer_at_last() -> None:
    """Every third answer is an error and every third stream breaks: forty dialogues side by side, all of them whole."""
    rates = ("500=0.15", "502=0.1", "429=0.1")
    breaks = ("truncate=0.12", "disconnect=0.12", "malformed=0.12")
    options = [*(f"--error-rate={rate}" for rate in rates), *(f"--stream-fault={rate}" for rate in breaks)]

    async def ask(asker: Asker, number: int) -> ChatCompletion:
        for attempt in range(12):
            way = "async stream" if number % 2 else "async complete"
            question = f"question {number}, asked for the {attempt}th time"  # to the judge, each is a call of its own
            try:
                return await asker.ask_async(way, [{"role": "user", "content": question}])
            except SchedbotError:
                await asyncio.sleep(0.1 * 1.5**attempt)
        raise AssertionError(f"no answer to question {number}")

    async def ask_all(url: str) -> list[ChatCompletion]:
        asker = Asker(base_url=f"{url}/v1", retry=RetryPolicy(initial_wait=0.1), timeouts=Timeouts(read=5))
        return await asyncio.gather(*(ask(asker, number) for number in range(40)))

    with running_llmock(*options) as url:
        answers = asyncio.run(ask_all(url))
        verdict = httpx.get(f"{url}/_llmock/verdict", trust_env=False).json()
    assert all(answer.text and answer.choices[0].finish_reason == "stop" for answer in answers)
    errors = {finding["code"] for finding in verdict["findings"] if finding["severity"] == "error"}
    # A broken stream is an error here, for the caller to repeat; the judge expects that of the client.
    assert errors <= {"truncated_stream_accepted"}
    assert verdict["faults_injected"] > 5
