"""A failed stream: when it is retried, and when not."""

from __future__ import annotations

import asyncio

import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, RetryPolicy, SchedbotError, TruncatedStreamError
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
ASK = [{"role": "user", "content": "plan my day"}]
AT_ONCE = RetryPolicy(initial_wait=0)
PART = b'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Gym"}}]}\n\n'
LAST = b'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
GOOD = faults.event_stream(PART + LAST)
BROKEN_BEFORE_A_PART = {
    "nothing but a comment": faults.event_stream(b": wait\n\n"),
    "half a part, and a clean end": faults.event_stream(PART[:30]),
    "half a part, and FIN in the midst": faults.event_stream(PART[:30], then="cut"),
    "half a part, and RST": faults.event_stream(b": wait\n\n" + PART[:30], then="reset"),
}


def read(twin: str, url: str, *, idempotent: bool) -> tuple[list[str], SchedbotError | None]:
    """The texts of a stream, and its error."""
    texts: list[str] = []

    async def read_async() -> None:
        async with (
            AsyncChatClient("k", base_url=url, model="m", retry=AT_ONCE) as chat,
            chat.stream(ASK, idempotent=idempotent) as stream,
        ):
            async for text in stream.text():
                texts.append(text)  # noqa: PERF401  # what came before an error counts

    try:
        if twin == "async":
            asyncio.run(read_async())
            return texts, None
        with (
            ChatClient("k", base_url=url, model="m", retry=AT_ONCE) as chat,
            chat.stream(ASK, idempotent=idempotent) as stream,
        ):
            texts.extend(stream.text())
    except SchedbotError as error:
        return texts, error
    return texts, None


@both
@pytest.mark.parametrize("how", BROKEN_BEFORE_A_PART)
def test_an_idempotent_stream_that_fails_before_its_first_chunk_is_retried(twin: str, how: str) -> None:
    broken = BROKEN_BEFORE_A_PART[how]
    with FaultServer(broken, broken, GOOD) as server:
        assert read(twin, server.url, idempotent=True) == (["Gym"], None)
        assert server.requests == 3


@both
@pytest.mark.parametrize("how", BROKEN_BEFORE_A_PART)
def test_a_stream_that_is_not_idempotent_is_sent_once(twin: str, how: str) -> None:
    with FaultServer(BROKEN_BEFORE_A_PART[how], GOOD) as server:
        texts, error = read(twin, server.url, idempotent=False)
        assert server.requests == 1
    assert texts == []
    assert isinstance(error, TruncatedStreamError)
    assert error.may_have_been_done


@both
def test_a_stream_that_always_fails_ends_with_the_last_error(twin: str) -> None:
    with FaultServer(faults.event_stream(PART[:30], then="cut")) as server:
        texts, error = read(twin, server.url, idempotent=True)
        assert server.requests == 4
    assert texts == []
    assert isinstance(error, TruncatedStreamError)
    assert len(error.attempts) == 4
    assert not error.may_have_been_done


@both
def test_no_stream_is_retried_after_its_first_chunk(twin: str) -> None:
    for then in (faults.event_stream(PART), faults.event_stream(PART, then="cut")):
        with FaultServer(then, GOOD) as server:
            texts, error = read(twin, server.url, idempotent=True)
            assert server.requests == 1
        assert texts == ["Gym"]
        assert isinstance(error, TruncatedStreamError)
