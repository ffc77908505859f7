"""A stream is either complete or truncated, in both clients."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, ServerError, TruncatedStreamError

HI = [{"role": "user", "content": "hi"}]


def part(text: str, reason: str | None = None, index: int = 0) -> str:
    choice = {"index": index, "delta": {"content": text}, "finish_reason": reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


def body(text: str) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, text=text))


def outcome_sync(text: str, parts: int, *, more: bool) -> list[str]:
    """Read some chunks, ignore an error, and continue to read."""
    seen: list[str] = []
    with httpx.Client(transport=body(text)) as http:
        with ChatClient("k", model="m", http_client=http).stream(HI) as stream:
            try:
                for _ in range(parts):
                    seen.append(next(stream).text)  # noqa: PERF401  # the parts before the error count
            except (TruncatedStreamError, ServerError, StopIteration) as error:
                seen.append(type(error).__name__)
        if more:
            seen += [chunk.text for chunk in stream]
        try:
            seen.append(f"whole: {stream.completion().text}")
        except TruncatedStreamError:
            seen.append("not whole")
    return seen


async def outcome_async(text: str, parts: int, *, more: bool) -> list[str]:
    seen: list[str] = []
    async with httpx.AsyncClient(transport=body(text)) as http:
        async with AsyncChatClient("k", model="m", http_client=http).stream(HI) as stream:
            try:
                for _ in range(parts):
                    seen.append((await anext(stream)).text)  # noqa: PERF401  # the parts before the error count
            except (TruncatedStreamError, ServerError, StopAsyncIteration) as error:
                seen.append(type(error).__name__.removeprefix("StopAsync").removeprefix("Stop") or "")
        if more:
            seen += [chunk.text async for chunk in stream]
        try:
            seen.append(f"whole: {stream.completion().text}")
        except TruncatedStreamError:
            seen.append("not whole")
    return seen


DONE = "data: [DONE]\n\n"
FAILED = 'data: {"error":{"code":500}}\n\n'
CASES = [
    ("left early", part("a") + part("b", "stop") + DONE, 1, ["a", "not whole"]),
    ("cut", part("a") + part("b"), 5, ["a", "b", "TruncatedStreamError", "not whole"]),
    ("failed on the way", part("a") + FAILED, 5, ["a", "ServerError", "not whole"]),
    ("taken to its last part", part("a") + part("b", "stop") + DONE, 2, ["a", "b", "whole: ab"]),
    (
        "one of two results ended",
        part("a", "stop") + part("x", index=1),
        5,
        ["a", "", "TruncatedStreamError", "not whole"],
    ),
    ("both results ended", part("a", "stop") + part("x", "stop", 1), 2, ["a", "", "whole: a"]),
    ("more after the end", part("a", "stop") + part(""), 2, ["a", "", "whole: a"]),
]


@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize(("text", "parts", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_only_a_stream_that_ended_regularly_is_complete(text: str, parts: int, expected: list[str], more: bool) -> None:
    assert outcome_sync(text, parts, more=more) == expected
    assert asyncio.run(outcome_async(text, parts, more=more)) == expected


@pytest.mark.parametrize("answer", [{"choices": [{"message": {"role": "assistant", "content": "x"}}]}])
def test_a_plain_response_to_a_stream_has_the_same_deviations(answer: dict[str, object]) -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=answer))) as http:
        chat = ChatClient("k", model="m", http_client=http)
        with chat.stream(HI) as stream:
            assert list(stream.text()) == ["x"]
        assert stream.completion().deviations == chat.complete(HI).deviations
