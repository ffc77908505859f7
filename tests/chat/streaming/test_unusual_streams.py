"""Unusual streams of servers, split in any way, from a real socket to both clients."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.chat import responses, streams
from tests.chat.responses import completion
from tests.chat.streaming.test_streams import TWINS, both, check
from tests.chat.streams import DONE, END, EVENTS, GYM, StreamRow, data, part
from tests.chat.unusual_responses import STREAMS, STREAMS_BROKEN
from tests.rows import on_rows

from schedbot_sdk import RequestTimeoutError, ResponseError, RetryPolicy, Timeouts
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

MORE = [*STREAMS, *STREAMS_BROKEN]
ALL = [*streams.STREAMS, *streams.BROKEN, *MORE]
EVENT_STREAMS = [row for row in ALL if row.content_type == EVENTS and row.body]
WHOLE_STREAMS = [row for row in EVENT_STREAMS if isinstance(row.gives, str)]


def by(size: int) -> Callable[[bytes], list[bytes]]:
    return lambda body: [body[at : at + size] for at in range(0, len(body), size)]


def at_line_ends(body: bytes) -> list[bytes]:
    """Each line end starts a piece, and its CR ends one: LF is a piece of its own."""
    return [piece for piece in re.split(rb"(?=\r|\n)|(?<=\r)", body) if piece]


def after_line_ends(body: bytes) -> list[bytes]:
    """Each line is a piece; the blank line that ends an event is part of the next piece."""
    return body.splitlines(keepends=True) if b"\r\n" not in body else re.findall(rb"[^\n]*\n|[^\n]+$", body)


def at_colons(body: bytes) -> list[bytes]:
    """A field's name, its colon, the space and the value are separate pieces."""
    return [piece for piece in re.split(rb"(?=: )|(?<=:)(?= )|(?<=: )", body) if piece]


def in_letters(body: bytes) -> list[bytes]:
    """Each byte of a non-ASCII letter is a piece of its own."""
    return [piece for piece in re.split(rb"(?=[\x80-\xff])|(?<=[\x80-\xff])", body) if piece]


CHUNKINGS = {
    "2 bytes": by(2), "3 bytes": by(3), "7 bytes": by(7), "64 bytes": by(64), "at line ends": at_line_ends,
    "after line ends": after_line_ends, "at colons": at_colons, "in letters": in_letters,
}  # fmt: skip


@both
@on_rows("row", MORE)
def test_an_unusual_stream_is_read_as_its_row_says(twin: str, row: StreamRow) -> None:
    with FaultServer(faults.answer(200, row.body, content_type=row.content_type)) as server:
        check(row, TWINS[twin](server.url), server.requests)


@both
@pytest.mark.parametrize("split", CHUNKINGS.values(), ids=CHUNKINGS)
@on_rows("row", EVENT_STREAMS)
def test_a_stream_is_the_same_in_any_pieces(split: Callable[[bytes], list[bytes]], twin: str, row: StreamRow) -> None:
    assert b"".join(split(row.body)) == row.body
    with FaultServer(faults.event_stream(*split(row.body))) as server:
        check(row, TWINS[twin](server.url), server.requests)


@both
@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
@on_rows("row", EVENT_STREAMS)
def test_a_stream_is_the_same_with_any_line_end(end: bytes, twin: str, row: StreamRow) -> None:
    body = re.sub(rb"\r\n|\r|\n", end, row.body)
    for pieces in ([body], by(1)(body), at_line_ends(body)):
        with FaultServer(faults.event_stream(*pieces)) as server:
            check(row, TWINS[twin](server.url), server.requests)


@both
@on_rows("row", EVENT_STREAMS)
def test_a_stream_is_the_same_after_a_byte_order_mark_in_pieces(twin: str, row: StreamRow) -> None:
    body = b"\xef\xbb\xbf" + row.body.removeprefix(b"\xef\xbb\xbf")
    with FaultServer(faults.event_stream(body[:1], body[1:2], body[2:3], body[3:])) as server:
        check(row, TWINS[twin](server.url), server.requests)


@both
@on_rows("row", WHOLE_STREAMS)
def test_the_last_event_counts_without_a_blank_line_after_it(twin: str, row: StreamRow) -> None:
    with FaultServer(faults.event_stream(row.body.rstrip(b"\r\n"))) as server:
        check(row, TWINS[twin](server.url), server.requests)


@both
@on_rows("row", STREAMS)
def test_a_strict_client_accepts_no_deviating_unusual_stream(twin: str, row: StreamRow) -> None:
    with FaultServer(faults.answer(200, row.body, content_type=row.content_type)) as server:
        _, outcome = TWINS[twin](server.url, strict=True)
    if row.deviations:
        assert type(outcome) is ResponseError
        assert all(path in str(outcome) for path in row.deviations)
    else:
        assert isinstance(outcome, ChatCompletion)


@both
@pytest.mark.parametrize(
    "first",
    [
        faults.answer(200, responses.error(code=503, message="busy")),
        faults.event_stream(data(error={"code": 502, "message": "bad gateway"})),
        faults.event_stream(b": wait\n\n", b'event: error\ndata: {"code": 500, "message": "crashed"}\n\n'),
        faults.event_stream(b'error: {"code": 429, "message": "slow down"}\n\n'),
        faults.html(502),
        faults.rate_limited(0),
    ],
    ids=["plain", "object", "event", "field", "page", "429"],
)
def test_an_error_before_the_first_chunk_is_retried(first: faults.Fault, twin: str) -> None:
    with FaultServer(first, faults.event_stream(GYM)) as server:
        text, outcome = TWINS[twin](server.url)
        assert (text, type(outcome)) == ("Gym at 7", ChatCompletion)
        assert server.requests == 2


@both
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "application/octet-stream", "text/html"])
@on_rows("body", [b"oops", b"null", b"[]", b'"hi"', b"{}", b"7", responses.PAGE])
def test_the_error_for_a_body_that_is_not_a_stream_names_its_content_type(
    content_type: str, twin: str, body: bytes
) -> None:
    with FaultServer(faults.answer(200, body, content_type=content_type)) as server:
        text, outcome = TWINS[twin](server.url)
        assert (text, type(outcome)) == ("", ResponseError)
        assert f"content type {content_type}" in str(outcome)
        assert server.requests == 1


@both
def test_the_tool_calls_of_a_stream_are_combined_by_their_index(twin: str) -> None:
    def pieces(*calls: dict[str, object]) -> bytes:
        return data(id="c1", model="m", choices=[{"index": 0, "delta": {"content": None, "tool_calls": calls}}])

    body = (
        pieces({"index": 0, "id": "a", "type": "function", "function": {"name": "make", "arguments": ""}})
        + pieces({"index": 1, "id": "b", "type": "function", "function": {"name": "drop", "arguments": "[]"}})
        + pieces({"index": 0, "function": {"arguments": '{"в":'}})
        + pieces({"index": 0, "function": {"arguments": "7}"}})
        + part(None, "tool_calls")
    )
    with FaultServer(faults.event_stream(*by(1)(body))) as server:
        text, outcome = TWINS[twin](server.url)
    assert isinstance(outcome, ChatCompletion)
    calls = outcome.choices[0].message.tool_calls or []
    named = [(call.id, call.function.name, call.function.arguments) for call in calls if call.function]
    assert named == [("a", "make", '{"в":7}'), ("b", "drop", "[]")]
    assert (text, outcome.finish_reason, outcome.text) == ("", "tool_calls", "")
    assert "choices[0].message.content" not in outcome.deviations


@both
@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_separate_from_the_text(name: str, twin: str) -> None:
    thoughts = [data(id="c1", model="m", choices=[{"delta": {"role": "assistant", name: t}}]) for t in ("hm, ", "7")]
    with FaultServer(faults.event_stream(*thoughts, GYM)) as server:
        text, outcome = TWINS[twin](server.url)
    assert isinstance(outcome, ChatCompletion)
    assert (text, outcome.text, outcome.choices[0].message.thoughts) == ("Gym at 7", "Gym at 7", "hm, 7")


@both
@pytest.mark.parametrize("body", [GYM, completion()], ids=["events", "plain"])
def test_a_body_of_single_bytes_still_times_out(body: bytes, twin: str) -> None:
    with FaultServer(faults.event_stream(*by(1)(body), every=0.1)) as server:
        _, outcome = TWINS[twin](server.url, timeouts=Timeouts(attempt=0.3), retry=RetryPolicy(max_attempts=1))
        assert type(outcome) is RequestTimeoutError
        assert server.requests == 1


@both
def test_an_invalid_usage_of_a_stream_is_removed_and_reported_once(twin: str) -> None:
    body = part("Gym at 7") + END + data(id="c1", choices=[], usage="none") + DONE
    with FaultServer(faults.event_stream(body)) as server:
        text, outcome = TWINS[twin](server.url)
    assert isinstance(outcome, ChatCompletion)
    assert (text, outcome.usage.total_tokens) == ("Gym at 7", 0)
    assert outcome.deviations == ("usage",)
