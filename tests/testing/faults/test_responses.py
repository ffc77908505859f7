"""Whole answers: what they look like to http.client, and what they are on the wire."""

from __future__ import annotations

import gzip
import http.client
import tracemalloc
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, connected, head, heard, is_silent

from schedbot_sdk import ConfigurationError
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.gzip_zeros import gzipped_zeros

MEBIBYTE = 1 << 20


@contextmanager
def asked(*acts: faults.Fault) -> Generator[tuple[HTTPResponse, FaultServer]]:
    with FaultServer(*acts) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        try:
            connection.request("POST", "/x", b"hello")
            yield connection.getresponse(), server
        finally:
            connection.close()


def test_an_answer_has_its_status_headers_and_body() -> None:
    with asked(faults.answer(201, b"<a/>", headers={"X-Id": "7"}, content_type="text/xml")) as (response, _):
        assert (response.status, response.reason, response.read()) == (201, "Created", b"<a/>")
        assert dict(response.headers) == {
            "content-type": "text/xml", "content-length": "4", "x-id": "7", "connection": "keep-alive",
        }  # fmt: skip


def test_a_header_that_is_given_takes_the_place_of_the_usual_one() -> None:
    with asked(faults.answer(200, b"{}", headers={"Content-Type": "text/plain"})) as (response, _):
        assert response.headers.get_all("content-type") == ["text/plain"]


def test_an_unknown_status_is_sent_unchanged() -> None:
    with asked(faults.answer(599)) as (response, _):
        assert (response.status, response.reason) == (599, "Unknown")


def test_no_content_says_no_length_and_no_type() -> None:
    with FaultServer(faults.answer(204)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert head(peer) == b"HTTP/1.1 204 No Content\r\nconnection: keep-alive\r\n\r\n"
        assert is_silent(peer)


def test_a_chunked_answer_has_no_length_and_ends_with_the_last_chunk() -> None:
    with FaultServer(faults.answer(200, b"hello", chunked=True)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        retry_after = head(peer)
        assert b"transfer-encoding: chunked" in retry_after
        assert b"content-length" not in retry_after
        assert heard(peer, 15) == b"5\r\nhello\r\n0\r\n\r\n"
        assert is_silent(peer)


def test_an_empty_chunked_answer_is_the_last_chunk_alone() -> None:
    with FaultServer(faults.answer(200, chunked=True)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer, 5) == b"0\r\n\r\n"
        assert is_silent(peer)


def test_a_proxys_page_is_html() -> None:
    with asked(faults.html(504)) as (response, _):
        assert (response.status, response.headers["content-type"]) == (504, "text/html")
        assert b"<h1>Gateway Timeout</h1>" in response.read()


@on_rows(
    ("fault", "status", "retry_after"),
    [
        (faults.rate_limited(3), 429, "3"),
        (faults.rate_limited(0.25), 429, "0.25"),
        (faults.rate_limited(86400 * 365), 429, "31536000"),
        (faults.rate_limited("Wed, 21 Oct 2015 07:28:00 GMT"), 429, "Wed, 21 Oct 2015 07:28:00 GMT"),
        (faults.rate_limited(), 429, None),
        (faults.unavailable(), 503, None),
        (faults.unavailable(500), 500, None),
        (faults.unavailable(retry_after=2), 503, "2"),
    ],
)
def test_a_refusal_says_when_to_come_again(fault: faults.Fault, status: int, retry_after: str | None) -> None:
    with asked(fault) as (response, _):
        assert (response.status, response.headers["retry-after"]) == (status, retry_after)
        assert response.read() == b'{"detail":"refused with status %d"}' % status


def test_each_piece_of_a_stream_is_a_chunk() -> None:
    with FaultServer(faults.event_stream(b"data: 1\n\n", b"da", b"ta: 2\n\n")) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-type: text/event-stream\r\n" in head(peer)
        wire = b"9\r\ndata: 1\n\n\r\n2\r\nda\r\n7\r\nta: 2\n\n\r\n0\r\n\r\n"
        assert heard(peer, len(wire)) == wire
        assert is_silent(peer)


def test_a_stream_pauses_between_its_pieces() -> None:
    with FaultServer(faults.event_stream(b"one", b"two", every=60)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer, 8) == b"3\r\none\r\n"
        assert is_silent(peer)


def test_a_stream_that_is_cut_ends_with_fin_and_without_its_last_chunk() -> None:
    with FaultServer(faults.event_stream(b"one", then="cut")) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer) == b"3\r\none\r\n"


def test_a_stream_can_end_with_a_reset() -> None:
    with FaultServer(faults.event_stream(b"one", then="reset")) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            heard(peer)


def test_a_stream_can_stall() -> None:
    with FaultServer(faults.event_stream(b"one", then="stall")) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer, 8) == b"3\r\none\r\n"
        assert is_silent(peer)


def test_a_gzip_bomb_is_small_on_the_wire_and_unpacks_to_zeros() -> None:
    with asked(faults.gzip_bomb(20 * MEBIBYTE + 3)) as (response, _):
        assert response.headers["content-encoding"] == "gzip"
        packed = response.read()
    assert len(packed) < 25_000
    assert gzip.decompress(packed) == bytes(20 * MEBIBYTE + 3)


@on_rows("size", [1, 1000, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1])
def test_a_bomb_of_any_size_has_the_right_checksum(size: int) -> None:
    assert gzip.decompress(b"".join(gzipped_zeros(size))) == bytes(size)


def test_a_big_bomb_is_made_while_it_is_sent() -> None:
    tracemalloc.start()
    try:
        pieces = gzipped_zeros(1 << 40)
        unpacker = zlib.decompressobj(31)
        assert sum(len(unpacker.decompress(next(pieces))) for _ in range(20)) == 19 * MEBIBYTE
        assert tracemalloc.get_traced_memory()[1] < 8 * MEBIBYTE
    finally:
        tracemalloc.stop()


def test_an_impossible_fault_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError, match="empty chunk"):
        faults.event_stream(b"one", b"")
    with pytest.raises(ConfigurationError, match="got 'fire'"):
        faults.event_stream(b"one", then="fire")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ConfigurationError, match="at least 0 seconds, got -1"):
        faults.event_stream(b"one", every=-1)
    with pytest.raises(ConfigurationError, match="at least 1 byte, got 0"):
        faults.gzip_bomb(0)
