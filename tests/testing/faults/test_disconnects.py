"""Broken connections and broken HTTP, as a plain socket hears them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, connected, head, heard, is_silent, soon

from schedbot_sdk import ConfigurationError
from schedbot_sdk.testing import FaultServer, faults

BODY = b'{"telegram_id":42}'


def test_a_reset_comes_instead_of_an_answer() -> None:
    with FaultServer(faults.reset()) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
        assert (server.requests, server.connections) == (1, 1)


def test_fin_comes_instead_of_an_answer() -> None:
    with FaultServer(faults.close()) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert heard(peer) == b""
        assert server.requests == 1


@on_rows("act", [faults.reset(), faults.close()])
def test_neither_comes_before_the_request_is_whole(act: faults.Fault) -> None:
    with FaultServer(act) as server, connected(server.url) as peer:
        peer.sendall(REQUEST[:-1])
        assert is_silent(peer)
        assert server.requests == 0


@on_rows(("after", "sent"), [(None, BODY[:9]), (0, b""), (17, BODY[:17])])
def test_a_cut_body_is_promised_whole_and_ends_with_fin(after: int | None, sent: bytes) -> None:
    with FaultServer(faults.cut(BODY, after)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-length: 18\r\n" in head(peer)
        assert heard(peer) == sent


def test_a_reset_comes_in_the_middle_of_a_body() -> None:
    with FaultServer(faults.reset_in_body(BODY, after=5)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-length: 18\r\n" in head(peer)
        assert heard(peer, 5) == BODY[:5]
        with pytest.raises(ConnectionResetError):
            peer.recv(1)


def test_a_half_closed_connection_has_sent_fin_and_still_reads() -> None:
    with FaultServer(faults.half_close(BODY, after=5)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer) == BODY[:5]
        for _ in range(100):
            peer.sendall(bytes(100_000))
        assert server.open_connections == 1
        peer.close()
        assert soon(lambda: server.open_connections == 0)


def test_garbage_is_sent_as_it_is() -> None:
    with FaultServer(faults.garbage(b"\x00\xff220 hello\r\n")) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert heard(peer) == b"\x00\xff220 hello\r\n"


def test_garbage_is_the_greeting_of_another_protocol() -> None:
    with FaultServer(faults.garbage()) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert heard(peer).startswith(b"SSH-2.0-")


def test_a_length_that_promises_too_much_leaves_the_client_waiting() -> None:
    with FaultServer(faults.wrong_length(BODY, by=5)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-length: 23\r\n" in head(peer)
        assert heard(peer, 18) == BODY
        assert is_silent(peer)


def test_a_length_that_promises_too_little_leaves_a_rest_before_the_next_answer() -> None:
    with FaultServer(faults.wrong_length(BODY, by=-5), faults.answer(200, b"next")) as server:
        with connected(server.url) as peer:
            peer.sendall(REQUEST)
            assert b"content-length: 13\r\n" in head(peer)
            assert heard(peer, 13) == BODY[:13]
            peer.sendall(REQUEST)
            assert heard(peer, 21) == BODY[13:] + b"HTTP/1.1 200 OK\r\n"[:16]
        assert server.connections == 1


@on_rows("make", [faults.cut, faults.reset_in_body, faults.half_close, faults.stall_in_body])
@on_rows("after", [-1, 18])
def test_no_part_is_as_long_as_the_whole(make: Callable[[bytes, int], faults.Fault], after: int) -> None:
    with pytest.raises(ConfigurationError, match="less than the body's 18 bytes"):
        make(BODY, after)


@on_rows("by", [0, -19])
def test_a_length_that_is_right_or_negative_is_refused(by: int) -> None:
    with pytest.raises(ConfigurationError, match="by must be from -18 up, but not 0"):
        faults.wrong_length(BODY, by)
