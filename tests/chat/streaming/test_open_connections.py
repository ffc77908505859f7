"""A stream ends with its answer, even if the server keeps the connection open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
from tests.chat.streaming.test_streams import HI, TWINS
from tests.chat.streams import DONE, END, GYM, USAGE, data, part

from schedbot_sdk import AsyncChatClient, ChatClient, ResponseError, TruncatedStreamError
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
COUNTED = data(id="c1", choices=[], usage=USAGE)


@contextmanager
def client(url: str, *, is_supplied: bool) -> Generator[ChatClient]:
    if is_supplied:
        with httpx.Client() as http:
            yield ChatClient("k", base_url=url, model="m", http_client=http)
        return
    with ChatClient("k", base_url=url, model="m") as chat:
        yield chat


@asynccontextmanager
async def async_client(url: str, *, is_supplied: bool) -> AsyncGenerator[AsyncChatClient]:
    if is_supplied:
        async with httpx.AsyncClient() as http:
            yield AsyncChatClient("k", base_url=url, model="m", http_client=http)
        return
    async with AsyncChatClient("k", base_url=url, model="m") as chat:
        yield chat


def took(
    twin: str, url: str, *, times: int = 1, is_supplied: bool = False, **options: Any
) -> tuple[list[ChatCompletion], float]:
    """The answers of so many streams, and the seconds of the longest."""
    answers: list[ChatCompletion] = []
    longest = 0.0

    async def asynchronous() -> None:
        nonlocal longest
        async with async_client(url, is_supplied=is_supplied) as chat:
            for _ in range(times):
                began = time.monotonic()
                async with chat.stream(HI, **options) as stream:
                    async for _ in stream:
                        pass
                answers.append(stream.completion())
                longest = max(longest, time.monotonic() - began)

    if twin == "async":
        asyncio.run(asynchronous())
        return answers, longest
    with client(url, is_supplied=is_supplied) as chat:
        for _ in range(times):
            began = time.monotonic()
            with chat.stream(HI, **options) as stream:
                list(stream)
            answers.append(stream.completion())
            longest = max(longest, time.monotonic() - began)
    return answers, longest


@both
@pytest.mark.parametrize("is_supplied", [False, True], ids=["own", "supplied"])
def test_a_stream_ends_at_done(twin: str, is_supplied: bool) -> None:
    with FaultServer(faults.event_stream(part("Gym "), part("at 7"), END, COUNTED, DONE, then="stall")) as server:
        answers, seconds = took(twin, server.url, times=3, is_supplied=is_supplied)
        assert [answer.text for answer in answers] == ["Gym at 7"] * 3
        assert seconds < 0.3
        assert server.connections == 3  # data after [DONE] must not reach a later call


@both
def test_comments_after_done_do_not_prolong_the_stream(twin: str) -> None:
    pieces = [GYM, *[b": still here\n\n"] * 100]
    with FaultServer(faults.event_stream(*pieces, every=0.03)) as server:
        answers, seconds = took(twin, server.url)
        assert (answers[0].text, seconds < 0.3) == ("Gym at 7", True)


@both
def test_a_stream_ends_soon_after_its_finish_reason(twin: str) -> None:
    for pieces, least, most in (([part("Gym at 7"), END], 0.4, 1.5), ([part("Gym at 7"), END, COUNTED], 0.0, 0.45)):
        with FaultServer(faults.event_stream(*pieces, then="stall")) as server:
            answers, seconds = took(twin, server.url)
            assert answers[0].text == "Gym at 7"
            assert least < seconds < most
            assert answers[0].usage.total_tokens == (8 if COUNTED in pieces else 0)


@both
def test_comments_after_a_finish_reason_do_not_prolong_the_wait(twin: str) -> None:
    pieces = [part("Gym at 7") + END, *[b": still here\n\n"] * 100]
    with FaultServer(faults.event_stream(*pieces, every=0.05)) as server:
        answers, seconds = took(twin, server.url)
        assert (answers[0].text, seconds < 1.5) == ("Gym at 7", True)


@both
def test_a_usage_that_arrives_a_little_later_is_read(twin: str) -> None:
    with FaultServer(faults.event_stream(part("Gym at 7") + END, COUNTED, every=0.15, then="stall")) as server:
        answers, _ = took(twin, server.url)
        assert answers[0].usage.total_tokens == 8


@both
def test_results_that_arrive_one_after_another_are_all_read(twin: str) -> None:
    second = data(id="c1", choices=[{"index": 1, "delta": {"content": "or at 8"}, "finish_reason": "stop"}])
    with FaultServer(faults.event_stream(part("Gym at 7") + END, second + DONE, every=0.7)) as server:
        answers, _ = took(twin, server.url, n=2)
        assert [choice.message.content for choice in answers[0].choices] == ["Gym at 7", "or at 8"]


@both
def test_no_chunk_is_lost_if_each_one_has_a_finish_reason(twin: str) -> None:
    pieces = [part("Gym ", "stop") + part("at ", "stop"), part("7", "stop") + DONE]
    with FaultServer(faults.event_stream(*pieces, every=0.7)) as server:
        answers, _ = took(twin, server.url)
        assert answers[0].text == "Gym at 7"


@both
def test_done_without_an_answer_is_a_truncated_stream_immediately(twin: str) -> None:
    with FaultServer(faults.event_stream(DONE, then="stall")) as server:
        began = time.monotonic()
        _, error = TWINS[twin](server.url)
        assert type(error) is TruncatedStreamError
        assert time.monotonic() - began < 0.3


NOTICES = [
    b"event: ping\ndata: still here\n\n",
    b"event: ping\ndata: {}\n\n",
    b'event: ping\ndata: {"type": "ping", "message": "still here"}\n\n',
    b"event: keepalive\ndata: 1\n\n",
    b"event: heartbeat\ndata: [2026]\n\n",
    b"event: ping\n\n",
    b"event: status\ndata: {broken\n\n",
]


@both
def test_an_event_of_another_kind_is_ignored(twin: str) -> None:
    bodies = [part("Gym ") + notice + part("at 7") + END + notice + DONE for notice in NOTICES]
    with FaultServer(*(faults.answer(200, body, content_type="text/event-stream") for body in bodies)) as server:
        for notice in NOTICES:
            text, answer = TWINS[twin](server.url)
            assert isinstance(answer, ChatCompletion), notice
            assert (text, answer.text, answer.model_extra) == ("Gym at 7", "Gym at 7", {}), notice


@both
def test_a_named_event_with_a_chunk_is_read(twin: str) -> None:
    body = b"event: chunk\n" + part("Gym at 7") + b"event: chunk\n" + END + b"event: usage\n" + COUNTED
    body += b"event: done\n" + DONE
    with FaultServer(faults.answer(200, body, content_type="text/event-stream")) as server:
        text, answer = TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    assert (text, answer.usage.total_tokens) == ("Gym at 7", 8)


@both
def test_the_size_limit_applies_to_one_event_of_many_lines(twin: str) -> None:
    limit = 1 << 16

    async def asynchronous(url: str) -> int:
        chat = AsyncChatClient("k", base_url=url, model="m", max_response_size=limit)
        async with chat, chat.stream(HI) as stream:
            return len([chunk async for chunk in stream])

    def sync(url: str) -> int:
        with ChatClient("k", base_url=url, model="m", max_response_size=limit) as chat, chat.stream(HI) as stream:
            return len(list(stream))

    for line in (b"data: x\n", b"data:\n", b"data: " + b"x" * 900 + b"\n", b"error: x\n"):
        endless = faults.event_stream(*[line * (16_384 // len(line))] * 100, then="stall")
        with FaultServer(endless) as server, pytest.raises(ResponseError, match="max_response_size"):
            asyncio.run(asynchronous(server.url)) if twin == "async" else sync(server.url)
    many = [part("x" * 500) for _ in range(400)]  # more than the limit in total, and each far below it
    with FaultServer(faults.event_stream(*many, END, DONE)) as server:
        assert (asyncio.run(asynchronous(server.url)) if twin == "async" else sync(server.url)) == 401
