"""Each stream of the table is read from a real socket, in any pieces, in the same way by both clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from tests.chat.streams import BROKEN, DONE, END, EVENTS, GYM, LINES, STREAMS, StreamRow, part
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    ChatClient,
    DeadlineExceededError,
    RequestTimeoutError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    StatusError,
    Timeouts,
    TruncatedStreamError,
)
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

HI = [{"role": "user", "content": "plan my day"}]
TWICE = RetryPolicy(max_attempts=2, initial_wait=0.001, quota=None)
Result = tuple[str, ChatCompletion | SchedbotError]


def sync(url: str, *, strict: bool = False, retry: RetryPolicy = TWICE, timeouts: Timeouts | None = None) -> Result:
    text = ""
    with ChatClient("k", base_url=f"{url}/v1", model="m", retry=retry, strict=strict, timeouts=timeouts) as chat:
        try:
            with chat.stream(HI) as stream:
                for chunk in stream:
                    text += chunk.text
            return text, stream.completion()
        except SchedbotError as error:
            return text, error


def asynchronous(
    url: str, *, strict: bool = False, retry: RetryPolicy = TWICE, timeouts: Timeouts | None = None
) -> Result:
    async def ask() -> Result:
        text = ""
        async with AsyncChatClient(
            "k", base_url=f"{url}/v1", model="m", retry=retry, strict=strict, timeouts=timeouts
        ) as chat:
            try:
                async with chat.stream(HI) as stream:
                    async for chunk in stream:
                        text += chunk.text
                return text, stream.completion()
            except SchedbotError as error:
                return text, error

    return asyncio.run(ask())


TWINS = {"sync": sync, "async": asynchronous}
both = pytest.mark.parametrize("twin", TWINS)
EVENT_STREAMS = [row for row in [*STREAMS, *BROKEN] if row.content_type == EVENTS and row.body]


def check(row: StreamRow, result: Result, sent: int) -> None:
    text, outcome = result
    if isinstance(row.gives, str):
        assert isinstance(outcome, ChatCompletion), outcome
        assert (text, outcome.text, outcome.finish_reason) == (row.gives, row.gives, row.reason)
        assert (outcome.usage.total_tokens, outcome.deviations) == (row.tokens, row.deviations)
    else:
        assert type(outcome) is row.gives
        assert text == row.before
        assert row.says in (outcome.detail if isinstance(outcome, StatusError) else str(outcome))
    assert sent == row.requests


@both
@on_rows("row", [*STREAMS, *BROKEN])
def test_a_stream_is_read_as_its_row_says(twin: str, row: StreamRow) -> None:
    with FaultServer(faults.answer(200, row.body, content_type=row.content_type)) as server:
        check(row, TWINS[twin](server.url), server.requests)


@both
@on_rows("row", EVENT_STREAMS)
def test_a_stream_is_the_same_byte_by_byte(twin: str, row: StreamRow) -> None:
    pieces = [row.body[at : at + 1] for at in range(len(row.body))]
    with FaultServer(faults.event_stream(*pieces)) as server:
        check(row, TWINS[twin](server.url), server.requests)


def splits() -> Iterator[tuple[bytes, bytes]]:
    """Yield each split of a stream inside a line end, a letter, or another parser's line end."""
    body = (part(LINES) + END + DONE).replace(b"\n", b"\r\n")
    for at in range(1, len(body)):
        if body[at] >= 0x80 or body[at - 1] >= 0x80 or body[at - 1 : at + 1] in {b"\r\n", b"\n\r"}:
            yield body[:at], body[at:]


@both
def test_a_stream_may_be_split_inside_any_letter_or_line_end(twin: str) -> None:
    cases = list(splits())
    assert len(cases) > 40
    with FaultServer(*(faults.event_stream(*pieces) for pieces in cases)) as server:
        for pieces in cases:
            text, outcome = TWINS[twin](server.url)
            assert (text, type(outcome)) == (LINES, ChatCompletion), pieces


@both
@pytest.mark.parametrize("then", ["cut", "reset"])
@pytest.mark.parametrize("after", [0, 1], ids=["before its first chunk", "after it"])
def test_an_incomplete_body_is_a_truncated_stream_and_is_not_retried(
    twin: str, then: faults.StreamEnd, after: int
) -> None:
    first = [part("Gym ")][:after] or [b": hello\n\n"]
    with FaultServer(faults.event_stream(*first, then=then)) as server:
        text, outcome = TWINS[twin](server.url)
        assert (text, type(outcome)) == ("Gym " * after, TruncatedStreamError)
        assert server.requests == 1


@both
@pytest.mark.parametrize("then", ["cut", "reset", "stall"])
@pytest.mark.parametrize("last", [END, END + DONE], ids=["its last chunk", "[DONE]"])
def test_a_connection_that_fails_after_the_answer_is_ignored(twin: str, then: faults.StreamEnd, last: bytes) -> None:
    with FaultServer(faults.event_stream(part("Gym "), part("at 7"), last, then=then)) as server:
        text, outcome = TWINS[twin](server.url, timeouts=Timeouts(read=0.3))
        assert isinstance(outcome, ChatCompletion)
        assert text == outcome.text == "Gym at 7"


@both
def test_an_endless_stream_ends_at_its_deadline(twin: str) -> None:
    with FaultServer(faults.event_stream(*[part("Gym ")] * 1000, every=0.02)) as server:
        text, outcome = TWINS[twin](server.url, retry=RetryPolicy(deadline=0.4))
        assert isinstance(outcome, DeadlineExceededError)
        assert text.startswith("Gym ")


@both
def test_a_silent_stream_ends_at_the_read_timeout(twin: str) -> None:
    with FaultServer(faults.event_stream(part("Gym "), then="stall")) as server:
        text, outcome = TWINS[twin](server.url, timeouts=Timeouts(read=0.2))
        assert (text, type(outcome)) == ("Gym ", RequestTimeoutError)
        assert server.requests == 1


@both
@on_rows("row", STREAMS)
def test_a_strict_client_accepts_no_deviating_stream(twin: str, row: StreamRow) -> None:
    with FaultServer(faults.answer(200, row.body, content_type=row.content_type)) as server:
        _, outcome = TWINS[twin](server.url, strict=True)
        if row.deviations:
            assert type(outcome) is ResponseError
            assert row.deviations[0] in str(outcome)
        else:
            assert isinstance(outcome, ChatCompletion)


@both
def test_leaving_early_closes_the_connection(twin: str) -> None:
    with FaultServer(faults.event_stream(part("Gym "), then="stall")) as server:
        leave_sync(server) if twin == "sync" else asyncio.run(leave_async(server))


def leave_sync(server: FaultServer) -> None:
    with ChatClient("k", base_url=server.url, model="m") as chat:
        with chat.stream(HI) as stream:
            assert next(stream.text()) == "Gym "
            assert server.open_connections == 1
        wait_until_closed(server)
        with pytest.raises(TruncatedStreamError):
            stream.completion()


async def leave_async(server: FaultServer) -> None:
    async with AsyncChatClient("k", base_url=server.url, model="m") as chat:
        async with chat.stream(HI) as stream:
            assert await anext(stream.text()) == "Gym "
            assert server.open_connections == 1
        await asyncio.to_thread(wait_until_closed, server)
        with pytest.raises(TruncatedStreamError):
            stream.completion()


def wait_until_closed(server: FaultServer) -> None:
    until = time.monotonic() + 5
    while server.open_connections:
        assert time.monotonic() < until, "the connection stays open"
        time.sleep(0.005)


def test_a_connection_is_reused_after_a_complete_stream() -> None:
    with FaultServer(faults.event_stream(GYM)) as server:
        with ChatClient("k", base_url=server.url, model="m") as chat:
            for _ in range(3):
                with chat.stream(HI) as stream:
                    assert "".join(stream.text()) == "Gym at 7"
        assert server.connections == 1
