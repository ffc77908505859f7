"""Server-sent events by the WHATWG grammar, whatever the chunking."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk._core.sse import ServerSentEvent, SseReader

ODD = "a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg"
"""Line ends of other standards, which are none here."""


def read(*chunks: bytes) -> list[ServerSentEvent]:
    reader = SseReader()
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return [*events, *reader.finish()]


def data(*chunks: bytes) -> list[bytes]:
    return [event.data for event in read(*chunks)]


@on_rows(
    "stream, expected",
    [
        (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"]),
        (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
        (b"data: a\r\n\rdata: b\n\r\n", [b"a", b"b"]),
        (b"data:a\n\n", [b"a"]),
        (b"data:  a\n\n", [b" a"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"data\n\n", [b""]),
        (b"data:\n\n", [b""]),
        (b"data: a\n", [b"a"]),
        (b"data: a", [b"a"]),
        (b": comment\n\ndata: a\n\n", [b"a"]),
        (b": comment\ndata: a\n: more\ndata: b\n\n", [b"a\nb"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        (b"\n\n\ndata: a\n\n\n\n", [b"a"]),
        (b"id: 1\nretry: 5\nunknown: x\ndata: a\n\n", [b"a"]),
        (f"data: {ODD}\n\n".encode(), [ODD.encode()]),
        (b"data: a:b\n\n", [b"a:b"]),
        (b"", []),
        (b"\n", []),
        (b"event: x\n\n", []),
        (b"Data: a\n\n", []),
        (b" data: a\n\n", []),
        (b"data : a\n\n", []),
        (b"data: a\n\r\ndata: b\r", [b"a", b"b"]),
        (b"data: a\r\n", [b"a"]),
        (b"data:\ndata:\n\n", [b"\n"]),
        (b"data:\t a\n\n", [b"\t a"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a"]),
        (b"\xef\xbb\xbf", []),
        (b"\xef\xbb", []),
        (b"data: \xff\xfe\x00\n\n", [b"\xff\xfe\x00"]),
        (b":\n:\n\ndata: a\n\n:", [b"a"]),
    ],
)
def test_a_stream_gives_its_data(stream: bytes, expected: list[bytes]) -> None:
    assert data(stream) == expected


def test_an_event_has_its_type_and_loses_it_at_the_blank_line() -> None:
    assert read(b"event: ping\ndata: a\n\ndata: b\n\n") == [
        ServerSentEvent(b"a", "ping"),
        ServerSentEvent(b"b", "message"),
    ]
    assert read(b"event: ping\n\ndata: b\n\n") == [ServerSentEvent(b"b", "message")]
    assert read(b"event:\ndata: b\n\n") == [ServerSentEvent(b"b", "message")]


def test_a_field_named_error_is_kept() -> None:
    assert read(b'error: {"code":500}\n\n') == [ServerSentEvent(b"", "message", b'{"code":500}')]
    assert read(b"error: a\nerror: b\ndata: c\n\ndata: d\n\n") == [
        ServerSentEvent(b"c", "message", b"a\nb"),
        ServerSentEvent(b"d", "message"),
    ]
    assert read(b"error: pending") == [ServerSentEvent(b"", "message", b"pending", is_pending=True)]


@on_rows("end", [b"", b"\n", b"\r\n", b"\r"])
def test_an_event_without_its_blank_line_is_delivered_and_known(end: bytes) -> None:
    assert read(b"data: a\n\ndata: b" + end) == [ServerSentEvent(b"a"), ServerSentEvent(b"b", is_pending=True)]
    assert read(b"data: b" + end + end + b"\r\r") == [ServerSentEvent(b"b")]


def test_an_event_comes_as_soon_as_its_blank_line_has() -> None:
    reader = SseReader()
    assert reader.feed(b"data: a\n") == []
    assert reader.feed(b"\n") == [ServerSentEvent(b"a")]
    assert reader.feed(b"data: b\r\n\r\n") == [ServerSentEvent(b"b")]
    assert reader.finish() == []


def by_the_grammar(stream: bytes) -> list[ServerSentEvent]:
    """The standard's steps over the whole of a body, with the two exceptions that the reader makes."""
    events: list[ServerSentEvent] = []
    fields: dict[bytes, list[bytes]] = {}

    def take(line: bytes, *, is_pending: bool = False) -> None:
        name, colon, value = line.partition(b":")
        if line:
            fields.setdefault(name, []).append(value[1:] if colon and value[:1] == b" " else value)
            return
        if b"data" in fields or b"error" in fields:
            kind = fields.get(b"event", [b""])[-1].decode("utf-8", "replace") or "message"
            error = b"\n".join(fields[b"error"]) if b"error" in fields else None
            events.append(ServerSentEvent(b"\n".join(fields.get(b"data", [])), kind, error, is_pending))
        fields.clear()

    *lines, rest = re.split(b"\r\n|\r|\n", stream.removeprefix(b"\xef\xbb\xbf"))
    for line in lines:
        take(line)
    if rest:
        take(rest)
    take(b"", is_pending=True)
    return events


pieces = st.lists(
    st.sampled_from([b"data: x", b"data:", b"event: e", b"error: y", b": c", b"\n", b"\r\n", b"\r", b"\n\n",
                     b"\xef\xbb\xbf", "data: \u0436\u2028".encode(), b"id: 1", b"\x00"]) | st.binary(max_size=3),
    max_size=14,
).map(b"".join)  # fmt: skip


@settings(deadline=None)
@given(pieces, st.lists(st.integers(0, 120), max_size=6))
def test_every_split_of_a_byte_string_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[begin:end] for begin, end in pairwise(edges)]
    assert read(*chunks) == read(stream)
    assert read(*(stream[index : index + 1] for index in range(len(stream)))) == read(stream)


@settings(deadline=None)
@given(pieces)
def test_the_events_are_those_of_the_grammar(stream: bytes) -> None:
    assert read(stream) == by_the_grammar(stream)
